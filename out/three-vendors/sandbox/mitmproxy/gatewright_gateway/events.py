"""Streams that carry JSON: server-sent events (HTML Living Standard 9.2) and JSON lines. Pure."""

from __future__ import annotations

import re

from gatewright_gateway.usage import JsonScanner

_LINE_END = re.compile(rb"[\r\n]")
_FIELD = b"data:"


class EventScanner:
    """Feeds the data of server-sent events to a scanner, one document an event."""

    def __init__(self, scanner: JsonScanner) -> None:
        self._scanner = scanner
        self._field = bytearray()  # the front of the line, until it is known to be data or not
        self._in_data = False
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
        elif self._in_data:
            self._scanner.feed(b"\n")
        self._field.clear()
        self._in_data = False
        self._empty = True


class LineScanner:
    """Feeds JSON lines to a scanner, one document a line."""

    def __init__(self, scanner: JsonScanner) -> None:
        self._scanner = scanner

    def feed(self, data: bytes) -> None:
        first, *rest = data.split(b"\n")
        self._scanner.feed(first)
        for line in rest:
            self._scanner.feed(b"\n")
            self._scanner.restart()
            self._scanner.feed(line)
