"""Operations that become a WebSocket, on a real Envoy."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.envoy_sockets import (
    ASK,
    IDLE_MS,
    KEYED,
    LIMIT,
    PATHS,
    PLAIN,
    Rig,
    head,
    rig,
    started,
    until,
)
from tests.unit.targets.sample_wire import VENDOR_KEY, exchange
from tests.unit.targets.upgrading_vendor import upgrading_vendor

__all__ = ["rig", "started"]


def test_carried_both_ways(rig: Rig) -> None:
    """Each piece at once, more than the limit of a body, and one line of the log at the end."""
    with rig.connect() as connection:
        connection.sendall(head("/v1/live?model=m", ASK, KEYED, "api-key: " + KEY, "X-Mine: 1"))
        agreed = until(connection, b"\r\n\r\n").lower()
        assert agreed.startswith(b"http/1.1 101 ")
        for line in (
            b"upgrade: websocket",
            b"connection: upgrade",
            b"sec-websocket-accept: agreed",
        ):
            assert line in agreed
        assert b"nosniff" in agreed
        assert b"set-cookie" not in agreed
        for piece in (b"\x81\x05hello", b"\x00" * 3 * LIMIT, b"GET / HTTP/1.1\r\n\r\n"):
            connection.sendall(piece)
            echoed = b""
            while len(echoed) < len(piece):
                echoed += connection.recv(65536)
            assert echoed == piece
    (received,) = rig.vendor.received
    asked = received.partition(b"\r\n\r\n")[0].decode().lower()
    assert asked.startswith("get /v1/live?model=m http/1.1")
    assert asked.count("upgrade: websocket") == asked.count("connection: upgrade") == 1
    assert "sec-websocket-key: abc" in asked
    assert "x-mine: 1" in asked
    assert f"authorization: bearer {VENDOR_KEY}" in asked
    assert KEY not in asked


def test_the_log_of_an_upgrade(tmp_path: Path) -> None:
    port = free_port()
    with upgrading_vendor() as one:
        made = gateway(one.port, port)
        api = replace(made.apis[0], paths=PATHS)
        with running(deploy(replace(made, apis=(api,)), tmp_path), port) as up:
            assert up
            rig = Rig(port, tmp_path, one)
            with rig.connect() as connection:
                connection.sendall(head("/v1/live", ASK, KEYED))
                assert until(connection, b"\r\n\r\n")
                time.sleep(0.3)
            time.sleep(0.2)
        (line,) = rig.lines()
    assert (line["status"], line["error_code"], line["stream"]) == (101, None, None)
    assert (line["operation"], line["consumer"]) == ("live", "demo-app")
    assert line["vendor_request_id"] == "req-1"
    assert isinstance(line["duration_ms"], int)
    assert line["duration_ms"] >= 300


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (head("/v1/live", ASK), 401),
        (head("/v1/live", ASK, "api-key: wrong"), 401),
        (head("/v1/models", ASK), 401),
        (head("/v1/none", ASK, KEYED), 404),
        (head("/v1/%2e%2e/live", ASK, KEYED), 404),
        (head("/v1/live", ASK, KEYED, method="PUT"), 405),
        (head("/../../..", ASK, KEYED), 400),
        (head("/v1/room/live", ASK, KEYED, "Transfer-Encoding: chunked", method="POST"), 400),
        (head("/v1/room/live", ASK, KEYED, f"Content-Length: {LIMIT + 1}", method="POST"), 413),
        (head("/v1/live", ASK, KEYED, "Transfer-Encoding: chunked"), 101),
    ],
)
def test_refused_before_the_upgrade(sent: bytes, status: int, rig: Rig) -> None:
    """As any request, in the contract's words; what stands behind the head goes nowhere."""
    got = rig.answer(sent + head("/smuggled", KEYED))
    assert got.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"nosniff" in got
    if status >= 400:
        assert json.loads(got.partition(b"\r\n\r\n")[2])["error"]["code"]
        assert rig.vendor.received == []


@pytest.mark.parametrize(
    "lines",
    [
        ("X-A: 1",),
        ("Upgrade: websocket",),
        ("Connection: Upgrade",),
        ("Upgrade: h2c", "Connection: Upgrade"),
        ("Upgrade: websockets", "Connection: Upgrade"),
        ("Upgrade: web", "Connection: Upgrade"),
    ],
)
def test_an_ordinary_request(lines: tuple[str, ...], rig: Rig) -> None:
    """Without the two headers it goes to the vendor as any other, without either."""
    rig.vendor.answer = (
        b"HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"
    )
    answer = exchange(rig.port, head("/v1/live", KEYED, *lines).decode().strip())
    assert answer
    assert (answer.status, answer.body) == (426, b"no")
    assert b"pgrade" not in rig.vendor.received[0]


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (head("/v1/models", ASK, KEYED), b""),
        (head("/v1/models", ASK, KEYED, "Content-Length: 0"), b""),
        # Its route's pattern is that of a WebSocket.
        (head("/v1/plain/live", ASK, KEYED), b""),
        (head("/v1/room/live", ASK, KEYED, "Content-Length: 3", method="POST") + b"abc", b"abc"),
    ],
)
def test_another_operation(sent: bytes, body: bytes, rig: Rig) -> None:
    """As if no upgrade had been asked for. What stands behind the request reaches no vendor, at
    once or later."""
    rig.vendor.answer = PLAIN
    with rig.connect() as connection:
        connection.sendall(sent + head("/smuggled", "Authorization: Bearer own"))
        for _ in range(3):
            time.sleep(0.05)
            with contextlib.suppress(OSError):
                connection.sendall(head("/smuggled-later"))
        got = until(connection, b"")
    assert got.startswith(b"HTTP/1.1 200 ")
    assert got.endswith(b'{"model": "m1"}')
    (received,) = rig.vendor.received
    asked, _, rest = bytes(received).partition(b"\r\n\r\n")
    assert rest == body
    assert asked.lower().count(b"content-length: %d" % len(body)) == 1
    assert b"pgrade" not in asked
    assert f"Bearer {VENDOR_KEY}".encode() in asked


def test_a_body_in_pieces(rig: Rig) -> None:
    """Behind an upgrade that was not to be."""
    rig.vendor.answer, rig.vendor.awaited = PLAIN, b"abcdef"
    ask = head("/v1/room/live", ASK, KEYED, "Content-Length: 6", method="POST")
    with rig.connect() as connection:
        for piece in (ask, b"ab", b"cd", b"efg", b"GET /smuggled HTTP/1.1\r\n\r\n"):
            with contextlib.suppress(OSError):
                connection.sendall(piece)
            time.sleep(0.05)
        assert until(connection, b"").startswith(b"HTTP/1.1 200 ")
    (received,) = rig.vendor.received
    assert received.endswith(b"\r\n\r\nabcdef")


@pytest.mark.parametrize("status", ["400 Bad Request", "503 Unavailable"])
def test_a_vendor_that_refuses(status: str, rig: Rig) -> None:
    """Its answer passes; what the client sent behind its head is never a request to the vendor."""
    rig.vendor.answer = f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nno".encode()
    got = rig.answer(head("/v1/live", ASK, KEYED) + head("/smuggled", "Authorization: Bearer own"))
    assert got.startswith(f"HTTP/1.1 {status[:3]} ".encode())
    assert got.endswith(b"\r\n\r\nno")
    assert not any(b"smuggled" in received for received in rig.vendor.received)


def test_a_vendor_that_says_nothing(rig: Rig) -> None:
    rig.vendor.awaited = b"never"
    with rig.connect() as connection:
        connection.sendall(head("/v1/live", ASK, KEYED))
        got = until(connection, b"}}")
    assert got.startswith(b"HTTP/1.1 504 ")
    assert json.loads(got.partition(b"\r\n\r\n")[2])["error"]["code"] == "vendor_timeout"


@pytest.mark.parametrize("status", ["200 OK", "302 Found"])
def test_a_vendor_that_does_neither(status: str, rig: Rig) -> None:
    """No answer to the handshake of RFC 6455: Envoy lets it through to nobody."""
    rig.vendor.answer = (
        f"HTTP/1.1 {status}\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\n\r\nno".encode()
    )
    got = rig.answer(head("/v1/live", ASK, KEYED) + head("/smuggled"))
    assert got.startswith(b"HTTP/1.1 502 ")
    assert json.loads(got.partition(b"\r\n\r\n")[2])["error"]["code"] == "vendor_unreachable"
    assert b"set-cookie" not in got
    assert b"x-request-id" in got
    assert not any(b"smuggled" in received for received in rig.vendor.received)


def test_what_does_not_pass(rig: Rig) -> None:
    """What the client's Connection names, and keys in the names of subprotocols."""
    token = "sk-" + "a" * 30
    offered = f"Sec-WebSocket-Protocol: realtime, insecure-api-key.{token}, beta.v1"
    never = "host, :method, :path, :authority, :scheme, content-length, x-request-id"
    named = f"Connection: Upgrade, X-Hop, {never}\r\nX-Hop: 1"
    ask = ASK.replace("Connection: keep-alive, Upgrade", named)
    assert rig.answer(head("/v1/live", ask, offered, KEYED)).startswith(b"HTTP/1.1 101 ")
    (received,) = rig.vendor.received
    assert b"sec-websocket-protocol: realtime, beta.v1\r\n" in received.lower()
    assert token.encode() not in received
    assert b"x-hop" not in received.lower()
    assert received.startswith(b"GET /v1/live HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"x-request-id: " in received


def test_idle(rig: Rig) -> None:
    """Nothing in either direction for as long as the API allows ends it; any byte starts anew."""
    with rig.connect() as connection:
        connection.sendall(head("/v1/x/live", ASK, KEYED))
        assert until(connection, b"\r\n\r\n")
        for _ in range(2):
            time.sleep(IDLE_MS / 1000 * 0.7)
            connection.sendall(b"x")
            assert connection.recv(1) == b"x"
        began = time.monotonic()
        connection.settimeout(10)
        assert connection.recv(1) == b""
        assert IDLE_MS / 1000 * 0.9 <= time.monotonic() - began <= IDLE_MS / 1000 + 3
