"""The first stage: bytes -> text -> Document, plain data with a position for every key and value.

Reads YAML 1.2 core (yaml.org/spec/1.2.2, section 10.3) from the parser's events and keeps what the
author wrote: `on`, `yes`, dates and `1.10` are text. A number that is not whole is text too, since
no key of the language takes one and `version: 1.10` must not become 1.1. Building from events with
a stack of our own, not from PyYAML's constructor, keeps deep input from exhausting Python's stack
and YAML 1.1's readings out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from compiler.codes import (
    ANCHOR,
    BAD_CHARACTER,
    BYTE_ORDER_MARK,
    DIRECTIVE,
    DUPLICATE_KEY,
    EMPTY_FILE,
    KEY_NOT_TEXT,
    MERGE_KEY,
    NOT_UTF8,
    SEVERAL_DOCUMENTS,
    SYNTAX,
    TAG,
    TOO_DEEP,
)
from compiler.diagnostics import Code, Diagnostics, Span

Pointer = tuple[str | int, ...]
"""A place in a document: keys and indexes from the root."""

MAX_DEPTH = 40  # the language itself is 7 levels deep

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# YAML's own set, less the breaks of YAML 1.1 (NEL, LS, PS), which no editor counts as lines.
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
                         "\U00010000-\U0010ffff]")  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# At most 18 digits: Python refuses to convert thousands, and no number of the language has more.
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_BASED = re.compile(r"0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")


@dataclass(frozen=True, slots=True)
class Document:
    """One file as plain data (dict, list, str, int, bool, None), and where everything stands.

    literals: the author's own letters of numbers and booleans (`010` is 10 to YAML).
    """

    path: PurePosixPath
    data: Any = field(repr=False)
    keys: Mapping[Pointer, Span] = field(repr=False)
    values: Mapping[Pointer, Span] = field(repr=False)
    literals: Mapping[Pointer, str] = field(repr=False)

    def key(self, *pointer: str | int) -> Span:
        """Where the key of this place is written, or of the nearest enclosing one."""
        return self._nearest(self.keys, pointer)

    def value(self, *pointer: str | int) -> Span:
        """Where the value at this place is written, or the nearest enclosing one."""
        return self._nearest(self.values, pointer)

    def _nearest(self, spans: Mapping[Pointer, Span], pointer: Pointer) -> Span:
        for length in range(len(pointer), 0, -1):
            for known in (spans, self.values):
                if (span := known.get(pointer[:length])) is not None:
                    return span
        return self.values.get((), Span(self.path))


def parse(path: PurePosixPath, content: bytes | str, diagnostics: Diagnostics) -> Document | None:
    """The document that a file holds, or None after complaints. Never raises for any content."""
    text = content if isinstance(content, str) else _decoded(path, content, diagnostics)
    if text is None:
        return None
    if (found := _UNREADABLE.search(text)) is not None:
        number = f"U+{ord(found[0]):04X}"
        diagnostics.add(BAD_CHARACTER, _span_of(path, text[: found.start()]), character=number)
        return None
    reading = _Reading(path, diagnostics)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not reading.take(event):
                return None
    except yaml.MarkedYAMLError as error:
        diagnostics.add(SYNTAX, _span_of_error(path, text, error), problem=_problem(error))
        return None
    except yaml.YAMLError as error:  # a reader's complaint without a place
        diagnostics.add(SYNTAX, Span(path), problem=str(error).splitlines()[0])
        return None
    return reading.document()


def _decoded(path: PurePosixPath, content: bytes, diagnostics: Diagnostics) -> str | None:
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        diagnostics.add(BYTE_ORDER_MARK, Span(path))
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        diagnostics.add(NOT_UTF8, _span_of(path, before), byte=f"0x{content[error.start]:02x}")
        return None


def _span_of(path: PurePosixPath, before: str) -> Span:
    lines = re.split(r"\r\n|\r|\n", before)
    return Span(path, len(lines), len(lines[-1]) + 1)


def _span_of_error(path: PurePosixPath, text: str, error: yaml.MarkedYAMLError) -> Span:
    mark: Any = error.problem_mark or error.context_mark
    if mark is None:
        return Span(path)
    # What is never closed is missed at the end of the file only: point to where it was opened.
    if error.context_mark is not None and not text[mark.index :].strip():
        mark = error.context_mark
    # libyaml ends an unfinished last line itself, and then complains of the one after it.
    return min(Span(path, mark.line + 1, mark.column + 1), _span_of(path, text))


def _problem(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "this is not YAML"
    return f"{error.context}: {problem}" if error.context else problem


@dataclass(slots=True)
class _Frame:
    """A collection that is being read. pointer None: read only to get past it."""

    data: dict[str, Any] | list[Any]
    pointer: Pointer | None
    key: str | None = None  # of a mapping: whose value comes next
    waiting: bool = False  # of a mapping: a key was read


class _Reading:
    """One document in the making. `take` gives False where reading on makes no sense."""

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

    def document(self) -> Document | None:
        if self.usable and self.root is None:
            self.diagnostics.add(EMPTY_FILE, Span(self.path))
            self.usable = False
        if not self.usable:
            return None
        return Document(self.path, self.root, self.keys, self.values, self.literals)

    def take(self, event: yaml.Event) -> bool:
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
        value: Any = event.value if event.style else _plain(event.value)
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


def _plain(text: str) -> str | int | bool | None:
    """An unquoted scalar by YAML 1.2's core schema; numbers with a fraction stay text."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return text
