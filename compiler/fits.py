"""Whether a document surely has the shape that the table of keys gives it.

jsonschema says what is wrong, and takes fifty times as long to say that nothing is. Most documents
are right, and some have a hundred thousand consumers: those are looked at here, in one walk along
the table. What this does not understand it leaves to the schema, so that it never needs to be
complete: `True` means that the schema has nothing to complain of, `False` that it must be asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from compiler.keys.kinds import Kind, List, Mapping, Names, Scalar
from compiler.keys.table import FileKind, Node, tree
from compiler.values import refuse_key


def fits(data: Any, kind: FileKind) -> bool:
    """data: of a file of this kind."""
    return isinstance(data, dict) and _keys_fit(data, tree(kind))


def _fits(data: Any, node: Node) -> bool:
    if node.row is None:
        raise AssertionError("a key of the table has no row of its own")
    kind: Kind = node.row.kind
    match kind:
        case Scalar():
            return scalar_fits(data, kind)
        case Mapping():
            if not isinstance(data, dict):
                return kind.or_word is not None and bool(data == kind.or_word)
            return _mapping_fits(data, kind, node)
        case Names():
            return _names_fit(data, kind, node)
        case List():
            return _list_fits(data, kind, node)
    assert_never(kind)


def scalar_fits(data: Any, kind: Scalar) -> bool:
    """A scalar by its own reading."""
    if kind.choices:
        return data in kind.choices and isinstance(data, str)
    if kind.type == "integer":
        return type(data) is int and kind.least <= data <= kind.most
    if not isinstance(data, str):
        return False
    try:
        refuse_key(data)
        kind.parse(data)
    except ValueError:
        return False
    return True


def _keys_fit(data: dict[str, Any], node: Node) -> bool:
    children = node.children
    for key, value in data.items():
        child = children.get(key)
        if child is None or not _fits(value, child):
            return False
    return all(name in data for name in _required(node))


def _required(node: Node) -> Iterable[str]:
    if node.required is None:
        rows = node.children.items()
        node.required = tuple(name for name, child in rows if child.row and child.row.required)
    return node.required


def _mapping_fits(data: dict[str, Any], kind: Mapping, node: Node) -> bool:
    if kind.exactly_one and len(data) != 1:
        return False
    if kind.one_of and sum(name in data for name in kind.one_of) != 1:
        return False
    if any(name in data and other not in data for name, other in kind.needs):
        return False
    return _keys_fit(data, node)


def _names_fit(data: Any, kind: Names, node: Node) -> bool:
    if not isinstance(data, dict) or node.each is None or (kind.filled and not data):
        return False
    each = node.each
    return all(scalar_fits(name, kind.names) and _fits(value, each) for name, value in data.items())


def _list_fits(data: Any, kind: List, node: Node) -> bool:
    if node.each is None or not isinstance(data, list):
        return kind.or_word is not None and not kind.or_one and bool(data == kind.or_word)
    if (kind.filled and not data) or (kind.or_one and not kind.several and len(data) > 1):
        return False
    if kind.unique and not (all(isinstance(each, str) for each in data) and _differ(data)):
        return False
    each = node.each
    return all(_fits(item, each) for item in data)


def _differ(texts: list[str]) -> bool:
    return len(texts) < 2 or len(set(texts)) == len(texts)
