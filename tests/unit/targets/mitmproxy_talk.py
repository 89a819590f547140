"""One client's connection through the mitmproxy gateway's own layer, without a socket: what happens
on it is told by the test, and what the gateway does is kept."""

from __future__ import annotations

import os
from contextlib import suppress

from gatewright_gateway.client_side import ClientSide
from gatewright_gateway.counters import Counters
from gatewright_gateway.journal import Journal
from gatewright_gateway.runtime import Mode, Runtime
from gatewright_gateway.settings import Settings
from mitmproxy.connection import Connection, ConnectionState
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.test.tflow import tclient_conn


class Talk:
    """answer: what the client got. servers: connections to the vendor that stand, oldest first.
    opening: those that are being made."""

    def __init__(self, settings: Settings, counters: Counters, log: str = os.devnull) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT)
        runtime = Runtime(settings, Mode.GATEWAY, frozenset(), Journal(self._log), counters)
        self.client = tclient_conn()
        self.side = ClientSide(Context(self.client, Options()), runtime)
        self.answer = b""
        self.closed = False
        self.opening: list[commands.OpenConnection] = []
        self.servers: list[Connection] = []
        self._alarms: list[commands.RequestWakeup] = []
        self._feed(events.Start())

    def _feed(self, event: events.Event) -> None:
        for command in self.side.handle_event(event):
            match command:
                case commands.OpenConnection():
                    self.opening.append(command)
                case commands.RequestWakeup():
                    self._alarms.append(command)
                case commands.SendData(connection=self.client):
                    self.answer += command.data
                case commands.CloseConnection(connection=self.client):
                    self.closed = self.closed or not getattr(command, "half_close", False)
                case commands.CloseConnection():
                    with suppress(ValueError):
                        self.servers.remove(command.connection)

    def client_sends(self, data: bytes) -> None:
        if not self.closed:
            self._feed(events.DataReceived(self.client, data))

    def client_leaves(self) -> None:
        """mitmproxy says so even where the gateway itself has closed."""
        self.closed = True
        self.client.state = ConnectionState.CLOSED
        self._feed(events.ConnectionClosed(self.client))
        os.close(self._log)

    def connects(self, *, well: bool) -> None:
        if self.opening:
            command = self.opening.pop(0)
            if well:
                self.servers.append(command.connection)
            self._feed(events.OpenConnectionCompleted(command, None if well else "refused"))

    def vendor_sends(self, data: bytes) -> None:
        if self.servers:
            self._feed(events.DataReceived(self.servers[-1], data))

    def vendor_leaves(self) -> None:
        if self.servers:
            self._feed(events.ConnectionClosed(self.servers.pop()))

    def too_long(self) -> None:
        """The vendor's time is over."""
        exchange = self.side._exchange
        if exchange is not None and exchange.deadline is not None and self._alarms:
            exchange.deadline = 0.0
            self._feed(events.Wakeup(self._alarms.pop()))
