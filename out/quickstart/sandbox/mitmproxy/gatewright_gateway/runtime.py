"""What the layers of one process share: settings, mode, log, and the reading side of clients."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from mitmproxy import ctx
from mitmproxy.connection import Client, Connection, Server
from mitmproxy.proxy import commands, events

from gatewright_gateway.counters import Counters
from gatewright_gateway.heads import RequestHead
from gatewright_gateway.journal import Journal
from gatewright_gateway.settings import Settings
from gatewright_gateway.tallies import Tallies
from gatewright_gateway.verdicts import Answer

# mitmproxy allows five connections to an address at a time and lets the sixth wait without end.
_CONNECTIONS = 10_000


Site = Callable[[RequestHead], Answer | None]
"""Answers requests for paths that are no API's; None: nor its own."""


class Mode(StrEnum):
    """GATEWAY serves the environment's APIs; PROXY puts keys into calls to vendors' own URLs."""

    GATEWAY = "gateway"
    PROXY = "proxy"


@dataclass(slots=True)
class Runtime:
    """allowed: hosts, or host:port, that PROXY tunnels untouched. settings: replaced where new ones
    come while the gateway runs; an exchange keeps those that it began with. counters: of
    the limits; they stay when settings come. tallies: None while nothing is counted for metrics.
    site: None in whatever is deployed; who runs this gateway inside of a process may have one."""

    settings: Settings
    mode: Mode
    allowed: frozenset[str]
    journal: Journal
    counters: Counters = field(default_factory=Counters)
    tallies: Tallies | None = None
    site: Site | None = None

    def allows(self, host: str, port: int) -> bool:
        name = host.lower()
        return name in self.allowed or f"{name}:{port}" in self.allowed


def lift_connection_limit(client: Client) -> None:
    """Lets one client's requests have as many connections to an address as they need."""
    handler = ctx.master.addons.get("proxyserver").connections[client.id]
    handler.max_conns = collections.defaultdict(lambda: asyncio.Semaphore(_CONNECTIONS))


def hold(client: Client, on: bool) -> None:
    """Stops or resumes reading from a client, so that a body waits outside while a vendor is being
    connected to. Where the transport cannot be found the body waits in memory, under its limit."""
    transport = _transport(client, client)
    if transport is None or transport.is_closing():
        return
    if on:
        transport.pause_reading()
    else:
        transport.resume_reading()


def unsent(client: Client, server: Server) -> bool:
    """Whether bytes for a server of this client wait for the server to take them."""
    transport = _transport(client, server)
    return transport is not None and transport.get_write_buffer_size() > 0


_waking: set[asyncio.Task[None]] = set()
"""Tasks that nobody else holds."""


def wake(client: Client) -> None:
    """Has the layer of a client's connection look at what has changed, soon."""
    handler = ctx.master.addons.get("proxyserver").connections.get(client.id)
    if handler is not None:
        ring = events.Wakeup(commands.RequestWakeup(0))
        task = asyncio.get_running_loop().create_task(handler.server_event(ring))
        _waking.add(task)
        task.add_done_callback(_waking.discard)


def _transport(client: Client, connection: Connection) -> asyncio.Transport | None:
    handler = ctx.master.addons.get("proxyserver").connections.get(client.id)
    streams = handler.transports.get(connection) if handler else None
    transport = getattr(streams.writer if streams else None, "transport", None)
    return transport if isinstance(transport, asyncio.Transport) else None
