"""Many open streams at once: all are open together, and all complete."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conformance import facts
from tests.conformance.engines import running
from tests.conformance.soak_vendor import EVENTS
from tests.conformance.world import World

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0
OPENING = 200
"""How many connections are being made at one time, so that no queue of the kernel overflows."""

OPERATION = facts.OPERATIONS["chat_stream"]
REQUEST = (
    f"POST /main/1.0.0/v1/chat/completions HTTP/1.1\r\nHost: gateway.test\r\n"
    f"api-key: {facts.CLIENT_KEY}\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(OPERATION.body)}\r\nConnection: close\r\n\r\n"
).encode() + OPERATION.body


@contextmanager
def vendor() -> Iterator[tuple[int, Callable[[], None]]]:
    """The vendor's port, and what releases its streams."""
    command = [sys.executable, "-m", "tests.conformance.soak_vendor"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin = process.stdin

        def go() -> None:
            stdin.write(b"go\n")
            stdin.flush()

        try:
            yield int(process.stdout.readline()), go
        finally:
            process.kill()


async def soak(port: int, count: int, go: Callable[[], None]) -> list[bytes]:
    """Opens so many streams, releases them when the last has its first event; their bodies."""
    opening = asyncio.Semaphore(OPENING)
    all_open = asyncio.Event()
    waiting = count

    async def stream() -> bytes:
        nonlocal waiting
        async with opening:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(REQUEST)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            assert b"chunked" in head.lower(), head
            body = await chunk(reader)
        waiting -= 1
        if waiting == 0:
            all_open.set()
        await all_open.wait()
        while piece := await chunk(reader):
            body += piece
        writer.close()
        await writer.wait_closed()
        return body

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        tasks = [group.create_task(stream()) for _ in range(count)]
        await all_open.wait()
        go()
    return [task.result() for task in tasks]


async def chunk(reader: asyncio.StreamReader) -> bytes:
    """The next chunk; empty at the end of the body. IncompleteReadError: it was cut."""
    size = int(await reader.readline() or b"-1", 16)
    assert size >= 0, "the stream was cut"
    piece = await reader.readexactly(size)
    assert await reader.readexactly(2) == b"\r\n"
    return piece


@pytest.mark.soak
@pytest.mark.alone
@pytest.mark.parametrize(("name", "count"), [("nginx", 3000), ("envoy", 3000), ("mitmproxy", 100)])
def test_streams(world: World, name: str, count: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with vendor() as (port, go):
        there = replace(world, values={**world.values, "VENDOR": str(port)})
        with running(there, name) as engine:
            bodies = asyncio.run(soak(engine.port, count, go))
    assert len(bodies) == count
    assert set(bodies) == {b"".join(EVENTS)}
