"""The first stage: bytes -> text -> Document, plain data with a position for every key and value.

Reads YAML 1.2 core (yaml.org/spec/1.2.2, section 10.3) from the parser's events and keeps what the
author wrote: `on`, `yes`, dates and `1.10` are text. A number that is not whole is text too, since
no key of the language takes one and `version: 1.10` must not become 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import yaml

from compiler.alike import plain_data
from compiler.codes import (
    BAD_CHARACTER,
    BYTE_ORDER_MARK,
    NOT_UTF8,
    SYNTAX,
)
from compiler.diagnostics import Diagnostics, LateSpan, Span
from compiler.events import MAX_DEPTH, Reading, plain
from compiler.events import Pointer as Pointer

LARGE = 256 * 1024  # characters, from which on positions are found when they are asked for

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# YAML's own set, less the breaks of YAML 1.1 (NEL, LS, PS), which no editor counts as lines.
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
                         "\U00010000-\U0010ffff]")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """One file as plain data (dict, list, str, int, bool, None), and where everything stands.

    literals: the author's own letters of numbers and booleans (`010` is 10 to YAML). text: of one
    so large that its positions are found when they are asked for; keys and values are empty.
    """

    path: PurePosixPath
    data: Any = field(repr=False)
    keys: Mapping[Pointer, Span] = field(repr=False)
    values: Mapping[Pointer, Span] = field(repr=False)
    literals: Mapping[Pointer, str] = field(repr=False)
    text: LateText | None = field(default=None, repr=False)

    def key(self, *pointer: str | int) -> Span:
        """Where the key of this place is written, or of the nearest enclosing one."""
        if self.text is not None:
            return LateSpan(self.path, self.text.key, pointer)
        return self._nearest(self.keys, pointer)

    def value(self, *pointer: str | int) -> Span:
        """Where the value at this place is written, or the nearest enclosing one."""
        if self.text is not None:
            return LateSpan(self.path, self.text.value, pointer)
        return self._nearest(self.values, pointer)

    @property
    def every_key(self) -> Mapping[Pointer, Span]:
        """Where every key is written."""
        return self.keys if self.text is None else self.text.read.keys

    def _nearest(self, spans: Mapping[Pointer, Span], pointer: Pointer) -> Span:
        for length in range(len(pointer), 0, -1):
            for known in (spans, self.values):
                if (span := known.get(pointer[:length])) is not None:
                    return span
        return self.values.get((), Span(self.path))


class LateText:
    """The text of a large document, read once more when the first position is asked for."""

    def __init__(self, path: PurePosixPath, text: str) -> None:
        self._path = path
        self._text = text

    def key(self, pointer: Pointer) -> Span:
        """As of a document that has its positions."""
        return self.read.key(*pointer)

    def value(self, pointer: Pointer) -> Span:
        """As of a document that has its positions."""
        return self.read.value(*pointer)

    @cached_property
    def read(self) -> Document:
        """The document with its positions."""
        found = _parsed(self._path, self._text, Diagnostics())
        if found is None:
            raise AssertionError(f"{self._path} was read before")
        return found


def parse(path: PurePosixPath, content: bytes | str, diagnostics: Diagnostics) -> Document | None:
    """The document that a file holds, or None after complaints. Never raises for any content."""
    text = content if isinstance(content, str) else _decoded(path, content, diagnostics)
    if text is None:
        return None
    if (found := _UNREADABLE.search(text)) is not None:
        number = f"U+{ord(found[0]):04X}"
        diagnostics.add(BAD_CHARACTER, _span_of(path, text[: found.start()]), character=number)
        return None
    if len(text) > LARGE:
        quickly = plain_data(text, _LOADER, plain, MAX_DEPTH)
        if quickly is not None:
            return Document(path, quickly[0], {}, {}, quickly[1], LateText(path, text))
    return _parsed(path, text, diagnostics)


def _parsed(path: PurePosixPath, text: str, diagnostics: Diagnostics) -> Document | None:
    reading = Reading(path, diagnostics)
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
    if not reading.finish():
        return None
    return Document(path, reading.root, reading.keys, reading.values, reading.literals)


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
