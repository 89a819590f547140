"""The port that is chosen: nobody's, and not that of another one which starts at the same time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from compiler.dev.portal_server import PortalServer
from compiler.dev.ports import claim
from compiler.dev.serving import Serving
from compiler.dev.terminal import Terminal
from tests.ports import free_port


@contextmanager
def serving() -> Iterator[Serving]:
    """One that was not started."""
    one = Serving(Terminal(colour=False), "nginx", None)
    try:
        yield one
    finally:
        asyncio.run(one.close())


def test_a_taken_port_gives_way_to_the_next() -> None:
    with socket.socket() as taken, serving() as one:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert one._free_port(port) > port
        assert one._free_port(443) >= 8080


def test_several_that_start_at_once_take_different_ports() -> None:
    with serving() as one, serving() as two:
        first = one._free_port(free_port())
        assert two._free_port(first) != first
        portal = PortalServer(first - 1)
        portal.close()
        assert portal.port != first
    claimed = claim(first)
    assert claimed is not None
    claimed.close()
