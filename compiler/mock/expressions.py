"""Regular expressions as a tree, for those who want to look at one without running it.

What is read is what JSON Schema recommends of ECMA-262 (2020-12, section 6.4), and looking ahead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DEEPEST = 40
_LONGEST = 20_000
_REPEATED = re.compile(r"\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\}")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_NAME = re.compile(r"\?<[A-Za-z_$][A-Za-z0-9_$]*>")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}


class Unread(Exception):
    """The expression has something that is not understood here."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of some. only: there is no other."""

    allowed: re.Pattern[str]
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A part several times; most: None where there is no limit."""

    part: Node
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Edge:
    """Not a letter, but where it stands: `^` the start, `$` the end, `b` the edge of a word, `B`
    elsewhere."""

    kind: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What follows is such, or is not."""

    part: Node
    wanted: bool


Node = Letter | Sequence | Either | Repeated | Edge | Ahead


@lru_cache(maxsize=1024)
def read(pattern: str) -> Node | None:
    """The tree of an expression; None where it is not understood."""
    if len(pattern) > _LONGEST:
        return None
    try:
        reader = _Reader(pattern)
        node = reader.either(0)
        return None if reader.place < len(pattern) else node
    except (Unread, re.error):
        return None


def _one(letter: str) -> Letter:
    return Letter(re.compile(re.escape(letter)), letter)


@dataclass(slots=True)
class _Reader:
    """Reads an expression from its start."""

    pattern: str
    place: int = 0

    def either(self, depth: int) -> Node:
        """The alternatives that begin here."""
        if depth > _DEEPEST:
            raise Unread
        choices = [self._sequence(depth)]
        while self._peek() == "|":
            self.place += 1
            choices.append(self._sequence(depth))
        return choices[0] if len(choices) == 1 else Either(tuple(choices))

    def _peek(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def _take(self) -> str:
        letter = self._peek()
        if not letter:
            raise Unread
        self.place += 1
        return letter

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._piece(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _piece(self, depth: int) -> Node:
        letter = self._take()
        if letter in "^$":
            return Edge(letter)
        if letter == "(":
            return self._group(depth)
        if letter == "[":
            return self._set()
        if letter == ".":
            return Letter(re.compile("."))
        if letter == "\\":
            return self._escaped()
        if letter in "*+?":
            raise Unread
        return _one(letter)

    def _group(self, depth: int) -> Node:
        wanted: bool | None = None
        if self._peek() == "?":
            kind = self.pattern[self.place : self.place + 2]
            if kind in ("?=", "?!"):
                wanted = kind == "?="
                self.place += 2
            elif kind == "?:":
                self.place += 2
            elif named := _NAME.match(self.pattern, self.place):
                self.place = named.end()
            else:
                raise Unread
        inner = self.either(depth + 1)
        if self._take() != ")":
            raise Unread
        return inner if wanted is None else Ahead(inner, wanted)

    def _escaped(self) -> Node:
        if self._peek() in ("b", "B"):
            return Edge(self._take())
        if self._peek() in _CLASSES:
            return Letter(re.compile("\\" + self._take()))
        return _one(self._character())

    def _character(self) -> str:
        """The letter that stands for itself after a backslash."""
        if code := _CODE.match(self.pattern, self.place):
            self.place = code.end()
            return chr(int(code[1] or code[2], 16))
        letter = self._take()
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter.isalnum():
            raise Unread
        return letter

    def _set(self) -> Node:
        made = "["
        if self._peek() == "^":
            made += self._take()
        if self._peek() == "]":
            made += "\\" + self._take()
        while self._peek() != "]":
            first = self._member()
            if self._peek() == "-" and self.pattern[self.place + 1 : self.place + 2] != "]":
                self.place += 1
                first += "-" + self._member()
            made += first
        self.place += 1
        return Letter(re.compile(made + "]"))

    def _member(self) -> str:
        """One letter of a set, or a class of them, as Python writes it."""
        letter = self._take()
        if letter != "\\":
            return re.escape(letter)
        if self._peek() in _CLASSES:
            return "\\" + self._take()
        if self._peek() == "b":
            self.place += 1
            return "\\x08"
        return re.escape(self._character())

    def _repeated(self, part: Node) -> Node:
        letter = self._peek()
        most: int | None = None
        if letter in ("*", "+"):
            least = int(letter == "+")
            self.place += 1
        elif letter == "?":
            least, most = 0, 1
            self.place += 1
        elif found := _REPEATED.match(self.pattern, self.place):
            least = int(found[1])
            most = int(found[3]) if found[3] else None if found[2] else least
            self.place = found.end()
        else:
            return part
        if most is not None and most < least:
            raise Unread
        if self._peek() == "?":  # as few as will do: the texts are the same
            self.place += 1
        return Repeated(part, least, most)


_CLASSES = ("d", "D", "w", "W", "s", "S")
