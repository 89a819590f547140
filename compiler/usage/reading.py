"""Logs, as facts: files, pipes and compressed ones, of which a piece at a time is in memory."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from compiler.usage.line import LONGEST, Facts, Lines

_PIECE = 1024 * 1024  # bytes that are read at once
_GZIP = b"\x1f\x8b"  # RFC 1952, section 2.3.1


class Damaged(Exception):
    """A compressed log that is not whole."""


class Reading:
    """Logs that are read one after the other. lines: those that were read, but for blank ones;
    strange: those that are not a gateway's; first_strange: where the first of them stands."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._lines = Lines(names)
        self.lines = 0
        self.strange = 0
        self.first_strange: str | None = None

    def facts(self, name: str, stream: BinaryIO) -> Iterator[Facts]:
        """The facts of each line of a log that is a gateway's. name: what people call the log.
        OSError: it cannot be read. Damaged."""
        number = 0
        for block in _blocks(stream):
            start = 0
            while start < len(block):
                number += 1
                quick = self._lines.quickly(block, start)
                if quick is not None:
                    self.lines += 1
                    found, start = quick
                    yield found
                    continue
                end = block.index(b"\n", start)
                line, start = block[start:end], end + 1
                if line.isspace() or not line:
                    continue
                self.lines += 1
                slow = self._lines.slowly(line)
                if slow is not None:
                    yield slow
                    continue
                self.strange += 1
                self.first_strange = self.first_strange or f"{name}:{number}"


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Whole lines, many at a time, each with its line break. Of one that is longer than any of a
    gateway only so much comes that it is seen to be."""
    carried = b""
    too_long = False
    for piece in _pieces(stream):
        end = piece.rfind(b"\n") + 1
        if too_long:
            start = piece.find(b"\n") + 1
            if not start:
                continue
            too_long = False
            carried += b"\n"
        else:
            start = 0
            if not end:
                carried += piece
                if len(carried) > LONGEST:
                    carried, too_long = carried[: LONGEST + 1], True
                continue
        yield carried + piece[start:end]
        carried = piece[end:]
    if carried:
        yield carried + b"\n"


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    head = stream.read(1)
    if head == _GZIP[:1]:
        head += stream.read(1)  # a pipe may give less than it was asked for
    with io.BufferedReader(_Whole(head, stream), _PIECE) as whole:
        if head != _GZIP:
            while piece := whole.read1(_PIECE):
                yield piece
            return
        try:
            with gzip.GzipFile(fileobj=whole) as unpacked:
                while piece := unpacked.read1(_PIECE):
                    yield piece
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Damaged("its compression is damaged") from error


class _Whole(io.RawIOBase):
    """A stream with what was already taken from its head; closing it leaves the stream open."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        found = self._head or self._stream.read(len(buffer))
        self._head = b""
        buffer[: len(found)] = found
        return len(found)
