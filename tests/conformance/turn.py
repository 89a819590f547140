"""A request in the mock vendor's hands, and the ways to write an answer to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from compiler.contract import CREDENTIAL_HEADERS
from tests.conformance import replies

JSON = ("Content-Type", "application/json")

Line = tuple[str, str]
Lines = tuple[Line, ...]


class Left(Exception):
    """The gateway closed the connection before the answer had ended."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A request in the vendor's hands. Header names are in lower case."""

    provider: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = field(repr=False)
    secrets: tuple[str, ...]
    parameter: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    gate: asyncio.Semaphore

    @property
    def is_known(self) -> bool:
        """Whether it comes with the vendor's credential, once and nowhere but in its place."""
        places = (*CREDENTIAL_HEADERS, *(n for n, v in self.headers.items() if v in self.secrets))
        given = [self.headers[name] for name in dict.fromkeys(places) if name in self.headers]
        if self.parameter:
            query = parse_qsl(self.target.partition("?")[2], keep_blank_values=True)
            given += [value for name, value in query if name == self.parameter]
        return given == [secret for secret in self.secrets if secret in given][:1]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def right(self) -> tuple[str, bytes]:
        """The media type and body of the right answer."""
        return replies.whole(self.provider, self.method, self.path, self.body)

    def status(self) -> int:
        """The status of the right answer."""
        return replies.status(self.provider, self.method, self.path)

    def wants_stream(self) -> bool:
        return replies.wants_stream(self.provider, self.target, self.body)

    def events(self) -> list[bytes]:
        """The events of the right answer."""
        return replies.events(self.provider, self.path, self.body)

    @property
    def argument(self) -> str:
        return self.headers.get("x-mock", "").partition("=")[2]

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: int, lines: Lines, reason: str = "Whatever") -> None:
        text = "".join(f"{name}: {value}\r\n" for name, value in lines)
        await self.write(f"HTTP/1.1 {status} {reason}\r\n{text}\r\n".encode("latin-1"))

    async def whole(self, status: int, body: bytes, lines: Lines = (JSON,)) -> bool:
        """A complete answer with its length; True: the connection lives on."""
        await self.head(status, (*lines, ("Content-Length", str(len(body)))))
        if self.method != "HEAD":
            await self.write(body)
        return True

    async def chunk(self, data: bytes) -> None:
        await self.write(b"%x\r\n%s\r\n" % (len(data), data))

    async def open_stream(self, content_type: Line | None = None, *lines: Line) -> None:
        """Begins a chunked answer, by itself of the media type of the vendor's streams."""
        kind = content_type or ("Content-Type", replies.stream_kind(self.provider))
        await self.head(200, (kind, *lines, ("Transfer-Encoding", "chunked")))

    async def end_stream(self) -> bool:
        await self.write(b"0\r\n\r\n")
        return True

    async def step(self) -> None:
        """Waits until the test lets the next step happen. Left: the gateway went away before."""
        await self._unless_left(self.gate.acquire())

    async def until_left(self) -> None:
        """Does nothing until the gateway closes the connection."""
        await self._unless_left(asyncio.Event().wait())

    async def _unless_left(self, what: Awaitable[bool]) -> None:
        waiting = asyncio.ensure_future(what)
        leaving = asyncio.ensure_future(self.reader.read(1))
        try:
            await asyncio.wait((waiting, leaving), return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                raise Left
        finally:
            for one in (waiting, leaving):
                one.cancel()
            await asyncio.gather(waiting, leaving, return_exceptions=True)
