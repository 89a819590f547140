"""Limits of what runs at once, where requests share a connection: each stream is one of its own."""

from __future__ import annotations

import asyncio
import socket
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.gateways import KEY
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.metered_gateway import metered
from tests.unit.targets.metered_wire import PATIENCE, at_once, metered_vendor, request

# h2 comes with httpx[http2] and has no types.
connection: Any = import_module("h2.connection")
config: Any = import_module("h2.config")
events: Any = import_module("h2.events")

ROOM = 5


class Streams:
    """A connection without TLS, and the statuses of its streams that were answered."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._state = connection.H2Connection(config=config.H2Configuration(client_side=True))
        self._state.initiate_connection()
        self.statuses: dict[int, int] = {}

    def ask(self, mock: str) -> int:
        stream: int = self._state.get_next_available_stream_id()
        head = {
            ":method": "POST",
            ":scheme": "http",
            ":authority": "g",
            ":path": "/chat/1.0.0/v1/chat/completions",
            "authorization": f"Bearer {KEY}",
            "content-type": "application/json",
            "x-mock": mock,
        }
        self._state.send_headers(stream, list(head.items()))
        self._state.send_data(stream, b"{}", end_stream=True)
        self._flush()
        return stream

    def reset(self, stream: int) -> None:
        """Gives one stream up (RFC 9113 section 5.4.2, CANCEL); the others live."""
        self._state.reset_stream(stream, error_code=8)
        self._flush()

    def wait(self, count: int) -> list[int]:
        """The statuses of so many streams."""
        while len(self.statuses) < count:
            data = self._socket.recv(65_536)
            assert data, "the connection ended"
            for event in self._state.receive_data(data):
                if isinstance(event, events.ResponseReceived):
                    found = {bytes_of(name): bytes_of(value) for name, value in event.headers}
                    self.statuses[event.stream_id] = int(found[b":status"])
            self._flush()
        return sorted(self.statuses.values())

    def close(self) -> None:
        self._socket.close()

    def _flush(self) -> None:
        self._socket.sendall(self._state.data_to_send())


def bytes_of(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def give_up(port: int, mock: str, *, answered: bool, alone: bool) -> None:
    """Twice as many streams as there is room for; then each is reset, or all end together."""
    streams = Streams(port)
    asked = [streams.ask(mock) for _ in range(2 * ROOM)]
    expected = [200] * ROOM if answered else []
    assert streams.wait(len(expected) + ROOM) == [*expected, *[429] * ROOM]
    for stream in asked:
        if alone and streams.statuses.get(stream) != 429:
            streams.reset(stream)
    if alone:
        check_free(port)
    streams.close()


def check_free(port: int) -> None:
    """There is room for exactly as many as ever."""
    time.sleep(0.3)
    assert asyncio.run(at_once(port, request("events=1 open"), ROOM)) == (ROOM, 429)
    time.sleep(0.3)


@pytest.mark.parametrize(("mock", "answered"), [("events=1 open", True), ("hang", False)])
@pytest.mark.parametrize("alone", [True, False])
def test_streams_run_until_they_end(
    tmp_path: Path, mock: str, *, answered: bool, alone: bool
) -> None:
    """Given up one by one, before and after the answer began, or with their connection."""
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=[("concurrent", ROOM, 0)])
        with running(deploy(one, tmp_path), port, workers=2) as up:
            assert up
            give_up(port, mock, answered=answered, alone=alone)
            check_free(port)
