"""Frames of an AWS event stream (application/vnd.amazon.eventstream), checksums and all."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator

STRING = 7
"""The type of a header's value that is text."""


def frame(headers: dict[str, str], payload: bytes) -> bytes:
    """One message: lengths, a checksum of them, headers, payload, a checksum of all before it."""
    lines = b"".join(
        struct.pack(">B", len(name))
        + name.encode()
        + struct.pack(">BH", STRING, len(value.encode()))
        + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack(">II", 16 + len(lines) + len(payload), len(lines))
    begun = prelude + struct.pack(">I", zlib.crc32(prelude)) + lines + payload
    return begun + struct.pack(">I", zlib.crc32(begun))


def event(name: str, data: object) -> bytes:
    """A message that says something of the answer."""
    return frame(
        {":event-type": name, ":content-type": "application/json", ":message-type": "event"},
        json.dumps(data).encode(),
    )


def exception(name: str, message: str) -> bytes:
    """A message with which a stream that has begun fails."""
    return frame(
        {
            ":exception-type": name,
            ":content-type": "application/json",
            ":message-type": "exception",
        },
        json.dumps({"message": message}).encode(),
    )


def payloads(data: bytes) -> Iterator[bytes]:
    """What the messages of a stream say. AssertionError: lengths or checksums are wrong."""
    while data:
        whole, lines = struct.unpack(">II", data[:8])
        assert zlib.crc32(data[:8]) == struct.unpack(">I", data[8:12])[0]
        assert zlib.crc32(data[: whole - 4]) == struct.unpack(">I", data[whole - 4 : whole])[0]
        yield data[12 + lines : whole - 4]
        data = data[whole:]
