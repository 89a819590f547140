"""Limits on the real mitmproxy: tunnels, new settings while they are counted, and proxy mode."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from compiler import ir
from compiler.targets.mitmproxy import data
from compiler.terms import PathTemplate
from tests.gateways import KEY, operation
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.metered_gateway import Row, metered
from tests.unit.targets.mitmproxy_engine import Engine
from tests.unit.targets.upgrading_vendor import HEAD_END, upgrading_vendor

SOCKET = ir.Path(PathTemplate(("/v1/live",)), (replace(operation("live", "GET"), websocket=True),))
OPENING = (
    "GET /chat/1.0.0/v1/live HTTP/1.1",
    "Host: x",
    f"api-key: {KEY}",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
PATIENCE = 5.0


@contextmanager
def tunnel(engine: Engine) -> Iterator[tuple[socket.socket, bytes]]:
    """A connection that asks for a WebSocket, and the head of the answer."""
    with socket.create_connection(("127.0.0.1", engine.port), timeout=PATIENCE) as client:
        client.sendall("\r\n".join([*OPENING, "", ""]).encode())
        answer = b""
        while HEAD_END not in answer:
            answer += client.recv(65_536)
        yield client, answer


def test_a_tunnel_runs_until_it_ends(tmp_path: Path) -> None:
    with engines.vendor() as unused, upgrading_vendor() as live:
        one = metered(live.port, free_port(), consumer=[("concurrent", 1, 0), ("requests", 9, 60)])
        one = replace(one, apis=tuple(replace(a, paths=(*a.paths, SOCKET)) for a in one.apis))
        with engines.running(tmp_path, unused, one.listener.port, ("-q",), one=one) as engine:
            for turn in range(3):
                with tunnel(engine) as (client, head):
                    assert head.startswith(b"HTTP/1.1 101 ")
                    assert b"X-RateLimit-Remaining-Requests: %d\r\n" % (8 - turn) in head
                    with tunnel(engine) as (_, refused):
                        assert refused.startswith(b"HTTP/1.1 429 ")
                    client.sendall(b"talk")
                    assert client.recv(4) == b"talk"
                until_it_ended(tmp_path, 2 * (turn + 1))


def until_it_ended(home: Path, lines: int) -> None:
    """Its line is written after what it held was given back."""
    deadline = time.monotonic() + PATIENCE
    while (home / "stdout").read_text().count("\n") < lines:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_new_settings_go_on_counting(tmp_path: Path) -> None:
    rows: list[Row] = [("requests", 2, 3600)]
    with engines.vendor() as vendor:
        one = metered(vendor.port, free_port(), consumer=rows)
        with engines.running(tmp_path, vendor, one.listener.port, ("-q",), one=one) as engine:
            assert [_status(engine.chat()) for _ in range(3)] == [200, 200, 429]
            more = metered(vendor.port, one.listener.port, consumer=[("requests", 4, 3600)])
            (engine.folder / "gateway.json").write_bytes(b"".join(data.render(more)))
            deadline = time.monotonic() + PATIENCE
            while _status(engine.chat()) == 429:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            assert [_status(engine.chat()) for _ in range(2)] == [200, 429]
            assert len(vendor.seen) == 4


def test_proxy_mode_has_no_limits(tmp_path: Path) -> None:
    rows: list[Row] = [("requests", 1, 3600), ("concurrent", 1, 0), ("tokens", 1, 3600)]
    port = free_port()
    options = ("-q", "--set", "gatewright_mode=proxy", "--listen-port", str(port))
    with engines.vendor() as vendor:
        one = metered(vendor.port, port, api=rows, consumer=rows)
        with engines.running(tmp_path, vendor, port, options, one=one) as engine:
            line = f"POST http://127.0.0.1:{vendor.port}/v1/chat/completions HTTP/1.1"
            for _ in range(3):
                answer = engine.call(line, "Host: x", "Connection: close")
                assert _status(answer) == 200
                assert b"X-RateLimit" not in answer


def test_a_refusal_is_logged_with_its_consumer(tmp_path: Path) -> None:
    with engines.vendor() as vendor:
        one = metered(vendor.port, free_port(), plan=[("tokens", 3, 3600)])
        with engines.running(tmp_path, vendor, one.listener.port, ("-q",), one=one) as engine:
            assert _status(engine.chat()) == 200
            answer = engine.chat()
            assert b"\r\nRetry-After: 3" in answer  # of 3600 seconds, or a few less
            assert b"The limit of 3 tokens an hour of plan gold is used up." in answer
            engine.stop()
    lines = [json.loads(line) for line in (tmp_path / "stdout").read_text().splitlines()]
    names = ("status", "error_code", "consumer", "operation")
    assert [lines[1][name] for name in names] == [429, "token_limit_exceeded", "demo-app", "chat"]
    assert "gen_ai.usage.total_tokens" not in lines[0]


def _status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])
