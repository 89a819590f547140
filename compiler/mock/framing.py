"""A stream's events as bytes, in the forms that vendors have."""

from __future__ import annotations

import struct
import zlib

from compiler.mock.replies import JSON
from compiler.terms import StreamFormat

_TEXT = 7
"""The type of a header's value that is text (Amazon's event stream encoding)."""


def event(form: StreamFormat, name: str | None, data: bytes) -> bytes:
    """One event. name: of its kind, where the form has such names. data: without line breaks."""
    match form:
        case StreamFormat.SSE:
            lines = b"" if name is None else f"event: {name}\n".encode()
            return lines + b"".join(b"data: " + line + b"\n" for line in data.split(b"\n")) + b"\n"
        case StreamFormat.NDJSON:
            return data + b"\n"
        case StreamFormat.AWS_EVENTSTREAM:
            return _frame(name or "chunk", data)


def _frame(name: str, payload: bytes) -> bytes:
    """One message of `application/vnd.amazon.eventstream`: two lengths and their CRC-32, headers,
    payload, and the CRC-32 of all that."""
    said = {":event-type": name, ":content-type": JSON, ":message-type": "event"}
    lines = b"".join(map(_header, said.items()))
    prelude = struct.pack(">II", 16 + len(lines) + len(payload), len(lines))
    begun = prelude + struct.pack(">I", zlib.crc32(prelude)) + lines + payload
    return begun + struct.pack(">I", zlib.crc32(begun))


def _header(pair: tuple[str, str]) -> bytes:
    name, value = (text.encode() for text in pair)
    return bytes((len(name),)) + name + struct.pack(">BH", _TEXT, len(value)) + value
