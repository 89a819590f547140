"""A short text that a simple regular expression matches."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_LIKED = "a0A-_."
_MOST = 64
_REPEATED = re.compile(r"\{([0-9]{1,4})(?:,([0-9]{0,4}))?\}")


class _Unknown(Exception):
    """The expression has something that is not understood here."""


def matching(pattern: str, *, shortest: int = 0) -> str | None:
    """A text that the pattern matches (as JSON Schema has it: anywhere in the text), if possible of
    at least `shortest` letters; None where the pattern is not understood."""
    try:
        compiled = re.compile(pattern)
        found = None
        for times in (1, 2, shortest, shortest + 1):
            text = _Reader(pattern, min(times, _MOST)).alternatives()
            if compiled.search(text) is None:
                return found
            found = text
            if len(text) >= shortest:
                break
        return found
    except (_Unknown, re.error, OverflowError, RecursionError):
        return None


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from its start; times: how often what may be repeated is."""

    pattern: str
    times: int
    place: int = 0

    def alternatives(self) -> str:
        """The first of the alternatives that begin here."""
        first: str | None = None
        while True:
            text = self._sequence()
            first = first or text
            if self._peek() != "|":
                return first
            self.place += 1

    def _peek(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def _take(self) -> str:
        letter = self._peek()
        if not letter:
            raise _Unknown
        self.place += 1
        return letter

    def _sequence(self) -> str:
        made = ""
        while self._peek() not in ("", "|", ")"):
            made += self._repeated(self._piece())
        return made

    def _piece(self) -> str:
        letter = self._take()
        if letter in "^$":
            return ""
        if letter == "(":
            return self._group()
        if letter == "[":
            return self._set()
        if letter == ".":
            return "a"
        if letter == "\\":
            return self._escaped()
        if letter in "*+?":
            raise _Unknown
        return letter

    def _group(self) -> str:
        if self._peek() == "?":
            if not self.pattern.startswith("?:", self.place):
                raise _Unknown
            self.place += 2
        text = self.alternatives()
        if self._take() != ")":
            raise _Unknown
        return text

    def _escaped(self) -> str:
        letter = self._take()
        if letter in _CLASSES:
            return _CLASSES[letter]
        if letter in ("b", "B", "A", "Z"):
            return ""
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter.isalnum():
            raise _Unknown
        return letter

    def _set(self) -> str:
        start = self.place - 1
        if self._peek() == "^":
            self.place += 1
        if self._peek() == "]":
            self.place += 1
        while (letter := self._take()) != "]":
            if letter == "\\":
                self._take()
        allowed = re.compile(self.pattern[start : self.place])
        letters: tuple[str, ...] = (*_LIKED, *map(chr, range(32, 127)), *map(chr, range(160, 400)))
        for one in letters:
            if allowed.fullmatch(one):
                return one
        raise _Unknown

    def _repeated(self, piece: str) -> str:
        letter = self._peek()
        if letter in ("*", "+"):
            least, most = int(letter == "+"), _MOST
            self.place += 1
        elif letter == "?":
            least, most = 0, 1
            self.place += 1
        elif found := _REPEATED.match(self.pattern, self.place):
            least = int(found[1])
            most = least if found[2] is None else int(found[2] or _MOST)
            self.place = found.end()
        else:
            return piece
        if self._peek() in ("?", "+"):
            self.place += 1
        return piece * max(least, min(self.times, most))
