"""On the real nginx: calls that outlast their window, and clients that leave, under limits."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.gateways import KEY
from tests.unit.targets.nginx_limits import (
    CHAT,
    USED,
    Gateway,
    Play,
    reply,
    running_at_once,
    served,
    tokens,
)

FAILED = reply(b"{}", status="500 No")
POST = b"Content-Length: 2\r\n\r\n{}"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
WINDOW = 1
PATIENCE = 5.0


def says(answer: bytes, after: float = 0) -> Play:
    def play(connection: socket.socket) -> None:
        time.sleep(after)
        connection.sendall(answer)

    return play


def left_of(gateway: Gateway) -> int:
    """The tokens that are left to a request that costs nothing in the end."""
    gateway.vendor.play = says(FAILED)
    found = re.search(r"\r\nx-ratelimit-remaining-tokens: (\d+)\r\n", gateway.ask().head)
    assert found is not None
    return int(found[1])


def soon(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def begun(gateway: Gateway, play: Play) -> threading.Thread:
    """A request that the vendor has."""
    gateway.vendor.play = play
    arrived = gateway.vendor.arrived
    asking = threading.Thread(target=gateway.ask)
    asking.start()
    soon(lambda: gateway.vendor.arrived > arrived)
    return asking


def leave(gateway: Gateway, reset: bool) -> None:
    """Asks, and leaves while the vendor is still at it."""
    gateway.vendor.play = says(reply(USED), 1)
    arrived = gateway.vendor.arrived
    with gateway.open(CHAT, POST) as connection:
        soon(lambda: gateway.vendor.arrived > arrived)
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gateway.vendor.play = says(FAILED)


def test_what_was_not_reserved_opens_a_window(tmp_path: Path) -> None:
    with served(tmp_path, tokens(100, WINDOW), reserve=5) as gateway:
        begun(gateway, says(reply(USED), WINDOW + 0.3)).join()
        assert left_of(gateway) == 100 - 5 - (18 - 5)
        # It is a window like any other.
        time.sleep(WINDOW + 0.2)
        assert left_of(gateway) == 100 - 5


def test_what_was_not_reserved_counts_in_the_window_that_is_open(tmp_path: Path) -> None:
    with served(tmp_path, tokens(100, WINDOW), running_at_once(2), reserve=5) as gateway:
        asking = begun(gateway, says(reply(USED), WINDOW + 0.5))
        time.sleep(WINDOW + 0.05)
        gateway.vendor.play = says(reply(USED))
        assert gateway.ask().status == 200
        assert asking.is_alive()
        asking.join()
        assert left_of(gateway) == 100 - 5 - 18 - (18 - 5)


@pytest.mark.parametrize("open_already", [True, False])
def test_nothing_is_subtracted_from_another_window(tmp_path: Path, open_already: bool) -> None:
    with served(tmp_path, tokens(100, WINDOW), running_at_once(2), reserve=30) as gateway:
        asking = begun(gateway, says(reply(USED), WINDOW + 0.5))
        if open_already:
            time.sleep(WINDOW + 0.05)
            assert left_of(gateway) == 100 - 30
            assert asking.is_alive()
        asking.join()
        assert left_of(gateway) == 100 - 30


def test_a_call_within_its_window_counts_what_it_used(tmp_path: Path) -> None:
    with served(tmp_path, tokens(100, 60), reserve=30) as gateway:
        begun(gateway, says(reply(USED), 0.3)).join()
        assert left_of(gateway) == 100 - 30 - 18


@pytest.mark.parametrize("times", [1, 3])
def test_a_client_that_leaves_its_question_pays_what_was_reserved(
    tmp_path: Path, times: int
) -> None:
    with served(tmp_path, tokens(1000), running_at_once(1), reserve=5) as gateway:
        for number in range(times):
            leave(gateway, reset=number % 2 == 1)
            soon(lambda: gateway.ask().status == 500)
        assert left_of(gateway) == 1000 - 5 - 5 * times


def test_a_client_that_leaves_before_the_vendor_has_anything_pays_nothing(tmp_path: Path) -> None:
    with served(tmp_path, tokens(1000), running_at_once(1), reserve=5) as gateway:
        with closing(socket.create_connection(("127.0.0.1", gateway.port), timeout=10)) as client:
            head = f"{CHAT} HTTP/1.1\r\nHost: h\r\napi-key: {KEY}\r\nContent-Length: 9\r\n\r\n{{"
            client.sendall(head.encode())
            time.sleep(0.2)
        gateway.vendor.play = says(FAILED)
        soon(lambda: gateway.ask().status == 500)
        assert left_of(gateway) == 1000 - 5
        assert gateway.vendor.arrived <= 60


@pytest.mark.parametrize("status", ["499 Left", "500 No", "404 None"])
def test_a_vendors_error_costs_nothing(tmp_path: Path, status: str) -> None:
    with served(tmp_path, tokens(1000), reserve=5) as gateway:
        gateway.vendor.play = says(reply(b"{}", status=status))
        assert gateway.ask().status == int(status[:3])
        assert left_of(gateway) == 1000 - 5


def test_a_stream_that_is_not_read_to_its_end_counts_by_its_events(tmp_path: Path) -> None:
    """A model sends none that small; what it said of its usage before may not be all."""
    events = 40_000
    stream = EVENTS + b"data: " + USED + b"\n\n" + b'data: {"usage":1}\n\n' * events
    with served(tmp_path, tokens(1_000_000), reserve=5) as gateway:
        gateway.vendor.play = says(stream)
        assert gateway.ask().status == 200
        assert left_of(gateway) == 1_000_000 - 5 - (11 + 1 + events)
