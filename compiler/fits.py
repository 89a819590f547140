"""Whether a document surely has the shape that the table of keys gives it.

jsonschema says what is wrong, and takes fifty times as long to say that nothing is. Most documents
are right, and some have a hundred thousand consumers: those are looked at here, in one walk along
the table. What this does not understand it leaves to the schema, so that it never needs to be
complete: `True` means that the schema has nothing to complain of, `False` that it must be asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, assert_never

from compiler.keys.kinds import Kind, List, Mapping, Names, Scalar
from compiler.keys.table import FileKind, Node, tree
from compiler.values import refuse_key

Look = Callable[[Any], bool]
"""Whether data has the shape of one place in the table."""

_KNOWN = 256  # texts of one scalar: a plan has thousands of consumers


def fits(data: Any, kind: FileKind) -> bool:
    """data: of a file of this kind."""
    return isinstance(data, dict) and _whole(kind)(data)


@cache
def _whole(kind: FileKind) -> Look:
    return _keys(tree(kind))


def _look(node: Node) -> Look:
    if node.row is None:
        raise AssertionError("a key of the table has no row of its own")
    kind: Kind = node.row.kind
    match kind:
        case Scalar():
            return _scalar(kind)
        case Mapping():
            return _mapping(kind, node)
        case Names():
            return _names(kind, node)
        case List():
            return _list(kind, node)
    assert_never(kind)


def _scalar(kind: Scalar) -> Look:
    """By its own reading."""
    choices, parse = kind.choices, kind.parse
    if choices:
        return lambda data: isinstance(data, str) and data in choices
    if kind.type == "integer":
        least, most = kind.least, kind.most
        return lambda data: type(data) is int and bool(least <= data <= most)
    known: set[str] = set()

    def text(data: Any) -> bool:
        if not isinstance(data, str):
            return False
        if data in known:
            return True
        try:
            refuse_key(data)
            parse(data)
        except ValueError:
            return False
        if len(known) < _KNOWN:
            known.add(data)
        return True

    return text


def _keys(node: Node) -> Look:
    looks = {name: _look(child) for name, child in node.children.items()}
    rows = node.children.items()
    required = {name for name, child in rows if child.row and child.row.required}

    def keys(data: Any) -> bool:
        for key, value in data.items():
            look = looks.get(key)
            if look is None or not look(value):
                return False
        return bool(data.keys() >= required)

    return keys


def _mapping(kind: Mapping, node: Node) -> Look:
    keys = _keys(node)
    plain = not (kind.exactly_one or kind.one_of or kind.needs)

    def mapping(data: Any) -> bool:
        if not isinstance(data, dict):
            return kind.or_word is not None and bool(data == kind.or_word)
        return (plain or _counts_fit(data, kind)) and keys(data)

    return mapping


def _counts_fit(data: dict[str, Any], kind: Mapping) -> bool:
    if kind.exactly_one and len(data) != 1:
        return False
    if kind.one_of and sum(name in data for name in kind.one_of) != 1:
        return False
    return not any(name in data and other not in data for name, other in kind.needs)


def _names(kind: Names, node: Node) -> Look:
    if node.each is None:
        return lambda data: False
    name_fits, each = _scalar(kind.names), _look(node.each)

    def names(data: Any) -> bool:
        if not isinstance(data, dict) or (kind.filled and not data):
            return False
        return all(name_fits(name) and each(value) for name, value in data.items())

    return names


def _list(kind: List, node: Node) -> Look:
    each = None if node.each is None else _look(node.each)

    def items(data: Any) -> bool:
        if each is None or not isinstance(data, list):
            return kind.or_word is not None and not kind.or_one and bool(data == kind.or_word)
        if (kind.filled and not data) or (kind.or_one and not kind.several and len(data) > 1):
            return False
        if kind.unique and not (all(isinstance(item, str) for item in data) and _differ(data)):
            return False
        return all(map(each, data))

    return items


def _differ(texts: list[str]) -> bool:
    return len(texts) < 2 or len(set(texts)) == len(texts)
