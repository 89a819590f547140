"""A large document as plain data, without positions: those are found when somebody asks for one,
which for most large documents nobody does.

Whoever reads a hundred thousand consumers has to keep each step short.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

Letters = dict[tuple[str | int, ...], str]
"""What an author wrote for a value that is no text, by its place."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class _Unusual(Exception):
    """Something to complain of, or not for a quick look."""


def plain_data(
    text: str, loader: Any, value_of: Callable[[str], Any], depth: int
) -> tuple[Any, Letters] | None:
    """The data, and the letters of what is no text. None: not so plain, to be read with positions.
    value_of: of an unquoted scalar. depth: of collections in each other, at most."""
    reading = _Reading(value_of, depth)
    steps: dict[type, Callable[[Any], None]] = {
        yaml.ScalarEvent: reading.scalar,
        yaml.MappingStartEvent: reading.mapping,
        yaml.SequenceStartEvent: reading.sequence,
        yaml.MappingEndEvent: reading.end,
        yaml.SequenceEndEvent: reading.end,
        yaml.DocumentStartEvent: reading.document,
        yaml.AliasEvent: reading.alias,
    }
    around = (yaml.StreamStartEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent)
    steps |= dict.fromkeys(around, reading.nothing)
    parser = loader(text)
    try:
        while parser.check_event():
            event = parser.get_event()
            steps[event.__class__](event)
    except (_Unusual, yaml.YAMLError):
        return None
    finally:
        parser.dispose()
    if not reading.root or reading.root[0] is None:
        return None  # an empty file
    return reading.root[0], reading.letters


class _Reading:
    """here: the collection that is being read; name: of a mapping, whose value comes next."""

    __slots__ = ("depth", "here", "letters", "name", "names", "root", "stack", "value_of")

    def __init__(self, value_of: Callable[[str], Any], depth: int) -> None:
        self.value_of = value_of
        self.depth = depth
        self.letters: Letters = {}
        self.root: list[Any] = []
        self.here: Any = self.root
        self.name: str | None = None
        self.stack: list[Any] = []  # what encloses it, and under which names
        self.names: list[str | None] = []

    def scalar(self, event: Any) -> None:
        style, value = event.style, event.value
        if event.anchor or event.tag is not None:
            raise _Unusual
        if not style:
            value = self.value_of(value)
        elif style == '"' and _SURROGATE.search(value):  # an escape for half a character
            raise _Unusual
        here = self.here
        if here.__class__ is dict and self.name is None:
            if value.__class__ is not str or value == "<<" or value in here:
                raise _Unusual
            self.name = value
            return
        if isinstance(value, int):
            self.letters[self._place()] = event.value
        self._put(value)

    def mapping(self, event: Any) -> None:
        self._open({}, event)

    def sequence(self, event: Any) -> None:
        self._open([], event)

    def end(self, _: Any) -> None:
        self.here = self.stack.pop()
        self.name = self.names.pop()
        if self.here.__class__ is dict:
            self.name = None

    def document(self, event: Any) -> None:
        if self.root or event.version or event.tags:
            raise _Unusual

    def alias(self, _: Any) -> None:
        raise _Unusual

    def nothing(self, _: Any) -> None:
        """What stands around a document."""

    def _open(self, data: dict[str, Any] | list[Any], event: Any) -> None:
        name = self.name
        if event.anchor or event.tag is not None or len(self.stack) >= self.depth:
            raise _Unusual
        if self.here.__class__ is dict and name is None:
            raise _Unusual
        enclosing = self.here
        self._put(data)
        self.stack.append(enclosing)
        self.names.append(name)
        self.here = data

    def _put(self, value: Any) -> None:
        if self.here.__class__ is dict:
            self.here[self.name] = value
            self.name = None
        else:
            self.here.append(value)

    def _place(self) -> tuple[str | int, ...]:
        if not self.stack:
            return ()  # the whole document
        around = zip(self.stack[1:], self.names[1:], strict=True)
        places = [len(each) - 1 if name is None else name for each, name in around]
        return (*places, len(self.here) if self.name is None else self.name)
