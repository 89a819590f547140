"""Large answers under limits on the real nginx: they pass without being held in memory."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from compiler.terms import Limit
from tests.unit.targets.nginx_limits import (
    CHAT,
    HOUR,
    Gateway,
    Play,
    reply,
    running_at_once,
    served,
    tokens,
)
from tests.unit.targets.nginx_rig import cost

MODELS = "GET /chat/1.0.0/v1/models"
MIB = 2**20
PATIENCE = 5.0
# What a JSON document is read of and kept meanwhile, with room for what belongs to no answer.
MOST_READ = 64 * 1024  # KiB
MOST_UNREAD = 16 * 1024


def large(size: int) -> Play:
    """A JSON document with a text of so many bytes."""

    def play(connection: socket.socket) -> None:
        empty = reply(b'{"data":""}').replace(b"Length: 11", b"Length: %d" % (11 + size))
        connection.sendall(empty[:-2])
        for _ in range(size // MIB):
            connection.sendall(b"a" * MIB)
        connection.sendall(empty[-2:])

    return play


def downloaded(gateway: Gateway, target: str) -> int:
    """The bytes of an answer's body; they are thrown away."""
    body = b"{}" if target.startswith("POST") else b""
    lines = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    with gateway.open(target, lines + body) as connection:
        received = connection.recv(MIB)
        head, end, _ = received.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), received[:200]
        count = len(received) - len(head + end)
        while piece := connection.recv(MIB):
            count += len(piece)
    return count


def soon(gateway: Gateway, target: str) -> None:
    """The next request passes: nothing of the one before it is still held."""
    deadline = time.monotonic() + PATIENCE
    while gateway.ask(target).status != 200:
        assert time.monotonic() < deadline, "nothing was given back"


@pytest.mark.parametrize(
    ("limit", "target", "most"),
    [
        (running_at_once(1), MODELS, MOST_UNREAD),
        (running_at_once(1), CHAT, MOST_READ),
        (tokens(10_000_000, HOUR), CHAT, MOST_READ),
    ],
    ids=["no-usage", "running", "tokens"],
)
def test_large_answers_are_not_held(tmp_path: Path, limit: Limit, target: str, most: int) -> None:
    size = 160 * MIB
    with served(tmp_path, limit) as gateway:
        before = cost(tmp_path).kib
        gateway.vendor.play = large(size)
        assert downloaded(gateway, target) == size + 11
        assert cost(tmp_path).kib - before < most
        gateway.vendor.play = large(0)
        soon(gateway, target)
        if limit.seconds:
            left = gateway.ask(target).head.partition("x-ratelimit-remaining-tokens: ")[2]
            assert int(left.split("\r")[0]) <= 10_000_000 - 2 * 1000
