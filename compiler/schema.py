"""The JSON Schemas (draft 2020-12) of the files, generated from the table of keys."""

from __future__ import annotations

from functools import cache
from typing import Any, assert_never

from jsonschema import Draft202012Validator, FormatChecker

from compiler.keys import guide_kinds, kinds, token_kinds, vendor_kinds
from compiler.keys.kinds import Kind, List, Mapping, Names, Scalar
from compiler.keys.table import FileKind, Node, tree
from compiler.values import refuse_key

FORMAT_PREFIX = "gatewright-"


@cache
def schema_of(kind: FileKind) -> dict[str, Any]:
    """The schema of one kind of file. `format` names are ours: editors take them as remarks."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"gatewright: {kind}",
        **_keys_of(tree(kind)),
    }


@cache
def validator(kind: FileKind) -> Draft202012Validator:
    """The validator of one kind of file, which also applies each scalar's own reading."""
    return Draft202012Validator(schema_of(kind), format_checker=_formats())


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    modules = (kinds, token_kinds, vendor_kinds, guide_kinds)
    for scalar in (kind for module in modules for kind in vars(module).values()):
        if isinstance(scalar, Scalar) and scalar.type == "string" and not scalar.choices:
            checker.checks(FORMAT_PREFIX + scalar.name, raises=ValueError)(_reads(scalar))
    return checker


def _reads(scalar: Scalar) -> Any:
    def check(value: object) -> bool:
        if isinstance(value, str):
            refuse_key(value)
            scalar.parse(value)
        return True

    return check


def _node(node: Node) -> dict[str, Any]:
    row = node.row
    if row is None:
        raise AssertionError("a key of the table has no row of its own")
    schema = _of_kind(row.kind, node)
    schema["description"] = row.explanation
    schema["$comment"] = row.path
    if row.default is not None and isinstance(row.kind, Scalar) and " " not in row.default:
        schema["default"] = _default(row.kind, row.default)
    return schema


def _default(kind: Scalar, written: str) -> str | int | bool:
    match kind.type:
        case "integer":
            return int(written)
        case "boolean":
            return written == "true"
        case _:
            return written


def _of_kind(kind: Kind, node: Node) -> dict[str, Any]:
    match kind:
        case Scalar():
            return _scalar(kind)
        case Mapping():
            schema = _keys_of(node)
            if kind.exactly_one:
                schema |= {"minProperties": 1, "maxProperties": 1}
            if kind.one_of:
                schema["oneOf"] = [{"required": [name]} for name in kind.one_of]
            if kind.needs:
                schema["dependentRequired"] = {name: [other] for name, other in kind.needs}
            return schema if kind.or_word is None else _or_word(kind.or_word, schema)
        case Names():
            return {
                "type": "object",
                "propertyNames": _scalar(kind.names),
                "additionalProperties": _below(node),
                **({"minProperties": 1} if kind.filled else {}),
            }
        case List():
            items: dict[str, Any] = {"type": "array", "items": _below(node)}
            items |= {"minItems": 1} if kind.filled else {}
            items |= {"uniqueItems": True} if kind.unique else {}
            if kind.or_one:
                return _or_one(kind, node, items)
            return items if kind.or_word is None else _or_word(kind.or_word, items)
    assert_never(kind)


def _or_word(word: str, schema: dict[str, Any]) -> dict[str, Any]:
    either = {"type": [schema["type"], "string"], "if": {"type": "string"}}
    return {**either, "then": {"enum": [word]}, "else": schema}


def _or_one(kind: List, node: Node, items: dict[str, Any]) -> dict[str, Any]:
    """The list, its one item, a mapping of its own keys or the word: told apart by their types, so
    that a complaint is about the one that was meant."""
    item = _below(node)
    text: dict[str, Any] = item
    either: dict[str, Any] = {"array": items if kind.several else items | {"maxItems": 1}}
    if item["type"] == "object":
        either["object"], text = item, {"enum": [kind.or_word]}
    elif kind.or_word is not None:
        text = {"if": {"const": kind.or_word}, "else": item}
    if node.children:
        either["object"] = _keys_of(node) | {"required": list(node.children)}
    schema: dict[str, Any] = text
    for type, meant in either.items():
        schema = {"if": {"type": type}, "then": meant, "else": schema}
    return {"type": [*either, "string"], **schema}


def _scalar(scalar: Scalar) -> dict[str, Any]:
    if scalar.choices:
        return {"type": scalar.type, "enum": list(scalar.choices)}
    if scalar.type == "integer":
        return {"type": scalar.type, "minimum": scalar.least, "maximum": scalar.most}
    several = scalar.as_text or scalar.mixed
    kind: str | list[str] = ["string", "integer", "boolean"] if several else scalar.type
    pattern = {"pattern": scalar.pattern} if scalar.pattern else {}
    return {"type": kind, "format": FORMAT_PREFIX + scalar.name, **pattern}


def _keys_of(node: Node) -> dict[str, Any]:
    children = node.children.items()
    return {
        "type": "object",
        "properties": {name: _node(child) for name, child in children},
        "required": [name for name, child in children if child.row and child.row.required],
        "additionalProperties": False,
    }


def _below(node: Node) -> dict[str, Any]:
    if node.each is None:
        raise AssertionError("a list or named keys of the table have no row for what they hold")
    return _node(node.each)
