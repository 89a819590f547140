"""The layer of one client connection: requests one after another, each an exchange; timers.

It never blocks and never waits for a hook. Whatever raises inside it ends in an answer of 503 or in
a closed connection: there is no way from an exception to a vendor.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from enum import Enum, auto

from mitmproxy.connection import Client
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context

from gatewright_gateway import runtime as shared
from gatewright_gateway.alarm import Alarm
from gatewright_gateway.exchange import Exchange
from gatewright_gateway.fault import place_of
from gatewright_gateway.heads import RequestHead, take_request
from gatewright_gateway.judge import Destination, judge
from gatewright_gateway.pool import Pool
from gatewright_gateway.runtime import Runtime
from gatewright_gateway.tunnels import OpenTunnel, Tunnel
from gatewright_gateway.upstreams import Upstream
from gatewright_gateway.vendor_side import VendorSide
from gatewright_gateway.wire import Body, Malformed

_READ_TIMEOUT = 60.0  # a client that does not finish its request
_LINGER = 2.0  # a closing connection still reads, until so long nothing came: else the client's
_LINGER_MOST = 30.0  # system drops the answer unread
_MAX_AHEAD = 1024 * 1024  # what a client may send before its last request is answered

_log = logging.getLogger(__name__)


class Phase(Enum):
    """HEAD: a request is to come. BODY: it has begun. ANSWER: it is whole. OPEN: it was an upgrade.
    LINGER: no more."""

    HEAD = auto()
    BODY = auto()
    ANSWER = auto()
    OPEN = auto()
    LINGER = auto()


class ClientSide(layer.Layer):
    """inside: where a tunnel that the client opened leads to; None outside of tunnels."""

    def __init__(
        self, context: Context, runtime: Runtime, inside: Destination | None = None
    ) -> None:
        super().__init__(context)
        self.runtime = runtime
        self.client: Client = context.client
        self.out: list[commands.Command] = []
        self._inside = inside
        self._buffer = bytearray()
        self._phase = Phase.HEAD
        self._body: Body | None = None
        self._exchange: Exchange | None = None
        self._pool = Pool(self.out)
        self._tunnel: OpenTunnel | None = None
        self._deadline: float | None = None
        self._alarm = Alarm()
        self._linger_until = 0.0
        self._held = False

    def _handle_event(self, event: events.Event) -> Generator[commands.Command, object, None]:
        if self._tunnel is not None and not self._is_mine(event):
            yield from self._tunnel.layer.handle_event(event)
            return
        opened = self._tunnel is not None
        try:
            self._dispatch(event)
            self._advance()
        except Exception as error:
            self._collapse(error)
        deadline = None if self._exchange is None else self._exchange.deadline
        wakeup = self._alarm.arm((deadline, self._deadline))
        if wakeup is not None:
            self.out.append(wakeup)
        while self.out:
            yield self.out.pop(0)
        if self._tunnel is not None and not opened:
            yield from self._tunnel.begin()

    def _is_mine(self, event: events.Event) -> bool:
        """Whether an event that comes while a tunnel is open is of the time before."""
        match event:
            case events.Wakeup():
                return self._alarm.rings(event)
            case events.ConnectionEvent():
                return self._pool.has(event.connection)
            case events.OpenConnectionCompleted():
                return self._pool.has(event.command.connection)
            case _:
                return False

    def _dispatch(self, event: events.Event) -> None:
        match event:
            case events.DataReceived() if event.connection is self.client:
                self._receive(event.data)
            case events.ConnectionClosed() if event.connection is self.client:
                self._leave()
            case events.ConnectionEvent():
                self._pool.handle(event, event.connection)
            case events.OpenConnectionCompleted():
                self._pool.handle(event, event.command.connection)
            case events.Wakeup():
                self._alarm.rings(event)
                self._look_at_the_clock()

    def _receive(self, data: bytes) -> None:
        now = time.monotonic()
        if self._phase is Phase.LINGER:
            if now < self._linger_until and self._deadline is not None:
                self._deadline = now + _LINGER
            return
        self._buffer += data
        if self._phase is Phase.BODY:
            self._deadline = now + _READ_TIMEOUT
        elif self._phase is Phase.ANSWER and len(self._buffer) > _MAX_AHEAD:
            self._leave()

    def _leave(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            try:
                exchange.client_left()
            finally:
                exchange.meter.release()
        self.cut()

    def _advance(self) -> None:
        """Reads as many whole things as the buffer holds."""
        going = True
        while going:
            match self._phase:
                case Phase.HEAD:
                    going = self._read_head()
                case Phase.BODY:
                    going = self._read_body()
                case Phase.OPEN:
                    going = self._pass_on()
                case Phase.ANSWER | Phase.LINGER:
                    going = False
            going = going and self._tunnel is None

    def _read_head(self) -> bool:
        contract = self.runtime.settings.contract
        try:
            head = take_request(self._buffer, contract.max_target, contract.max_header)
        except Malformed:
            self._exchange = Exchange(self, None)
            self._phase = Phase.BODY
            self._exchange.request_broken()
            return False
        if head is None:
            if not self._buffer:
                self._deadline = None
            elif self._deadline is None:
                self._deadline = time.monotonic() + _READ_TIMEOUT
            return False
        self._begin(head)
        return True

    def _begin(self, head: RequestHead) -> None:
        self._body = body = head.body
        self._exchange = exchange = Exchange(self, head)
        done = body.done
        self._phase = Phase.ANSWER if done else Phase.BODY
        self._deadline = None if done else time.monotonic() + _READ_TIMEOUT
        if done:
            exchange.request_end()
        verdict = judge(head, exchange.id, self._inside, self.runtime, exchange.meter)
        if isinstance(verdict, Tunnel):
            self._open(verdict)
        else:
            exchange.begin(verdict)

    def _open(self, tunnel: Tunnel) -> None:
        """From here on the connection belongs to the tunnel's layer."""
        self._exchange = None
        self._deadline = None
        rest, self._buffer = bytes(self._buffer), bytearray()

        def inside(context: Context, scheme: str) -> layer.Layer:
            to = Destination(scheme, tunnel.host, tunnel.port)
            return ClientSide(context, self.runtime, to)

        self._tunnel = OpenTunnel(tunnel, self.context, rest, inside)
        self._pool.close()
        if self._tunnel.greeting:
            self.out.append(commands.SendData(self.client, self._tunnel.greeting))

    def _read_body(self) -> bool:
        body, exchange = self._body, self._exchange
        if body is None:
            return False
        try:
            data = body.feed(self._buffer)
        except Malformed:
            if exchange is None:
                self._linger()
            else:
                exchange.request_broken()
            return False
        if data and exchange is not None:
            exchange.request_data(data)
        if not body.done or self._phase is not Phase.BODY:
            return False
        self._deadline = None
        self._phase = Phase.HEAD if self._exchange is None else Phase.ANSWER
        if self._exchange is not None:
            self._exchange.request_end()
        return self._phase is Phase.HEAD

    def open_up(self) -> None:
        """The vendor agreed to an upgrade: what follows is no HTTP any more."""
        self._phase = Phase.OPEN

    def _pass_on(self) -> bool:
        data = bytes(self._buffer)
        self._buffer.clear()
        if data and self._exchange is not None:
            self._exchange.opened_data(data)
        return False

    def answered(self, *, keep: bool) -> None:
        """The exchange is over and its answer whole."""
        self._exchange = None
        if not keep:
            self._linger()
        elif self._phase is Phase.ANSWER:
            self._phase = Phase.HEAD

    def _linger(self) -> None:
        self._phase = Phase.LINGER
        self._buffer.clear()
        now = time.monotonic()
        self._deadline = now + _LINGER
        self._linger_until = now + _LINGER_MOST
        self.out.append(commands.CloseTcpConnection(self.client, half_close=True))

    def cut(self) -> None:
        """Closes without a proper end."""
        self._phase = Phase.LINGER
        self._buffer.clear()
        self._deadline = None
        self.out.append(commands.CloseConnection(self.client))

    def take_vendor(self, upstream: Upstream) -> VendorSide:
        return self._pool.take(upstream)

    def keep_vendor(self, vendor: VendorSide) -> None:
        if not vendor.usable:
            vendor.close()

    def hold(self, on: bool) -> None:
        if on or self._held:
            self._held = on
            shared.hold(self.client, on)

    def unsent(self, vendor: VendorSide) -> bool:
        """Whether the vendor does not take what it is sent."""
        return shared.unsent(self.client, vendor.server)

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        if self._exchange is not None:
            self._exchange.look(now)
        if self._deadline is None or now < self._deadline:
            return
        if self._exchange is not None and self._exchange.blocked:
            self._deadline = now + _READ_TIMEOUT
        else:
            self._leave()

    def _collapse(self, error: Exception) -> None:
        """Something of ours raised: the request ends here. The error's text may hold a peer's."""
        _log.error("gateway step failed: %s", place_of(error))
        exchange, self._exchange = self._exchange, None
        try:
            if exchange is None or exchange.over:
                self.cut()
            else:
                exchange.failed()
        except Exception as second:
            _log.error("gateway cannot answer: %s", place_of(second))
            self.out[:] = [commands.CloseConnection(self.client)]
            self._phase = Phase.LINGER
        finally:
            if exchange is not None:
                exchange.meter.release()
