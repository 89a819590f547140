"""Proxy mode: connections that stop being requests. To a vendor they are looked into, to a listed
host they pass untouched."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from mitmproxy.connection import Server
from mitmproxy.net import tls as net_tls
from mitmproxy.proxy import commands, events, layer, layers
from mitmproxy.proxy.context import Context

Commands = Generator[commands.Command, object, None]
Inside = Callable[[Context, str], layer.Layer]
"""Makes the layer that reads requests inside a tunnel; the text is the scheme."""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """Where a tunnel leads. first: what goes to that host before the client's own bytes; None: the
    host is a vendor's, and the gateway reads what is inside. connected: the client waits to hear
    that its CONNECT worked."""

    host: str
    port: int
    first: bytes | None
    connected: bool


class OpenTunnel:
    """The layer that a connection belongs to from now on."""

    def __init__(self, tunnel: Tunnel, context: Context, rest: bytes, inside: Inside) -> None:
        inner = context.fork()
        inner.server = Server(address=(tunnel.host, tunnel.port))
        self.greeting = b"HTTP/1.1 200 Connection established\r\n\r\n" if tunnel.connected else b""
        self.layer: layer.Layer
        if tunnel.first is None:
            self.layer = _Look(inner, inside)
        else:
            self.layer = layers.TCPLayer(inner, ignore=True)
        self._first = (tunnel.first or b"") + rest

    def begin(self) -> Commands:
        """Starts the layer with what the client has already sent."""
        yield from self.layer.handle_event(events.Start())
        if self._first:
            data = events.DataReceived(self.layer.context.client, self._first)
            yield from self.layer.handle_event(data)


class _Look(layer.Layer):
    """Waits for the first bytes: TLS, which mitmproxy answers with its own CA, or HTTP."""

    def __init__(self, context: Context, inside: Inside) -> None:
        super().__init__(context)
        self._inside = inside
        self._child: layer.Layer | None = None

    def _handle_event(self, event: events.Event) -> Commands:
        if self._child is None and isinstance(event, events.DataReceived):
            self._child = self._choose(event.data)
            yield from self._child.handle_event(events.Start())
        if self._child is not None:
            yield from self._child.handle_event(event)
        elif isinstance(event, events.ConnectionClosed):
            yield commands.CloseConnection(event.connection)

    def _choose(self, first: bytes) -> layer.Layer:
        if not net_tls.starts_like_tls_record(first):
            return self._inside(self.context, "http")
        outer = layers.ClientTLSLayer(self.context)
        outer.child_layer = self._inside(self.context, "https")
        return outer
