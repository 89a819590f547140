"""HTTP/1.1 as the mock vendor reads it: nothing normalised, nothing forgiven."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

TLS_HANDSHAKE = b"\x16"

Headers = list[tuple[bytes, bytes]]


class Broken(Exception):
    """The request breaks HTTP/1.1, or its sender left before its end."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request line and the header lines in order, names as written."""

    line: bytes
    headers: Headers


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next request's head; None where the peer closed instead."""
    try:
        first = await reader.readexactly(1)
        if first == TLS_HANDSHAKE:
            raise Broken("TLS on a port without it")
        raw = first + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            return Head(b"BROKEN " + error.partial[:80] + b" HTTP/1.1", [])
        return None
    line, *rest = raw[:-4].split(b"\r\n")
    pairs = (one.partition(b":") for one in rest)
    return Head(line, [(name, value.strip(b" \t")) for name, _, value in pairs])


def values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key.lower() == name]


async def read_body(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    headers: Headers,
    into: bytearray,
) -> None:
    """Appends the body to `into` as it comes. Broken: it did not end as announced."""
    lengths, codings = values(headers, b"content-length"), values(headers, b"transfer-encoding")
    if len(lengths) + len(codings) > 1:
        raise Broken("two framings")
    if values(headers, b"expect"):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if codings:
        await _read_chunks(reader, into)
    elif lengths:
        await _read_exactly(reader, int(lengths[0]), into)


async def _read_chunks(reader: asyncio.StreamReader, into: bytearray) -> None:
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        await _read_exactly(reader, size, into)
        if await reader.readuntil(b"\r\n") != b"\r\n":
            raise Broken("a chunk without an end")
        if size == 0:
            return


async def _read_exactly(reader: asyncio.StreamReader, left: int, into: bytearray) -> None:
    while left:
        piece = await reader.read(min(left, 1 << 18))
        if not piece:
            raise Broken("the sender left")
        into += piece
        left -= len(piece)
