"""Requests that are refused when their clients have gone: each logged once, as what it was."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compiler import ir
from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.checked_bodies import BAD, JSON, SHOWN
from tests.unit.targets.checked_bodies import served as served_bodies
from tests.unit.targets.nginx_limits import CHAT, requests, running_at_once, served, tokens
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.sample_wire import vendor

TIMES = 40
PATIENCE = 10.0
SECRET = "secret-of-a-query"
MODELS = f"GET /chat/1.0.0/v1/models?q={SECRET}"
KNOWN = f"api-key: {KEY}"
POST = f"{CHAT}?q={SECRET}"
LENGTH = "Content-Length: 2"
ASKED = ("Origin: http://portal.test", "Access-Control-Request-Method: GET")
LARGE = "Content-Length: 999999999999"

LEFT = (499, None)
Outcome = tuple[int, str | None]
"""Status and code of a log line."""


def _head(first: str, *lines: str) -> bytes:
    return "\r\n".join((f"{first} HTTP/1.1", "Host: h", *lines, "", "")).encode()


REFUSED: tuple[tuple[bytes, Outcome], ...] = (
    (_head(MODELS, "api-key: wrong"), (401, "invalid_api_key")),
    (_head(POST, "api-key: wrong", LENGTH) + b"{}", (401, "invalid_api_key")),
    (_head(MODELS.replace("GET", "PUT")), (405, "method_not_allowed")),
    (_head(MODELS.replace("GET", "OPTIONS"), *ASKED), (204, None)),
    (_head(MODELS.replace("models", "none")), (404, "unknown_operation")),
    (_head(MODELS, "X-A: ?").replace(b"?\r", b"\xff\r"), (400, "invalid_request")),
    (_head(f"GET /%00?q={SECRET}"), (400, "invalid_request")),
    (_head(POST, KNOWN, LARGE) + b"{}", (413, "request_too_large")),
)


def _leave(port: int, request: bytes) -> None:
    """Sends it and resets the connection at once, so that no byte of an answer can be written."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(request)


def _lines(copy: Path, count: int) -> list[dict[str, Any]]:
    """The log once it has so many lines, and then no more."""
    deadline = time.monotonic() + PATIENCE
    while len(lines := (copy / "stdout").read_text().splitlines()) < count:
        assert time.monotonic() < deadline, f"{len(lines)} lines of {count}"
        time.sleep(0.02)
    time.sleep(0.1)
    lines = (copy / "stdout").read_text().splitlines()
    assert len(lines) == count
    return [json.loads(line) for line in lines]


def _check(port: int, copy: Path, request: bytes, outcomes: Iterable[Outcome]) -> None:
    before = len((copy / "stdout").read_text().splitlines())
    for _ in range(TIMES):
        _leave(port, request)
    lines = _lines(copy, before + TIMES)[before:]
    assert {(line["status"], line["error_code"]) for line in lines} <= set(outcomes)
    complaints = (copy / "stderr").read_text()
    assert "header already sent" not in complaints
    assert SECRET not in complaints


def test_a_refusal_is_logged_as_what_it_was(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as origin:
        copy = deploy(gateway(origin.port, port), tmp_path)
        with running(copy, port):
            for request, outcome in REFUSED:
                _check(port, copy, request, (outcome, LEFT))
    assert not origin.heads


def test_limits_that_are_used_up(tmp_path: Path) -> None:
    """The refused hold nothing, and what was counted stays."""
    limits = (requests(1), running_at_once(1), tokens(5000))
    with served(tmp_path, *limits) as gateway:
        assert gateway.ask().status == 200
        _lines(tmp_path, 1)
        outcome = (429, "rate_limit_exceeded")
        _check(gateway.port, tmp_path, _head(POST, KNOWN, LENGTH) + b"{}", (outcome, LEFT))
        assert gateway.ask().status == 429
    assert gateway.vendor.arrived == 1


def test_an_api_without_a_subscription(tmp_path: Path) -> None:
    def closed(made: ir.Gateway) -> ir.Gateway:
        (consumer,) = made.consumers
        grant = replace(consumer.grant, apis=())
        return replace(made, consumers=(replace(consumer, grant=grant),))

    with served(tmp_path, requests(1), sample=closed) as gateway:
        outcome = (403, "not_subscribed")
        _check(gateway.port, tmp_path, _head(POST, KNOWN, LENGTH) + b"{}", (outcome, LEFT))
    assert gateway.vendor.arrived == 0


@pytest.mark.parametrize(
    ("mode", "old", "outcome"),
    [
        ("reject", "", (400, "invalid_request")),
        ("reject", "    const row = gw_contract.errors.invalid", (503, "gateway_error")),
        # By then the request could be forwarded.
        ("warn", "        r.variables.gw_err = 'invalid", (503, "gateway_error")),
    ],
)
def test_bodies_that_are_checked(tmp_path: Path, mode: str, old: str, outcome: Outcome) -> None:
    with engines.vendor() as origin:
        sample = served_bodies(origin.port)
        copy = deploy(sample, tmp_path)
        code = copy / "njs" / "gateway.js"
        if old:
            assert code.read_text().count(old) == 1
            code.write_text(code.read_text().replace(old, f"throw 1;{old}"))
        first = f"POST /{mode}/v1/chat?q={SECRET}"
        request = _head(first, SHOWN, JSON, f"Content-Length: {len(BAD)}") + BAD
        with running(copy, sample.listener.port):
            _check(sample.listener.port, copy, request, (outcome, LEFT))
    assert not origin.bodies
