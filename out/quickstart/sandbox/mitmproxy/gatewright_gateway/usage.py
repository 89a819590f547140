"""What a vendor says was used, read from its answer as it passes, in bounded memory. Pure.

Nothing here may disturb an answer: on anything that is not JSON the scanner only finds less.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from gatewright_gateway.settings import Pointer

_MAX_TEXT = 1024
_SKIPPED = re.compile(rb'["{}\[\]]')
_IN_TEXT = re.compile(rb'["\\]')
_TOKEN = re.compile(rb'[\s:,]+|["{}\[\]]|[^\s:,"{}\[\]]+')
# RFC 8259 section 6. A negative number counts nothing.
_NUMBER = re.compile(rb"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_DIGITS = re.compile(r"[0-9]{1,16}")
MAX_COUNT = 2**53 - 1  # what every engine holds exactly
_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonScanner:
    """Finds the scalars at given pointers in a JSON text that comes in pieces of any size.

    counts, texts: pointer -> the last one seen there. Parts of the document that no pointer leads
    into are skipped without being held; a text longer than 1 KiB is not kept. documents: how many
    came in a stream, so far.
    """

    def __init__(self, pointers: Collection[Pointer]) -> None:
        self.counts: dict[Pointer, int] = {}
        self.texts: dict[Pointer, str] = {}
        self.documents = 0
        self._pointers = frozenset(pointers)
        self._ways = {pointer[:n] for pointer in pointers for n in range(len(pointer))}
        self.restart()

    def restart(self) -> None:
        """Another document follows; what was found stays."""
        self._path: list[str] = []  # of the value that comes next
        self._arrays: list[bool] = []  # the containers around it
        self._key_next = False
        self._skipping = 0  # depth inside a container that nothing leads into
        self._text: bytearray | None = None  # of the string that is being read
        self._escaped = False
        self._bare = bytearray()  # a number or word whose end is not yet seen

    def another(self) -> JsonScanner:
        """One for the same pointers that has found nothing."""
        return JsonScanner(self._pointers)

    def take(self, other: JsonScanner) -> None:
        """Adds what another one has found since."""
        self.counts |= other.counts
        self.texts |= other.texts

    def feed(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self._text is not None:
                at = self._read_text(data, at)
            elif self._skipping:
                at = self._skip(data, at)
            else:
                at = self._read_token(data, at)

    def _read_text(self, data: bytes, at: int) -> int:
        if self._text is None:
            return at
        if self._escaped:
            self._keep(data[at : at + 1])
            self._escaped = False
            return at + 1
        found = _IN_TEXT.search(data, at)
        self._keep(data[at : found.start() if found else len(data)])
        if found is None:
            return len(data)
        if found[0] == b"\\":
            self._keep(b"\\")
            self._escaped = True
        else:
            text, self._text = bytes(self._text), None
            if not self._skipping:
                self._end_text(text)
        return found.end()

    def _keep(self, part: bytes) -> None:
        if self._text is not None and not self._skipping and len(self._text) <= _MAX_TEXT:
            self._text += part[: _MAX_TEXT + 1]

    def _end_text(self, raw: bytes) -> None:
        text = _text(raw)
        if self._key_next and self._path:
            self._path[-1] = text or ""
            self._key_next = False
        elif text and (pointer := tuple(self._path)) in self._pointers:
            self.texts[pointer] = text

    def _skip(self, data: bytes, at: int) -> int:
        found = _SKIPPED.search(data, at)
        if found is None:
            return len(data)
        if found[0] == b'"':
            self._text = bytearray()
        elif found[0] in b"{[":
            self._skipping += 1
        else:
            self._skipping -= 1
        return found.end()

    def _read_token(self, data: bytes, at: int) -> int:
        found = _TOKEN.match(data, at)
        if found is None:
            return len(data)
        token = found[0]
        if token[0] in b'"{}[] \t\r\n\x0b\x0c:,':
            self._end_bare()
        match token[:1]:
            case b'"':
                self._text = bytearray()
            case b"{" | b"[":
                self._open(array=token == b"[")
            case b"}" | b"]":
                self._close()
            case b" " | b"\t" | b"\r" | b"\n" | b"\x0b" | b"\x0c" | b":" | b",":
                if b"," in token:
                    self._next_member()
            case _:
                if len(self._bare) <= _MAX_TEXT:
                    self._bare += token[:_MAX_TEXT]
        return found.end()

    def _end_bare(self) -> None:
        if self._bare:
            word = bytes(self._bare)
            self._bare.clear()
            count = _count(word)
            if count is not None and (pointer := tuple(self._path)) in self._pointers:
                self.counts[pointer] = count

    def _open(self, *, array: bool) -> None:
        if tuple(self._path) not in self._ways:
            self._skipping = 1
            return
        self._arrays.append(array)
        self._path.append("0" if array else "")
        self._key_next = not array

    def _close(self) -> None:
        if self._arrays:
            self._arrays.pop()
            self._path.pop()
        self._key_next = False

    def _next_member(self) -> None:
        if not self._arrays:
            return
        if self._arrays[-1]:
            self._path[-1] = str(int(self._path[-1]) + 1) if self._path[-1].isdigit() else ""
        else:
            self._key_next = True


def _count(word: bytes) -> int | None:
    """A number that counts something, as engines whose numbers are doubles read it: 12, 12.0 and
    1.2e1 are twelve."""
    if not _NUMBER.fullmatch(word):
        return None
    number = float(word)
    return int(number) if number <= MAX_COUNT and number.is_integer() else None


def count_of(digits: str) -> int | None:
    """A count as headers have it, in decimal digits."""
    number = int(digits) if _DIGITS.fullmatch(digits) else MAX_COUNT + 1
    return number if number <= MAX_COUNT else None


def _text(raw: bytes) -> str | None:
    """What stands between quotes, decoded; None where it is too long or no JSON. Half of a pair of
    surrogates has no form in UTF-8: no line of the log could hold it."""
    try:
        text = str(json.loads(b'"' + raw + b'"')) if len(raw) <= _MAX_TEXT else None
    except ValueError:
        return None
    return text and _SURROGATE.sub("\ufffd", text)
