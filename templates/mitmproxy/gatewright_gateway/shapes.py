"""Whether a JSON body fits the vendor's description of it: the first thing that does not. Pure.

A complaint never holds a value of the body.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote

from gatewright_gateway.json_values import Node, beyond, equal, is_of, sizes

# Outside of strings; one that does not end takes all, else each of its quotes would be a new start.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|([\[{])|([\]}])', re.DOTALL)
_HALF_PAIR = re.compile("[\ud800-\udfff]")

# Nodes are walked by recursion: some for each level of a body, whose levels are limited.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))


@dataclass(frozen=True, slots=True)
class Complaint:
    """place: the steps to a value, which may be one that is missing. word: of what does not fit;
    types: that were expected."""

    place: tuple[str, ...]
    word: str
    types: tuple[str, ...] = ()


def complaint_of(raw: bytes, nodes: Sequence[Node], shape: int, max_depth: int) -> Complaint | None:
    """None: the body fits."""
    try:
        text = raw.decode()
        if _is_deeper(text, max_depth):
            return Complaint((), "depth")
        # As engines whose numbers are doubles read them.
        value = json.loads(text, parse_int=float, parse_constant=_refuse)
    except ValueError:
        return Complaint((), "json")
    return _Check(nodes).check(value, shape, ())


def shown(place: tuple[str, ...], most: int) -> str:
    """A place as a JSON pointer in ASCII, of at most so many bytes."""
    steps = (_HALF_PAIR.sub("\ufffd", step).replace("~", "~0").replace("/", "~1") for step in place)
    text = "".join("/" + quote(step, safe="") for step in steps)
    return text if len(text) <= most else text[: most - 3] + "..."


def _is_deeper(text: str, most: int) -> bool:
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += (found[1] is not None) - (found[2] is not None)
        if depth > most:
            return True
    return False


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


class _Check:
    """One body. `_known`: what was found of an array or object by a node, which is looked for once;
    else alternatives inside each other would take time without end."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._known: dict[tuple[int, int], Complaint | None] = {}

    def check(self, value: Any, number: int, place: tuple[str, ...]) -> Complaint | None:
        if not isinstance(value, list | dict):
            return next(self._complaints(value, self._nodes[number], place), None)
        key = (id(value), number)
        if key not in self._known:
            found = next(self._complaints(value, self._nodes[number], place), None)
            self._known[key] = found
        return self._known[key]

    def _complaints(self, value: Any, node: Node, place: tuple[str, ...]) -> Iterator[Complaint]:
        if "never" in node:
            yield Complaint(place, "never")
        if "$ref" in node and (found := self.check(value, node["$ref"], place)):
            yield found
        types = node.get("type")
        if types is not None and not any(is_of(value, word) for word in types):
            yield Complaint(place, "type", tuple(types))
        if "enum" in node and not any(equal(value, each) for each in node["enum"]):
            yield Complaint(place, "enum")
        match value:
            case float():
                yield from (Complaint(place, word) for word in beyond(value, node))
            case str():
                yield from (Complaint(place, word) for word in sizes(len(value), node, "Length"))
            case list():
                yield from (Complaint(place, word) for word in sizes(len(value), node, "Items"))
                yield from self._items(value, node, place)
            case dict():
                yield from self._members(value, node, place)
        yield from self._combined(value, node, place)

    def _items(self, value: list[Any], node: Node, place: tuple[str, ...]) -> Iterator[Complaint]:
        first = node.get("prefixItems", ())
        rest = node.get("items")
        for at, item in enumerate(value):
            number = first[at] if at < len(first) else rest
            if number is None:
                return
            if found := self.check(item, number, (*place, str(at))):
                yield found

    def _members(
        self, value: dict[str, Any], node: Node, place: tuple[str, ...]
    ) -> Iterator[Complaint]:
        properties = node.get("properties", ())
        for name, number in properties:
            if name in value and (found := self.check(value[name], number, (*place, name))):
                yield found
        for name in node.get("required", ()):
            if name not in value:
                yield Complaint((*place, name), "required")
        yield from (Complaint(place, word) for word in sizes(len(value), node, "Properties"))
        number = node.get("additionalProperties")
        if number is None:
            return
        names = value.keys() - {name for name, _ in properties}
        for name in sorted(names, key=lambda name: name.encode("utf-8", "surrogatepass")):
            if "never" in self._nodes[number]:
                yield Complaint((*place, name), "additionalProperties")
            elif found := self.check(value[name], number, (*place, name)):
                yield found

    def _combined(self, value: Any, node: Node, place: tuple[str, ...]) -> Iterator[Complaint]:
        for number in node.get("allOf", ()):
            if found := self.check(value, number, place):
                yield found
        for word in ("anyOf", "oneOf"):
            if word in node and (found := self._alternatives(value, word, node[word], place)):
                yield found
        if "not" in node and self.check(value, node["not"], place) is None:
            yield Complaint(place, "not")

    def _alternatives(
        self, value: Any, word: str, numbers: Sequence[int], place: tuple[str, ...]
    ) -> Complaint | None:
        complaints: list[Complaint] = []
        fitting = 0
        for number in numbers:
            if found := self.check(value, number, place):
                complaints.append(found)
                continue
            fitting += 1
            if word == "anyOf":
                return None
            if fitting > 1:
                return Complaint(place, "oneOf")
        if fitting:
            return None
        best = max(
            complaints, key=lambda c: (len(c.place), c.word != "enum"), default=Complaint(place, "")
        )
        return best if len(best.place) > len(place) else Complaint(place, "anyOf")
