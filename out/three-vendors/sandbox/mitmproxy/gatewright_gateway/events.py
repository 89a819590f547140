"""Streams that carry JSON: server-sent events (HTML Living Standard 9.2), JSON lines, and frames of
application/vnd.amazon.eventstream. Pure."""

from __future__ import annotations

import re
import struct

from gatewright_gateway.usage import JsonScanner

_LINE_END = re.compile(rb"[\r\n]")
_FIELD = b"data:"
# Before a frame's headers: its length, theirs, and a checksum of the two, four bytes each; after
# its payload: a checksum of all of it. Big-endian.
_PRELUDE = struct.Struct(">III")
_CHECKSUM = 4
_MAX_FRAME = 256 * 1024  # no report of usage is as long


class EventScanner:
    """Feeds the data of server-sent events to a scanner, one document an event."""

    def __init__(self, scanner: JsonScanner) -> None:
        self._scanner = scanner
        self._field = bytearray()  # the front of the line, until it is known to be data or not
        self._in_data = False
        self._any_data = False
        self._empty = True
        self._after_return = False

    def feed(self, data: bytes) -> None:
        at = 0
        if data and self._after_return and data[:1] == b"\n":
            at = 1
        if data:
            self._after_return = False
        while at < len(data):
            found = _LINE_END.search(data, at)
            self._read(data[at : found.start() if found else len(data)])
            if found is None:
                return
            at = found.end()
            self._end_line()
            if found[0] == b"\r":
                self._after_return = at == len(data)
                at += data[at : at + 1] == b"\n"

    def _read(self, part: bytes) -> None:
        if part:
            self._empty = False
        if self._in_data:
            self._scanner.feed(part)
        elif len(self._field) < len(_FIELD):
            wanted = len(_FIELD) - len(self._field)
            self._field += part[:wanted]
            if self._field == _FIELD:
                self._in_data = True
                self._scanner.feed(part[wanted:])

    def _end_line(self) -> None:
        if self._empty:
            self._scanner.feed(b"\n")
            self._scanner.restart()
            self._scanner.documents += self._any_data
            self._any_data = False
        elif self._in_data:
            self._any_data = True
            self._scanner.feed(b"\n")
        self._field.clear()
        self._in_data = False
        self._empty = True


class LineScanner:
    """Feeds JSON lines to a scanner, one document a line."""

    def __init__(self, scanner: JsonScanner) -> None:
        self._scanner = scanner
        self._empty = True

    def feed(self, data: bytes) -> None:
        first, *rest = data.split(b"\n")
        self._scanner.feed(first)
        self._empty = self._empty and not first.strip()
        for line in rest:
            self._scanner.documents += not self._empty
            self._empty = not line.strip()
            self._scanner.feed(b"\n")
            self._scanner.restart()
            self._scanner.feed(line)


class FrameScanner:
    """Feeds the payloads of frames to a scanner, one document a frame, of which only whole ones
    count, and no long ones. After a frame whose lengths contradict each other nothing is known any
    more."""

    def __init__(self, scanner: JsonScanner) -> None:
        self._scanner = scanner
        self._inner = scanner.another()
        self._prelude = bytearray()
        self._headers = 0  # what is still to come of this frame's parts, bytes
        self._payload = 0
        self._rest = 0
        self._long = False
        self._lost = False

    def feed(self, data: bytes) -> None:
        at = 0
        while at < len(data) and not self._lost:
            if self._headers:
                at, self._headers = _over(data, at, self._headers)
            elif self._payload:
                start = at
                at, self._payload = _over(data, at, self._payload)
                if not self._long:
                    self._inner.feed(data[start:at])
            elif self._rest:
                at, self._rest = _over(data, at, self._rest)
                if not self._rest:
                    self._inner.feed(b"\n")
                    self._scanner.take(self._inner)
                    self._scanner.documents += 1
                    self._inner = self._scanner.another()
            else:
                wanted = _PRELUDE.size - len(self._prelude)
                self._prelude += data[at : at + wanted]
                at += wanted
                self._begin()

    def _begin(self) -> None:
        if len(self._prelude) < _PRELUDE.size:
            return
        length, self._headers, _ = _PRELUDE.unpack(self._prelude)
        self._prelude.clear()
        self._payload = length - _PRELUDE.size - self._headers - _CHECKSUM
        self._rest = _CHECKSUM
        self._long = length > _MAX_FRAME
        self._lost = self._payload < 0


def _over(data: bytes, at: int, missing: int) -> tuple[int, int]:
    """Where a part ends, or the data does, and what is then missing of it."""
    end = min(len(data), at + missing)
    return end, missing - (end - at)
