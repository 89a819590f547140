"""Limits on the real nginx: what a request holds is given back once, whatever its end."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import struct
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.openapi import Document
from compiler.terms import Budget, FileSecret, HeaderCredential, Validation
from tests.gateways import DOCUMENT
from tests.unit.targets.nginx_limits import (
    CHAT,
    OTHER,
    UPGRADE,
    USED,
    Gateway,
    Play,
    altered,
    digest,
    reply,
    requests,
    running_at_once,
    served,
    tokens,
)
from tests.unit.targets.nginx_rig import nginx_program

MODELS = "GET /chat/1.0.0/v1/models"
SOCKET = "GET /chat/1.0.0/v1/socket"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
LINES = EVENTS.replace(b"text/event-stream", b"application/x-ndjson")
UNTIL_CLOSED = EVENTS.replace(b"text/event-stream", b"application/json") + USED
FAILED = reply(b"{}", status="500 No")
FOUR = altered("nginx.conf", "worker_processes auto;", "worker_processes 4;")
PATIENCE = 5.0


def until(gateway: Gateway, status: int, target: str = CHAT) -> None:
    """Asks until this is the answer, which it must soon be."""
    deadline = time.monotonic() + PATIENCE
    while gateway.ask(target).status != status:
        assert time.monotonic() < deadline, "nothing was given back"


def left_after(gateway: Gateway) -> int:
    """The tokens that are left, by a request that takes one of them."""
    return int(header(gateway, "x-ratelimit-remaining-tokens"))


def header(gateway: Gateway, name: str, target: str = CHAT) -> str:
    found = re.search(rf"\r\n{name}: ([^\r]*)", gateway.ask(target).head)
    return found[1] if found else ""


def sends(*parts: bytes) -> Play:
    def play(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)

    return play


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# With how many tokens each is settled, and the status that its client sees.
ENDS: dict[str, tuple[Play, int, int]] = {
    "whole": (sends(reply(USED)), 18, 200),
    "stream": (sends(EVENTS + b"data: {}\n\n" * 30, b"data: " + USED + b"\n\n"), 18, 200),
    "without_length": (sends(UNTIL_CLOSED), 18, 200),
    "in_pieces": (sends(*(reply(USED)[at : at + 1] for at in range(200))), 18, 200),
    "silent": (sends(reply(b"{}")), 5, 200),
    "silent_stream": (sends(EVENTS + b"data: {}\n\n" * 30), 30, 200),
    "silent_lines": (sends(LINES + b"{}\n" * 30), 30, 200),
    "events_in_pieces": (
        sends(EVENTS, b"da", b"ta: 1\n\nd", b"ata: 2\n", b"\ndata: 3\n\n" * 9),
        11,
        200,
    ),
    "no_total": (sends(reply(USED.replace(b"total_tokens", b"total"))), 18, 200),
    "other_total": (sends(reply(USED.replace(b":18", b":40"))), 40, 200),
    "error": (sends(FAILED), 0, 500),
    "empty": (sends(b"HTTP/1.1 204 No\r\n\r\n"), 5, 204),
    "reset": (reset, 0, 502),
    "gone": (lambda _: None, 0, 502),
    "cut": (sends(reply(USED)[:-9]), 5, 200),
    "garbage": (sends(b"garbage\r\n\r\n"), 0, 0),
}


@pytest.mark.parametrize("end", ENDS)
def test_every_end_settles_once(tmp_path: Path, end: str) -> None:
    """The very next request finds what was held given back, but where there was no whole answer."""
    play, spent, status = ENDS[end]
    limits = (running_at_once(1), tokens(1000))
    with served(tmp_path, *limits, reserve=5) as gateway:
        for times in (1, 2, 3):
            gateway.vendor.play = play
            if status:
                assert gateway.ask().status == status
            else:
                with pytest.raises(AssertionError):
                    gateway.ask()
            gateway.vendor.play = sends(FAILED)
            if end in ("cut", "garbage"):
                until(gateway, 500)
            assert left_after(gateway) == 1000 - 5 - times * spent


def test_what_is_refused_after_the_limits_holds_nothing(tmp_path: Path) -> None:
    def keyless(made: ir.Gateway) -> ir.Gateway:
        api = made.apis[0]
        secret = HeaderCredential("Authorization", "", FileSecret(str(tmp_path / "none")))
        return replace(
            made, apis=(replace(api, endpoint=replace(api.endpoint, credential=secret)),)
        )

    with served(tmp_path, running_at_once(1), tokens(1000), sample=keyless) as gateway:
        assert gateway.statuses(3) == [503, 503, 503]
        assert header(gateway, "x-ratelimit-remaining-tokens") == "0"
        assert gateway.vendor.arrived == 0


def test_a_body_that_does_not_fit_holds_nothing(tmp_path: Path) -> None:
    """Nor one that never comes whole."""
    schema = {"type": "object", "required": ["model"]}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
    paths = {"/v1/chat/completions": {"post": operation}}
    document = Document({**DOCUMENT.data, "paths": paths}, "1" * 64)

    def checked(made: ir.Gateway) -> ir.Gateway:
        api = replace(made.apis[0], validation=Validation.REJECT, document=document)
        return replace(made, apis=(api,))

    with served(tmp_path, running_at_once(1), tokens(1000), sample=checked) as gateway:
        assert gateway.statuses(3) == [400, 400, 400]
        with gateway.open(CHAT, b"Content-Length: 9\r\n\r\n{"):
            until(gateway, 429)
        until(gateway, 400)
        assert gateway.vendor.arrived == 0


def test_what_a_killed_worker_held_is_forgotten(tmp_path: Path) -> None:
    """In the parts of the day after the next; here they are as long as a second."""
    change = altered("njs/gateway.js", "const PART = 6 * 3600 * 1000;", "const PART = 1000;")
    with served(tmp_path, running_at_once(1), change=change) as gateway:
        plain, gateway.vendor.play = gateway.vendor.play, lambda c: time.sleep(9)
        with gateway.open(CHAT, b"Content-Length: 2\r\n\r\n{}"):
            time.sleep(0.3)
            master = int((tmp_path / "nginx.pid").read_text())
            children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            for worker in children:
                os.kill(int(worker), signal.SIGKILL)
            gateway.vendor.play = plain
            time.sleep(0.3)
            assert gateway.ask().status == 429
            until(gateway, 200)
            assert gateway.ask().status == 200


def test_operations_without_usage_are_counted_while_they_run(tmp_path: Path) -> None:
    with served(tmp_path, running_at_once(1), tokens(1)) as gateway:
        assert gateway.statuses(4, MODELS) == [200] * 4
        assert header(gateway, "x-ratelimit-limit-tokens", MODELS) == ""


def test_a_websocket_counts_until_its_end(tmp_path: Path) -> None:
    def agree(connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: x\r\n\r\nhello"
        )
        connection.recv(1)

    with served(tmp_path, running_at_once(1)) as gateway:
        plain, gateway.vendor.play = gateway.vendor.play, agree
        with gateway.open(SOCKET, f"{UPGRADE[2:]}\r\n\r\n".encode()) as connection:
            received = b""
            while not received.endswith(b"hello"):
                received += connection.recv(4096)
            gateway.vendor.play = plain
            assert received.startswith(b"HTTP/1.1 101 ")
            assert gateway.statuses(2, MODELS) == [429, 429]
        until(gateway, 200, MODELS)


def test_random_ends_give_everything_back(tmp_path: Path) -> None:
    """Four workers, and clients and vendors that leave whenever they like."""
    chance = random.Random(4)

    def vendor(connection: socket.socket) -> None:
        time.sleep(chance.random() / 50)
        for part in (EVENTS, b"data: {}\n\n", b"data: " + USED + b"\n\n")[: chance.randrange(4)]:
            connection.sendall(part)
            time.sleep(chance.random() / 50)

    with served(tmp_path, running_at_once(3), api=(running_at_once(4),), change=FOUR) as gateway:
        plain, gateway.vendor.play = gateway.vendor.play, vendor

        def leave(_: int) -> None:
            with gateway.open(CHAT, b"Content-Length: 2\r\n\r\n{}") as connection:
                time.sleep(chance.random() / 25)
                if chance.random() < 0.5:
                    reset(connection)

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(leave, range(300)))
        gateway.vendor.play = plain
        until(gateway, 200)
        time.sleep(0.5)
        arrived = gateway.vendor.arrived

        def slow(connection: socket.socket) -> None:
            time.sleep(0.5)
            plain(connection)

        gateway.vendor.play = slow
        with ThreadPoolExecutor(10) as pool:
            statuses = Counter(pool.map(lambda _: gateway.ask().status, range(10)))
        assert statuses == {200: 3, 429: 7}
        assert gateway.vendor.arrived == arrived + 3


def test_fifty_at_once_over_four_workers(tmp_path: Path) -> None:
    limits = (requests(37), requests(90, 86_400))
    with served(tmp_path, *limits, api=(requests(40),), change=FOUR) as gateway:
        with ThreadPoolExecutor(50) as pool:
            statuses = Counter(pool.map(lambda _: gateway.ask().status, range(200)))
        assert statuses == {200: 37, 429: 163}
        assert gateway.vendor.arrived == 37
        # What is refused is not counted in the other limits.
        assert header(gateway, "x-ratelimit-remaining-requests") == "0"


def test_counts_survive_a_reload(tmp_path: Path) -> None:
    with served(tmp_path, requests(3), running_at_once(1)) as gateway:
        assert gateway.statuses(2) == [200, 200]
        reload = [nginx_program(), "-p", ".", "-e", "stderr", "-c", "nginx.conf", "-s", "reload"]
        subprocess.run(reload, cwd=tmp_path, check=True, capture_output=True)
        time.sleep(1)
        assert gateway.statuses(2) == [200, 429]


def test_windows_end(tmp_path: Path) -> None:
    with served(tmp_path, requests(2, 1)) as gateway:
        for _ in range(3):
            assert gateway.statuses(3) == [200, 200, 429]
            time.sleep(int(header(gateway, "retry-after")))


def test_a_refusal_opens_no_window(tmp_path: Path) -> None:
    """Else the other's would begin with the request that the API's own limit refused."""

    def shared(made: ir.Gateway) -> ir.Gateway:
        first = made.consumers[0]
        grant = replace(first.grant, budget=Budget((), 1000))
        other = ir.Consumer("other", (ir.ConsumerKey(digest(OTHER), None),), first.grant)
        return replace(made, consumers=(replace(first, grant=grant), other))

    with served(tmp_path, requests(9, 60), api=(tokens(1),), sample=shared) as gateway:
        assert gateway.ask().status == 200
        assert gateway.ask(key=OTHER).status == 429
        time.sleep(1.2)
        head = gateway.ask(MODELS, key=OTHER).head
        assert "\r\nx-ratelimit-remaining-requests: 8\r\nx-ratelimit-reset-requests: 60" in head


def test_vendors_headers_are_replaced_where_there_is_a_limit(tmp_path: Path) -> None:
    lines = ("x-ratelimit-limit-requests: 60", "X-RateLimit-Remaining-Tokens: 7")
    with served(tmp_path, requests(9)) as gateway:
        gateway.vendor.play = sends(reply(USED, *lines))
        head = gateway.ask().head
        assert "\r\nx-ratelimit-limit-requests: 9\r\n" in head
        assert head.count("x-ratelimit-limit-requests") == 1
        assert "\r\nx-ratelimit-remaining-tokens: 7\r\n" in head


def test_what_is_settled_is_logged_as_ever(tmp_path: Path) -> None:
    with served(tmp_path, running_at_once(1), tokens(1000)) as gateway:
        assert gateway.statuses(2) == [200, 200]
    for line in map(json.loads, (tmp_path / "stdout").read_text().splitlines()):
        assert (line["status"], line["bytes_out"], line["consumer"]) == (200, 82, "demo-app")
        assert line["gen_ai.usage.output_tokens"] == 7
