"""Bodies of HTTP/1.1 as bytes come in (RFC 9112 sections 6 and 7). Pure; trailers are dropped."""

from __future__ import annotations

import re
from typing import Protocol

_MAX_CHUNK_LINE = 4096
_MAX_TRAILERS = 16 * 1024
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,15}")


class Malformed(Exception):
    """A peer broke the grammar. Carries none of the peer's text, so that none can be shown."""


class Body(Protocol):
    """Reads a body off the front of a buffer and leaves what follows it."""

    @property
    def done(self) -> bool: ...

    def feed(self, buffer: bytearray) -> bytes:
        """Takes what belongs to the body; b"" where more is needed. Malformed: bad framing."""

    def ends_at_close(self) -> bool:
        """Whether the peer's closing now ends the body as its framing has it."""


class LengthBody:
    """Content-Length."""

    def __init__(self, length: int) -> None:
        self._missing = length

    @property
    def done(self) -> bool:
        return self._missing == 0

    def feed(self, buffer: bytearray) -> bytes:
        data = bytes(buffer[: self._missing])
        del buffer[: len(data)]
        self._missing -= len(data)
        return data

    def ends_at_close(self) -> bool:
        return self.done


class UntilCloseBody:
    """A response without framing: it ends when the peer closes."""

    done = False

    def feed(self, buffer: bytearray) -> bytes:
        data = bytes(buffer)
        buffer.clear()
        return data

    def ends_at_close(self) -> bool:
        return True


class ChunkedBody:
    """Transfer-Encoding: chunked, read strictly: what two parsers could differ on is refused."""

    def __init__(self) -> None:
        self.done = False
        self._missing = 0
        self._after_data = False
        self._in_trailers = False
        self._trailers = 0

    def ends_at_close(self) -> bool:
        return self.done

    def feed(self, buffer: bytearray) -> bytes:
        parts: list[bytes] = []
        while not self.done and self._step(buffer, parts):
            pass
        return b"".join(parts)

    def _step(self, buffer: bytearray, parts: list[bytes]) -> bool:
        """One element of the grammar; False where the buffer holds no whole one."""
        if self._missing:
            data = bytes(buffer[: self._missing])
            del buffer[: len(data)]
            self._missing -= len(data)
            parts.append(data)
            return bool(data)
        if self._after_data:
            if len(buffer) < 2:
                return False
            if buffer[:2] != b"\r\n":
                raise Malformed
            del buffer[:2]
            self._after_data = False
            return True
        line = _take_line(buffer)
        if line is None:
            return False
        if self._in_trailers:
            self._read_trailer(line)
        else:
            self._read_size(line)
        return True

    def _read_size(self, line: bytes) -> None:
        size = line.partition(b";")[0].rstrip(b" \t")
        if not _CHUNK_SIZE.fullmatch(size):
            raise Malformed
        self._missing = int(size, 16)
        self._after_data = self._missing > 0
        self._in_trailers = self._missing == 0

    def _read_trailer(self, line: bytes) -> None:
        self._trailers += len(line)
        if self._trailers > _MAX_TRAILERS:
            raise Malformed
        self.done = not line


def _take_line(buffer: bytearray) -> bytes | None:
    end = buffer.find(b"\n")
    if end < 0:
        if len(buffer) > _MAX_CHUNK_LINE:
            raise Malformed
        return None
    if end > _MAX_CHUNK_LINE or end == 0 or buffer[end - 1] != 0x0D:
        raise Malformed
    line = bytes(buffer[: end - 1])
    if b"\r" in line:
        raise Malformed
    del buffer[: end + 1]
    return line


def chunk(data: bytes) -> bytes:
    """`data` as one chunk; never the last one."""
    return b"%x\r\n%s\r\n" % (len(data), data) if data else b""


LAST_CHUNK = b"0\r\n\r\n"
