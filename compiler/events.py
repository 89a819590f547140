"""YAML's events -> plain data with a position for every key and value.

With a stack of our own, not with PyYAML's constructor: deep input cannot exhaust Python's stack,
and YAML 1.1's readings stay out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from compiler.codes import (
    ANCHOR,
    BAD_CHARACTER,
    DIRECTIVE,
    DUPLICATE_KEY,
    EMPTY_FILE,
    KEY_NOT_TEXT,
    MERGE_KEY,
    SEVERAL_DOCUMENTS,
    TAG,
    TOO_DEEP,
)
from compiler.diagnostics import Code, Diagnostics, Span

Pointer = tuple[str | int, ...]
"""A place in a document: keys and indexes from the root."""

MAX_DEPTH = 40  # the language itself is 7 levels deep

_SURROGATE = re.compile("[\ud800-\udfff]")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# At most 18 digits: Python refuses to convert thousands, and no number of the language has more.
_BEGIN_NUMBERS = frozenset("+-0123456789")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_BASED = re.compile(r"0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")


@dataclass(slots=True)
class _Frame:
    """A collection that is being read. pointer None: read only to get past it."""

    data: dict[str, Any] | list[Any]
    pointer: Pointer | None
    key: str | None = None  # of a mapping: whose value comes next
    waiting: bool = False  # of a mapping: a key was read


class Reading:
    """One document in the making. usable: it can be used, once all was taken."""

    def __init__(self, path: PurePosixPath, diagnostics: Diagnostics) -> None:
        self.path = path
        self.diagnostics = diagnostics
        self.stack: list[_Frame] = []
        self.root: Any = None
        self.started = False
        self.usable = True
        self.keys: dict[Pointer, Span] = {}
        self.values: dict[Pointer, Span] = {}
        self.literals: dict[Pointer, str] = {}

    def finish(self) -> bool:
        """Whether what was read is a document that can be used."""
        if self.usable and self.root is None:
            self.diagnostics.add(EMPTY_FILE, Span(self.path))
            self.usable = False
        return self.usable

    def take(self, event: yaml.Event) -> bool:
        """One event; False where reading on makes no sense."""
        match event:
            case yaml.DocumentStartEvent():
                return self._start(event)
            case yaml.AliasEvent():
                self._refuse(ANCHOR, event, name=event.anchor)
                self._attach(None, event)
            case yaml.ScalarEvent():
                self._check_node(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_node(event)
                return self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
        return True

    def _start(self, event: yaml.DocumentStartEvent) -> bool:
        if self.started:
            self._refuse(SEVERAL_DOCUMENTS, event)
            return False
        self.started = True
        if event.version or event.tags:
            self._refuse(DIRECTIVE, event)
        return True

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(TOO_DEEP, event, depth=MAX_DEPTH)
            return False
        data: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Frame(data, self._attach(data, event)))
        return True

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        value: Any = event.value if event.style else plain(event.value)
        if _SURROGATE.search(event.value):  # an escape for half a character
            self._refuse(BAD_CHARACTER, event, character="half of a surrogate pair")
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.data, dict) and not frame.waiting:
            self._key(frame, frame.data, event, value)
            return
        pointer = self._attach(value, event)
        if pointer is not None and isinstance(value, int):
            self.literals[pointer] = event.value

    def _key(
        self, frame: _Frame, data: dict[str, Any], event: yaml.ScalarEvent, value: Any
    ) -> None:
        frame.waiting, frame.key = True, None
        if not isinstance(value, str):
            self._refuse(KEY_NOT_TEXT, event, key=event.value)
        elif value == "<<" and not event.style:
            self._refuse(MERGE_KEY, event)
        elif value in data:
            first = self.keys.get((*frame.pointer, value)) if frame.pointer is not None else None
            where = () if first is None else ((first, "first written here"),)
            self.diagnostics.add(DUPLICATE_KEY, self._span(event), related=where, key=value)
        else:
            frame.key = value
            if frame.pointer is not None:
                self.keys[(*frame.pointer, value)] = self._span(event)

    def _attach(self, value: Any, event: yaml.Event) -> Pointer | None:
        """Puts a node into what encloses it; its pointer, or None where it is not kept."""
        pointer: Pointer | None = ()
        if not self.stack:
            self.root = value
        else:
            frame = self.stack[-1]
            pointer = None
            if isinstance(frame.data, list):
                pointer = None if frame.pointer is None else (*frame.pointer, len(frame.data))
                frame.data.append(value)
            elif not frame.waiting:
                self._refuse(KEY_NOT_TEXT, event, key="")
                frame.waiting, frame.key = True, None
            else:
                frame.waiting = False
                if frame.key is not None:
                    frame.data[frame.key] = value
                    pointer = None if frame.pointer is None else (*frame.pointer, frame.key)
        if pointer is not None:
            self.values[pointer] = self._span(event)
        return pointer

    def _check_node(
        self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent
    ) -> None:
        if event.anchor:
            self._refuse(ANCHOR, event, name=event.anchor)
        if event.tag is not None:
            self._refuse(TAG, event, tag=event.tag)

    def _refuse(self, code: Code, event: yaml.Event, **fields: Any) -> None:
        self.usable = False
        self.diagnostics.add(code, self._span(event), **fields)

    def _span(self, event: yaml.Event) -> Span:
        mark: Any = event.start_mark
        return Span(self.path, mark.line + 1, mark.column + 1)


def plain(text: str) -> str | int | bool | None:
    """An unquoted scalar by YAML 1.2's core schema; numbers with a fraction stay text."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if text[0] not in _BEGIN_NUMBERS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return text
