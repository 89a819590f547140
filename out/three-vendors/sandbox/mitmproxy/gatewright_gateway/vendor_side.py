"""One connection to a vendor: opened, verified, and read as HTTP/1.1, for one exchange at a time.

It only appends commands to the list that its client's layer yields to mitmproxy.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Protocol

from mitmproxy.connection import Server
from mitmproxy.proxy import commands, events

from gatewright_gateway import wire
from gatewright_gateway.heads import Header, ResponseHead, take_response
from gatewright_gateway.upstreams import Upstream
from gatewright_gateway.vendor_tls import TlsFailed, VendorTls
from gatewright_gateway.wire import Malformed, UntilCloseBody


class Listener(Protocol):
    """The exchange that a connection works for."""

    def vendor_ready(self) -> None: ...
    def vendor_failed(self) -> None: ...
    def vendor_head(self, head: ResponseHead) -> None: ...
    def vendor_data(self, data: bytes) -> None: ...
    def vendor_end(self) -> None: ...
    def vendor_broke(self) -> None: ...


class VendorSide:
    """listener: None while no exchange has the connection. usable: whether another may have it."""

    def __init__(self, upstream: Upstream, out: list[commands.Command]) -> None:
        self.upstream = upstream
        self.server = Server(address=(upstream.host, upstream.port))
        self.server.sni = upstream.server_name
        self.listener: Listener | None = None
        self.opening = commands.OpenConnection(self.server)
        self.opening.blocking = False  # the layer goes on; the completion comes as an event
        self.ready = False
        self.usable = False
        self.closed = False
        self._tls: VendorTls | None = None
        self._out = out
        self._buffer = bytearray()
        self._method = b""
        self._chunked = False
        self._upgrade = False
        self._sent = False
        self._head: ResponseHead | None = None

    def open(self) -> None:
        self._out.append(self.opening)

    def handle(self, event: events.Event) -> bool:
        """What mitmproxy says of this connection; False: the last of it."""
        match event:
            case events.OpenConnectionCompleted():
                self.opened(failed=event.reply is not None)
                return event.reply is None
            case events.DataReceived():
                self.receive(event.data)
                return True
            case _:
                self.ended()
                return False

    def opened(self, *, failed: bool) -> None:
        """The TCP connection stands, or never will."""
        if self.closed:
            return
        if failed:
            self._fail()
            return
        if self.upstream.ca is None:
            self._become_ready()
            return
        self.server.tls = True
        try:
            self._tls = VendorTls(self.upstream)
        except TlsFailed:
            self._fail()
            return
        self.receive(b"")

    def _become_ready(self) -> None:
        self.ready = True
        if self.listener is not None:
            self.listener.vendor_ready()

    def start(self, method: bytes, target: bytes, headers: list[Header]) -> None:
        """Sends the head of a request; its headers say how the body is framed."""
        lines = [b"%s %s HTTP/1.1" % (method, target), *(b"%s: %s" % pair for pair in headers)]
        self._method = method
        names = {name.lower() for name, _ in headers}
        self._chunked = b"transfer-encoding" in names
        self._upgrade = b"upgrade" in names
        self._sent = False
        self._head = None
        self.usable = False
        self._send(b"\r\n".join(lines) + b"\r\n\r\n")

    def send_body(self, data: bytes) -> None:
        self._send(wire.chunk(data) if self._chunked else data)

    def end_request(self) -> None:
        self._sent = True
        if self._chunked:
            self._send(wire.LAST_CHUNK)

    def _send(self, data: bytes) -> None:
        if self.closed:
            return
        if self._tls is None:
            self._out.append(commands.SendData(self.server, data))
            return
        try:
            self._tls.send(data)
        except TlsFailed:
            self._fail()
            return
        self._flush()

    def _flush(self) -> None:
        if self._tls is not None and (data := self._tls.take_outgoing()):
            self._out.append(commands.SendData(self.server, data))

    def receive(self, data: bytes) -> None:
        """Bytes of the vendor."""
        if self.closed:
            return
        if self._tls is not None:
            established = self._tls.established
            try:
                data = self._tls.receive(data)
            except TlsFailed:
                self._flush()  # the alert
                self._fail()
                return
            self._flush()
            if self._tls.established and not established:
                self.server.timestamp_tls_setup = time.time()
                self._become_ready()
        if data:
            self._buffer += data
            self._read()
        if self._tls is not None and self._tls.ended:
            self.ended()

    def ended(self) -> None:
        """The vendor closed."""
        if self.closed:
            return
        head = self._head
        if self.listener is not None and head is not None and head.body is not None:
            clean = head.body.ends_at_close()
            self.close()
            listener, self.listener = self.listener, None
            (listener.vendor_end if clean else listener.vendor_broke)()
            return
        self._fail()

    def close(self) -> None:
        """Ends the connection; nothing more is said to the exchange."""
        if not self.closed:
            self.closed = True
            self.usable = False
            self._out.append(commands.CloseConnection(self.server))

    def _fail(self) -> None:
        ready = self.ready
        self.close()
        listener, self.listener = self.listener, None
        if listener is not None:
            (listener.vendor_broke if ready else listener.vendor_failed)()

    def _read(self) -> None:
        """Hands on what the buffer holds of an answer."""
        if self.listener is None:
            self.close()  # a vendor that talks unasked
            return
        try:
            while self._buffer and self.listener is not None and self._step():
                pass
        except Malformed:
            self._fail()

    def _step(self) -> bool:
        if self.listener is None:
            return False
        if self._head is None:
            head = take_response(self._buffer, self._method)
            if head is None:
                return False
            if head.status == 101 and self._upgrade:
                head = replace(head, body=UntilCloseBody())
            elif head.status == 101:
                raise Malformed  # an upgrade that nobody asked for
            elif head.status < 200:
                return True
            self._head = head
            self.listener.vendor_head(head)
            if head.body is None or head.body.done:
                self._end()
            return True
        body = self._head.body
        data = body.feed(self._buffer) if body else b""
        if data:
            self.listener.vendor_data(data)
        if body and body.done and self.listener is not None:
            self._end()
        return bool(data)

    def _end(self) -> None:
        """The answer is whole: the connection may serve another exchange if no more is said."""
        if self._head is not None and not self.closed:
            self.usable = self._sent and self._head.keeps_alive and not self._buffer
        listener, self.listener = self.listener, None
        if listener is not None:
            listener.vendor_end()
