"""What a description says about a place in a JSON document: its schemas, followed by a pointer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler.openapi import Document, dereferenced
from compiler.pointers import index
from compiler.terms import Pointer

_COMBINED = ("allOf", "anyOf", "oneOf")
_SHOWN = 6  # values, as an example of all
_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}


@dataclass(frozen=True, slots=True)
class Found:
    """Schemas describe the place. types: of JSON Schema, sorted, without null; empty where they do
    not say. values: the only ones that it can have; None where any will do."""

    types: tuple[str, ...]
    values: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Schemas describe what is around the place, and it is not there. known: what is, sorted."""

    known: tuple[str, ...]


def follow(document: Document, schemas: Iterable[Any], pointer: Pointer) -> Found | Missing | None:
    """What any of the schemas says about the place; None where they leave it open."""
    here = list(schemas)
    for depth, token in enumerate(pointer):
        below: list[Any] = []
        known: set[str] = set()
        for schema in _variants(document, here):
            found = _step(schema, token)
            if found is None:
                return None
            below += found
            known.update(schema.get("properties") or ())
        if not below:
            before = "".join(f"/{escaped(each)}" for each in pointer[:depth])
            return Missing(tuple(f"{before}/{escaped(name)}" for name in sorted(known)))
        here = below
    return _found(list(_variants(document, here)))


def written_pointer(pointer: Pointer) -> str:
    """A pointer as RFC 6901 writes it."""
    return "".join(f"/{escaped(token)}" for token in pointer)


def escaped(token: str) -> str:
    """One step of a pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def _variants(document: Document, schemas: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """The schemas with references and combinations taken apart; an empty one says nothing."""
    waiting: list[Any] = list(reversed(list(schemas)))
    seen: set[int] = set()
    while waiting:
        schema = waiting.pop()
        if not isinstance(schema, dict):
            if schema is not False:
                yield {}
            continue
        if isinstance(schema.get("$ref"), str):
            try:
                schema = dereferenced(document, schema)
            except KeyError:  # it leads nowhere, and so says nothing
                yield {}
                continue
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        combined = [each for word in _COMBINED for each in schema.get(word) or ()]
        waiting += reversed(combined)
        if not combined or any(word in schema for word in ("properties", "items", "enum", "const")):
            yield schema


def _step(schema: Mapping[str, Any], token: str) -> list[Any] | None:
    """The schemas one step below; None where this one leaves open what is there."""
    properties = schema.get("properties")
    if isinstance(properties, dict) and token in properties:
        return [properties[token]]
    if "items" in schema:
        return [schema["items"]] if index(token) is not None else []
    more = schema.get("additionalProperties")
    if isinstance(more, dict) and more:
        return [more]
    scalar = set(_types(schema)) - {"object", "array"}
    if properties or scalar or more is False:
        return []
    return None if "patternProperties" in schema or not properties else []


def _found(schemas: list[Mapping[str, Any]]) -> Found:
    types: set[str] = set()
    values: list[Any] = []
    open_types = open_values = False
    for schema in schemas:
        said = _types(schema)
        types.update(said)
        open_types = open_types or not said
        if "const" in schema:
            values.append(schema["const"])
        elif isinstance(schema.get("enum"), list):
            values += schema["enum"]
        else:
            open_values = open_values or said != ("null",)
    return Found(
        () if open_types else tuple(sorted(types - {"null"})),
        None if open_values or not values else tuple(each for each in values if each is not None),
    )


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    match schema.get("type"):
        case str() as one:
            return (one,)
        case list() as several:
            return tuple(each for each in several if isinstance(each, str))
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if not isinstance(values, list):
        return ("object",) if "properties" in schema else ()
    return tuple({_TYPES[type(value)]: None for value in values if type(value) in _TYPES})


def shown(found: Found) -> str:
    """What people call such a value."""
    if found.values is not None:
        return "one of " + ", ".join(str(value) for value in found.values[:_SHOWN])
    return " or ".join(_WORDS.get(type, type) for type in found.types) or "of no type"
