"""The syntax of a description: bytes -> plain data, and where in them a pointer leads.

Built from the events of the YAML parser with a stack of our own: no input exhausts Python's stack,
nothing is built twice, and what people write is read by YAML 1.2's core schema (section 10.3.2):
`on`, dates and `010` stay what they are.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from compiler.descriptions.findings import Fault
from compiler.descriptions.limits import MAX_DEPTH, MAX_NODES
from compiler.descriptions.positions import place_of
from compiler.terms import Pointer

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads ten times as fast
_CORE = "tag:yaml.org,2002:"
_NUMBER = re.compile(r"[-+]?(?:[0-9]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_HALF = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_MERGE = "\0<<"  # an unquoted one, which is no text
# Python converts no integer of more digits; no limit of a schema has them.
_MAX_DIGITS = 400
_KNOWN_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read(content: bytes) -> dict[str, Any] | Fault:
    """The one mapping that a JSON or YAML file holds. Parts that it names by alias are shared."""
    with without_collector():
        data = _read_json(content) if content.lstrip()[:1] == b"{" else None
        if data is None:
            data = _read_yaml(content)
    if isinstance(data, dict | Fault):
        return data
    return Fault((), "is no mapping", (1, 1))


@contextmanager
def without_collector() -> Iterator[None]:
    """Whoever reads or rewrites a whole description makes half a million objects, none of which is
    garbage before the end: looking for it would take as long as the work."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read_json(content: bytes) -> Any:
    """The data; None where this is no JSON, since YAML may begin in the same way."""
    try:
        data = json.loads(content)
        if _HALF.search(content):
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return Fault((), "has half of a character: a surrogate that is alone", (1, 1))
    except (ValueError, RecursionError):
        return None
    return data


def _read_yaml(content: bytes) -> Any:
    building = _Building()
    try:
        building.take_all(yaml.parse(content, Loader=_LOADER))
    except _Unusable as error:
        return Fault((), str(error), place_of(content, error.index))
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        place = place_of(content, 0 if mark is None else mark.index)
        return Fault((), f"is no YAML: {error.problem or error.context}", place)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return Fault((), f"is no YAML: {str(error).splitlines()[0]}", (1, 1))
    return building.root


class _Unusable(Exception):
    """Ends the building and says why. index: how many letters stand before the place."""

    def __init__(self, text: str, mark: Any) -> None:
        super().__init__(text)
        self.index: int = mark.index


class _Building:
    """Events, one after the other -> data. A collection that is open is on the stack, with the key
    that waits for its value."""

    def __init__(self) -> None:
        self.root: Any = None
        self._stack: list[tuple[Any, str | None, str | None]] = []
        self._open: Any = None
        self._key: str | None = None
        self._anchor: str | None = None
        self._anchors: dict[str, Any] = {}
        self._words = dict(_KNOWN_WORDS)
        self._documents = 0
        self._merged_keys = 0

    def take_all(self, events: Iterator[Any]) -> None:
        """Every event. _Unusable: what they say cannot be data."""
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._begin(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._end(event)
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                self._documents += 1
                if self._documents > 1:
                    raise _Unusable("has a second document", event.start_mark)

    def _scalar(self, event: Any) -> None:
        text = event.value
        if self._key is None and type(self._open) is dict:
            self._take_key(text, event)
            return
        if event.anchor is not None:
            self._anchor = event.anchor
        if event.implicit[0] or (event.tag or "").removeprefix(_CORE) in ("int", "float", "bool"):
            words = self._words
            if text not in words:
                words[text] = _plain(text)
            self._put(words[text], event)
        else:
            self._put(text, event)

    def _take_key(self, text: str, event: Any) -> None:
        if text == "<<" and event.implicit[0]:
            text = _MERGE
        elif text in self._open:
            raise _Unusable(f"the key {text!r} is set twice", event.start_mark)
        self._key = text

    def _put(self, value: Any, event: Any) -> None:
        into = self._open
        if self._anchor is not None:
            self._anchors[self._anchor] = value
            self._anchor = None
        if type(into) is dict:
            if self._key is None:
                raise _Unusable("a key must be text", event.start_mark)
            into[self._key] = value
            self._key = None
        elif into is None:
            self.root = value
        else:
            into.append(value)

    def _begin(self, event: Any, empty: Any) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise _Unusable(f"is nested more than {MAX_DEPTH} levels deep", event.start_mark)
        if type(self._open) is dict and self._key is None:
            raise _Unusable("a key must be text", event.start_mark)
        self._stack.append((self._open, self._key, event.anchor))
        self._open, self._key = empty, None

    def _end(self, event: Any) -> None:
        made = self._open
        if type(made) is dict and _MERGE in made:
            made = self._merged(made, event)
        self._open, self._key, self._anchor = self._stack.pop()
        self._put(made, event)

    def _alias(self, event: Any) -> None:
        # An anchor is known from its end on, so that nothing can hold itself.
        if event.anchor not in self._anchors:
            raise _Unusable(f"there is no anchor {event.anchor!r} before", event.start_mark)
        self._put(self._anchors[event.anchor], event)

    def _merged(self, mapping: dict[str, Any], event: Any) -> dict[str, Any]:
        """A mapping with what its merge key names put in, as YAML 1.1 has it and many files do."""
        named = mapping.pop(_MERGE)
        merged: dict[str, Any] = {}
        for each in reversed(named if isinstance(named, list) else [named]):
            if not isinstance(each, dict):
                raise _Unusable("a merge key names a mapping", event.start_mark)
            self._merged_keys += len(each)
            if self._merged_keys > MAX_NODES:
                raise _Unusable("merges too much", event.start_mark)
            merged.update(each)
        return merged | mapping


def _plain(text: str) -> Any:
    """What a scalar without quotes is."""
    if len(text) <= _MAX_DIGITS:
        if _NUMBER.fullmatch(text):
            return int(text) if text.lstrip("+-").isdigit() else float(text)
        if _BASED.fullmatch(text):
            return int(text, 0)
        if _SPECIAL.fullmatch(text):
            return float(text.replace(".", ""))
    return text


def locate(content: bytes, *pointers: Pointer) -> list[tuple[int, int]]:
    """Line and column, from 1, of the keys or items that pointers lead to, or of the last on the
    way that is there. For a file that `read` takes; slow, since it parses again, once for all."""
    if content.lstrip()[:1] == b"{":  # YAML has no escapes for half characters, JSON has
        content = _HALF.sub(rb"\\u0041", content)
    walks = [_Walk(pointer) for pointer in pointers]
    waiting = walks
    try:
        for event in yaml.parse(content, Loader=_LOADER):
            waiting = [walk for walk in waiting if not walk.passes(event)]
            if not waiting:
                break
    except (yaml.YAMLError, UnicodeDecodeError):
        pass
    return [place_of(content, walk.index) for walk in walks]


class _Walk:
    """Follows the events down to a pointer. Each open collection has its depth and, while it is on
    the way, the number of the entry that comes next."""

    def __init__(self, pointer: Pointer) -> None:
        self.index = 0
        self._pointer = pointer
        self._reached = 0  # tokens of the pointer that were found
        self._depth = 0
        self._sequence: list[int | None] = []  # of collections on the way: an index, None: keys
        self._wants_key = False
        self._follow = True
        self._stuck = False  # at a value that holds nothing, or is elsewhere

    def passes(self, event: Any) -> bool:
        """Whether the way has come to its end."""
        if isinstance(event, yaml.NodeEvent):
            self._node(event)
            if isinstance(event, yaml.CollectionStartEvent):
                self._enter(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._depth -= 1
            if self._depth < len(self._sequence):  # left, without what was looked for
                return True
            self._wants_key = True
        return self._stuck or self._reached == len(self._pointer)

    def _enter(self, event: Any) -> None:
        self._depth += 1
        if self._follow and self._depth == len(self._sequence) + 1:
            self._sequence.append(0 if isinstance(event, yaml.SequenceStartEvent) else None)
            self._wants_key, self._follow = True, False

    def _node(self, event: Any) -> None:
        if self._depth == 0 or self._depth != len(self._sequence):
            return
        index = self._sequence[-1]
        wanted = self._pointer[self._reached]
        holds = isinstance(event, yaml.CollectionStartEvent)
        if index is not None:
            self._sequence[-1] = index + 1
            self._found(str(index) == wanted, event)
            self._stuck = self._follow and not holds
        elif self._wants_key:
            self._wants_key = False
            self._found(isinstance(event, yaml.ScalarEvent) and event.value == wanted, event)
        elif not holds:
            self._wants_key = True
            self._stuck = self._follow

    def _found(self, here: bool, event: Any) -> None:
        if here:
            self.index = event.start_mark.index
            self._reached += 1
            self._follow = True
