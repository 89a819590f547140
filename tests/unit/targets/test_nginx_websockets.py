"""WebSockets on the real nginx: carried both ways where described and asked for, else not."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from compiler import ir
from compiler.terms import PathTemplate, Timeouts
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.sample_wire import VENDOR_KEY, exchange

SOCKET = "/chat/1.0.0/v1/socket"
OTHER = "/chat/1.0.0/v1/other"
UPGRADE = ("Connection: keep-alive, Upgrade", "Upgrade: WebSocket")
HANDSHAKE = (*UPGRADE, "Sec-WebSocket-Key: a2V5", "Sec-WebSocket-Version: 13")
AGREED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: accepted\r\nSec-WebSocket-Protocol: realtime\r\nSet-Cookie: a=b\r\n\r\n"
)
ORDINARY = b"HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}"
PATHS = (
    ir.Path(PathTemplate(("/v1/other",)), (operation("other", "GET", usage=True),)),
    ir.Path(PathTemplate(("/v1/socket",)), (replace(operation("ws", "GET"), websocket=True),)),
)


@dataclass(slots=True)
class Echo:
    """A vendor that answers `answer`, and sends back what comes behind it in capitals."""

    server: socket.socket
    answer: bytes = AGREED
    heads: list[str] = field(default_factory=list)

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(connection,), daemon=True).start()

    def _carry(self, connection: socket.socket) -> None:
        with closing(connection):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            first, _, early = head.partition(b"\r\n\r\n")
            self.heads.append(first.decode("latin-1") + "\r\n")
            connection.sendall(self.answer + early.upper())
            while piece := connection.recv(65536):
                connection.sendall(piece.upper())


@contextmanager
def served(folder: Path, idle_ms: int = 300_000, **parts: Any) -> Iterator[tuple[int, Echo]]:
    port = free_port()
    with socket.create_server(("127.0.0.1", 0)) as server:
        echo = Echo(server)
        threading.Thread(target=echo.serve, daemon=True).start()
        sample = gateway(server.getsockname()[1], port)
        api = replace(sample.apis[0], paths=PATHS, timeouts=Timeouts(5_000, idle_ms), **parts)
        with running(deploy(replace(sample, apis=(api,)), folder), port):
            yield port, echo
        server.shutdown(socket.SHUT_RDWR)


@contextmanager
def opened(port: int, *lines: str, path: str = SOCKET) -> Iterator[tuple[str, socket.socket]]:
    """The head of the answer, in lower case, and the connection behind it."""
    head = "".join(f"\r\n{line}" for line in lines)
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: h{head}\r\n\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(1)
            assert piece, received
            received += piece
        yield received.decode("latin-1").lower(), connection


def lines_of(folder: Path, count: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        written = (folder / "stdout").read_text().splitlines()
        if len(written) >= count:
            break
        time.sleep(0.02)
    return [json.loads(line) for line in written]


def test_both_ways_until_one_side_ends(tmp_path: Path) -> None:
    offered = f"Sec-WebSocket-Protocol: realtime, insecure-key.{KEY}, beta.realtime-v1"
    with served(tmp_path) as (port, echo):
        with opened(port, *HANDSHAKE, offered, f"api-key: {KEY}", "X-Own: 1") as (head, connection):
            assert head.startswith("http/1.1 101 ")
            for text in (b"one", b"\x81\x00\xff", b"three" * 9_000):
                connection.sendall(text)
                got = b""
                while len(got) < len(text):
                    got += connection.recv(65536)
                assert got == text.upper()
            assert not lines_of(tmp_path, 0)
        (line,) = lines_of(tmp_path, 1)
    for wanted in (
        "upgrade: websocket",
        "connection: upgrade",
        "sec-websocket-accept: accepted",
        "sec-websocket-protocol: realtime",
        "x-content-type-options: nosniff",
    ):
        assert head.count(f"\r\n{wanted}\r\n") == 1, wanted
    assert "set-cookie" not in head
    assert head.count("x-request-id:") == 1
    sent = echo.heads[0].lower()
    for wanted in (
        "upgrade: websocket",
        "connection: upgrade",
        "sec-websocket-key: a2v5",
        "sec-websocket-version: 13",
        "sec-websocket-protocol: realtime, beta.realtime-v1",
        f"authorization: bearer {VENDOR_KEY}",
        "x-own: 1",
    ):
        assert sent.count(f"\r\n{wanted}\r\n") == 1, wanted
    assert KEY.lower() not in sent
    assert (line["status"], line["operation"], line["error_code"]) == (101, "ws", None)
    assert line["upstream_ms"] is not None
    assert line["consumer"] == "demo-app"


def test_nobody_without_a_key_gets_one(tmp_path: Path) -> None:
    with served(tmp_path) as (port, echo):
        with opened(port, *HANDSHAKE) as (head, _):
            assert head.startswith("http/1.1 401 ")
        with opened(port, *HANDSHAKE, "api-key: other") as (head, _):
            assert "content-type: application/json" in head
        assert not echo.heads


def test_a_silent_vendor_is_left(tmp_path: Path) -> None:
    with served(tmp_path, idle_ms=700) as (port, _):
        with opened(port, *HANDSHAKE, f"api-key: {KEY}") as (_, connection):
            began = time.monotonic()
            assert connection.recv(1) == b""
            assert 0.4 < time.monotonic() - began < 5
        assert [line["status"] for line in lines_of(tmp_path, 1)] == [101]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Upgrade: websocket",),
        ("Connection: upgrade",),
        ("Connection: upgrade", "Upgrade: h2c"),
        ("Connection: upgraded", "Upgrade: websocket"),
    ],
)
def test_without_a_valid_question_it_is_an_ordinary_request(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    key = f"Sec-WebSocket-Protocol: insecure-key.{KEY}"
    with served(tmp_path) as (port, echo):
        echo.answer = ORDINARY
        with opened(port, *lines, key, f"api-key: {KEY}") as (head, _):
            assert head.startswith("http/1.1 200 ")
            assert "\r\nupgrade:" not in head
        sent = echo.heads[0].lower()
        assert "upgrade" not in sent
        assert KEY.lower() not in sent


def test_other_operations_are_never_upgraded(tmp_path: Path) -> None:
    with served(tmp_path) as (port, echo):
        echo.answer = ORDINARY
        with opened(port, *HANDSHAKE, f"api-key: {KEY}", path=OTHER) as (head, _):
            assert head.startswith("http/1.1 200 ")
        assert "\r\nupgrade:" not in echo.heads[0].lower()


@pytest.mark.parametrize(("path", "lines"), [(OTHER, HANDSHAKE), (SOCKET, ())])
def test_an_upgrade_that_was_not_asked_for_is_cut(
    tmp_path: Path, path: str, lines: tuple[str, ...]
) -> None:
    with served(tmp_path) as (port, _):
        sent = "".join(f"\r\n{line}" for line in lines if not line.startswith("Connection"))
        head = f"GET {path} HTTP/1.1\r\nHost: h\r\napi-key: {KEY}{sent}"
        assert exchange(port, head) is None
        (line,) = lines_of(tmp_path, 1)
    assert (line["status"], line["error_code"]) == (502, "vendor_unreachable")


def test_a_refusal_by_the_vendor_is_an_ordinary_answer(tmp_path: Path) -> None:
    with served(tmp_path) as (port, echo):
        echo.answer = b"HTTP/1.1 429 Later\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\n{}"
        with opened(port, *HANDSHAKE, f"api-key: {KEY}") as (head, connection):
            assert head.startswith("http/1.1 429 ")
            assert "\r\nretry-after: 3\r\n" in head
            assert connection.recv(2) == b"{}"
        assert [line["status"] for line in lines_of(tmp_path, 1)] == [429]
