"""The sample gateway with limits, before a vendor that does what a test wants."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from compiler import ir
from compiler.terms import Budget, Limit, LimitKind, PathTemplate
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.sample_wire import Answer, exchange

HOUR = 3600
CHAT = "POST /chat/1.0.0/v1/chat/completions"
USED = b'{"model":"m","usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}'
UPGRADE = "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a2V5"

OTHER = "gwk_another_key"

# The connection is closed behind it, and must not be kept for another request.
_LINES = ("Content-Type: application/json", "Connection: close")

Play = Callable[[socket.socket], None]


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def requests(amount: int, seconds: int = HOUR) -> Limit:
    return Limit(LimitKind.REQUESTS, amount, seconds)


def running_at_once(amount: int) -> Limit:
    return Limit(LimitKind.CONCURRENT, amount, 0)


def tokens(amount: int, seconds: int = HOUR) -> Limit:
    return Limit(LimitKind.TOKENS, amount, seconds)


def limited(
    sample: ir.Gateway, *limits: Limit, api: tuple[Limit, ...] = (), reserve: int = 1000
) -> ir.Gateway:
    """With limits of its consumer, and `api`: of its first API, the only one that is left."""
    consumer = sample.consumers[0]
    only = replace(sample.apis[0], budget=Budget(api, reserve))
    grant = replace(consumer.grant, budget=Budget(limits, reserve), apis=(only.id,))
    socket_of_its_own = ir.Path(
        PathTemplate(("/v1/socket",)), (replace(operation("ws", "GET"), websocket=True),)
    )
    only = replace(only, paths=(*only.paths, socket_of_its_own))
    return replace(sample, consumers=(replace(consumer, grant=grant),), apis=(only,))


def reply(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    """A whole answer of the vendor."""
    head = "".join(f"{line}\r\n" for line in (*_LINES, *lines))
    return f"HTTP/1.1 {status}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@dataclass(slots=True)
class Vendor:
    """Answers as `play` does, then closes the connection. `arrived`: how many requests did."""

    server: socket.socket
    play: Play = field(default=lambda connection: connection.sendall(reply(USED)))
    arrived: int = 0

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection), contextlib.suppress(OSError):
            received = b""
            # What is not read makes the end of the connection a reset.
            while not (received.endswith(b"\r\n\r\n{}") or received.startswith(b"GET")):
                piece = connection.recv(65536)
                if not piece:
                    return
                received += piece
            self.arrived += 1
            self.play(connection)


@dataclass(frozen=True, slots=True)
class Gateway:
    """A running nginx and the vendor behind it."""

    port: int
    vendor: Vendor
    copy: Path

    def seen(self) -> int | None:
        """The status of a request; None: the connection was closed instead."""
        head = f"{CHAT} HTTP/1.1\r\nHost: h\r\napi-key: {KEY}\r\nContent-Length: 2"
        answer = exchange(self.port, head, b"{}")
        return None if answer is None else answer.status

    def ask(self, target: str = CHAT, key: str = KEY) -> Answer:
        """One request with a consumer's key; POSTs have a body of two bytes."""
        body = b"{}" if target.startswith("POST") else b""
        length = f"\r\nContent-Length: {len(body)}" if body else ""
        head = f"{target} HTTP/1.1\r\nHost: h\r\napi-key: {key}{length}"
        answer = exchange(self.port, head, body)
        assert answer is not None
        return answer

    def statuses(self, count: int, target: str = CHAT) -> list[int]:
        return [self.ask(target).status for _ in range(count)]

    @contextmanager
    def open(self, head: str, body: bytes = b"") -> Iterator[socket.socket]:
        """A connection on which a request was sent."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=10)) as connection:
            connection.sendall(f"{head} HTTP/1.1\r\nHost: h\r\napi-key: {KEY}\r\n".encode() + body)
            yield connection


Change = Callable[[Path], None]


@contextmanager
def served(
    folder: Path,
    *limits: Limit,
    api: tuple[Limit, ...] = (),
    reserve: int = 1000,
    change: Change = lambda _: None,
    sample: Callable[[ir.Gateway], ir.Gateway] = lambda made: made,
) -> Iterator[Gateway]:
    """`change`: of the deployed copy; `sample`: of what is compiled."""
    port = free_port()
    with socket.create_server(("127.0.0.1", 0)) as server:
        vendor = Vendor(server)
        threading.Thread(target=vendor.serve, daemon=True).start()
        made = gateway(server.getsockname()[1], port)
        copy = deploy(sample(limited(made, *limits, api=api, reserve=reserve)), folder)
        change(copy)
        with running(copy, port):
            yield Gateway(port, vendor, copy)
        server.shutdown(socket.SHUT_RDWR)


def altered(file: str, old: str, new: str) -> Change:
    """One place of a file of the copy."""

    def change(copy: Path) -> None:
        text = (copy / file).read_text()
        assert text.count(old) == 1, old
        (copy / file).write_text(text.replace(old, new))

    return change
