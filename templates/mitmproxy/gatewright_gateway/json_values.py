"""Single values of JSON against the keys of one node, numbers being doubles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fmod, isinf
from typing import Any

Node = Mapping[str, Any]
"""One row of the table of shapes, as the compiler writes it into gateway.json."""


def is_of(value: Any, word: str) -> bool:
    """Whether this is the type of a value."""
    match word:
        case "array":
            return isinstance(value, list)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, float) and value.is_integer()
        case "null":
            return value is None
        case "number":
            return isinstance(value, float)
        case "object":
            return isinstance(value, dict)
        case _:
            return isinstance(value, str)


def equal(value: Any, wanted: Any) -> bool:
    """As JSON has it: to Python true is 1."""
    match value:
        case bool() | None:
            return value is wanted
        case list():
            same = isinstance(wanted, list) and len(value) == len(wanted)
            return same and all(map(equal, value, wanted))
        case dict():
            same = isinstance(wanted, dict) and value.keys() == wanted.keys()
            return same and all(equal(value[name], wanted[name]) for name in value)
        case _:
            return not isinstance(wanted, bool) and bool(value == wanted)


def beyond(value: float, node: Node) -> Iterator[str]:
    """The keys of a node that a number does not fit."""
    if "minimum" in node and value < node["minimum"]:
        yield "minimum"
    if "exclusiveMinimum" in node and value <= node["exclusiveMinimum"]:
        yield "exclusiveMinimum"
    if "maximum" in node and value > node["maximum"]:
        yield "maximum"
    if "exclusiveMaximum" in node and value >= node["exclusiveMaximum"]:
        yield "exclusiveMaximum"
    if "multipleOf" in node and (isinf(value) or fmod(value, node["multipleOf"]) != 0):
        yield "multipleOf"


def sizes(size: int, node: Node, what: str) -> Iterator[str]:
    """The keys of a node that something of this size does not fit. what: the end of their names."""
    if size < node.get(f"min{what}", 0):
        yield f"min{what}"
    if size > node.get(f"max{what}", size):
        yield f"max{what}"
