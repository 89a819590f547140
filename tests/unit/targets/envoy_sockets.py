"""An Envoy whose API has operations that become a WebSocket, and others, in front of a vendor."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.terms import Parameter, PathTemplate, Timeouts
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.upgrading_vendor import AGREED, HEAD_END, UpgradingVendor, upgrading_vendor

PLAIN = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n"
    b'{"model": "m1"}'
)
LIMIT = 1000
IDLE_MS = 1500
PATHS = (
    ir.Path(PathTemplate(("/v1/live",)), (replace(operation("live", "GET"), websocket=True),)),
    ir.Path(
        PathTemplate(("/v1/", Parameter("room"), "/live")),
        (replace(operation("room", "GET"), websocket=True), operation("close", "POST")),
    ),
    ir.Path(PathTemplate(("/v1/plain/live",)), (operation("plain", "GET"),)),
    ir.Path(PathTemplate(("/v1/models",)), (operation("models", "GET"),)),
)
UPGRADE = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade"
ASK = f"{UPGRADE}\r\nSec-WebSocket-Key: abc\r\nSec-WebSocket-Version: 13"
KEYED = f"Authorization: Bearer {KEY}"


def head(path: str, *lines: str, method: str = "GET") -> bytes:
    first = f"{method} /chat/1.0.0{path} HTTP/1.1\r\nHost: g\r\n"
    return (first + "\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(slots=True)
class Rig:
    port: int
    folder: Path
    vendor: UpgradingVendor

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)

    def answer(self, sent: bytes) -> bytes:
        """All that comes back until nothing more does."""
        with self.connect() as connection:
            connection.sendall(sent)
            return until(connection, b"")

    def lines(self) -> list[dict[str, object]]:
        """Of the log; Envoy writes it out when it ends, or after a while."""
        return [json.loads(line) for line in (self.folder / "stdout").read_text().splitlines()]


def until(connection: socket.socket, end: bytes) -> bytes:
    """What comes up to `end`; all that comes where it is empty."""
    received = b""
    connection.settimeout(0.7 if not end else 5)
    try:
        while not (end and received.endswith(end)) and (piece := connection.recv(65536)):
            received += piece
    except TimeoutError:
        pass
    return received


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    port = free_port()
    with upgrading_vendor() as one:
        made = gateway(one.port, port)
        paths = tuple(
            replace(path, operations=tuple(replace(each, limit=LIMIT) for each in path.operations))
            for path in PATHS
        )
        api = replace(made.apis[0], paths=paths, timeouts=Timeouts(5000, IDLE_MS))
        folder = deploy(replace(made, apis=(api,)), tmp_path_factory.mktemp("websocket"))
        with running(folder, port) as up:
            assert up, (folder / "stderr").read_text()
            yield Rig(port, folder, one)


@pytest.fixture
def rig(started: Rig) -> Rig:
    """As it was when it started, but for its log."""
    started.vendor.answer = AGREED
    started.vendor.awaited = HEAD_END
    started.vendor.received.clear()
    return started
