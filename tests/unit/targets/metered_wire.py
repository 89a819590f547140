"""What tests of limits share: a vendor whose answers come in every way, and a client that does what
clients do, many at once."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.gateways import KEY

USED = 18
"""Tokens that an answer reports: 11 of its prompt, 7 of the rest."""
REPORT = b'{"usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}'
EVENT = b'data: {"n": 1}\n\n'
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    def left(self, kind: str) -> int:
        """What is left of a limit, as the answer tells it."""
        return int(self.headers[f"x-ratelimit-remaining-{kind}"])


async def _head(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if length := re.search(rb"(?i)content-length: (\d+)", head):
        await reader.readexactly(int(length[1]))
    return head


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers as the header x-mock asks for."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        while True:
            head = await _head(reader)
            if b"websocket" in head:
                await _talk(reader, writer)
                break
            asked = re.search(rb"(?i)x-mock: ([^\r]*)", head)
            if not await _answer(asked[1].decode() if asked else "", reader, writer):
                break
    await closed(writer)


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Agrees to an upgrade and says what it hears."""
    writer.write(b"HTTP/1.1 101 X\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n")
    while heard := await reader.read(65_536):
        writer.write(heard)


async def closed(writer: asyncio.StreamWriter) -> None:
    """Closes a connection, whatever has become of it."""
    with contextlib.suppress(ConnectionError):
        writer.close()
        await writer.wait_closed()


async def _answer(mock: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Whether the connection goes on. Words: `status=N`, `wait` a little or some seconds, `hang`,
    `reset`, `silent` about usage, and `events=N` of a stream, which rests after the first for the
    seconds of `rest`, and then ends, or with `open` does not, or is `cut`."""
    words = dict(word.partition("=")[::2] for word in mock.split())
    if "hang" in words:
        await reader.read()
        return False
    if "reset" in words:
        writer.transport.abort()
        return False
    if "wait" in words:
        await asyncio.sleep(float(words["wait"] or 0.05))
    if "events" not in words:
        body = b"{}" if "silent" in words else REPORT
        head = f"HTTP/1.1 {words.get('status', '200')} X\r\ncontent-type: application/json\r\n"
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        return True
    head = (
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    writer.write(head.encode())
    for number in range(int(words["events"])):
        if number == 1:
            await asyncio.sleep(float(words.get("rest", 0)))
        writer.write(b"%x\r\n%s\r\n" % (len(EVENT), EVENT))
    if "cut" in words:
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.transport.abort()
        return False
    if "open" in words:
        await reader.read()
        return False
    if "silent" not in words:
        last = b"data: " + REPORT + b"\n\n"
        writer.write(b"%x\r\n%s\r\n" % (len(last), last))
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


@contextmanager
def metered_vendor() -> Iterator[int]:
    """The port of a vendor that answers as it is asked to."""
    ready = threading.Event()
    found: list[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def listen() -> None:
        server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=1000)
        over = asyncio.Event()
        found.append((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), over))
        ready.set()
        await over.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(listen(),), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    port, loop, over = found[0]
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(PATIENCE)


def request(mock: str = "", key: str = KEY, api: str = "chat", more: str = "") -> bytes:
    """A chat, as it is sent."""
    lines = (
        f"POST /{api}/1.0.0/v1/chat/completions HTTP/1.1",
        "Host: g",
        f"Authorization: Bearer {key}",
        "Content-Type: application/json",
        "Content-Length: 2",
        *([f"x-mock: {mock}"] if mock else []),
        *([more] if more else []),
    )
    return "\r\n".join([*lines, "", "{}"]).encode()


async def reply(reader: asyncio.StreamReader) -> Reply:
    """IncompleteReadError: it was cut, or there was none."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {
        name.lower(): value
        for name, _, value in (line.partition(": ") for line in head[1:])
        if name
    }
    body = b""
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif "transfer-encoding" in headers:
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    return Reply(int(head[0].split()[1]), headers, body)


async def ask(port: int, sent: bytes) -> Reply:
    """On a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        return await reply(reader)
    finally:
        await closed(writer)


async def many(port: int, sent: bytes, connections: int, count: int) -> Counter[int]:
    """So many requests over so many connections at once: how many were answered with each
    status."""
    left, statuses = count, Counter[int]()

    async def client() -> None:
        nonlocal left
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while left > 0:
            left -= 1
            writer.write(sent)
            answer = await reply(reader)
            statuses[answer.status] += 1
            if answer.headers.get("connection") == "close":
                await closed(writer)
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await closed(writer)

    await asyncio.gather(*(client() for _ in range(connections)))
    return statuses


async def leave(port: int, sent: bytes, wait: float, *, reset: bool) -> None:
    """Goes away after a while, whatever has come by then."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    with contextlib.suppress(TimeoutError, ConnectionError):
        await asyncio.wait_for(reader.read(), wait)
    if reset:
        line = writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await closed(writer)


async def at_once(port: int, sent: bytes, wanted: int) -> tuple[int, int]:
    """Opens requests that hang until so many do, one after another, then one more: how many hang,
    and the status of the one more."""
    writers = []
    try:
        for _ in range(wanted):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writers.append(writer)
            writer.write(sent)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
            if not head.startswith(b"HTTP/1.1 200 "):
                return len(writers) - 1, int(head.split()[1])
        return wanted, (await ask(port, sent)).status
    finally:
        for writer in writers:
            await closed(writer)


def asked(port: int, sents: Sequence[bytes]) -> list[Reply]:
    """The answers to requests, one after another."""

    async def each() -> list[Reply]:
        return [await ask(port, sent) for sent in sents]

    return asyncio.run(each())
