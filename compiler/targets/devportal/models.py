"""The models that a vendor's description lists: the words that a request's `model` can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from compiler.openapi import Described, Document, dereferenced

_FIELD = "model"
_COMBINED = ("allOf", "anyOf", "oneOf")


def models(document: Document, exposed: Iterable[Described]) -> list[str]:
    """The models of the exposed operations, sorted; empty where any text will do, as with most."""
    found = {
        word
        for operation in exposed
        for schema in _bodies(document, operation)
        for field in _fields(document, schema, ())
        for word in _words(document, field, ())
    }
    return sorted(found)


def _bodies(document: Document, operation: Described) -> Iterator[Mapping[str, Any]]:
    body = dereferenced(document, operation.data.get("requestBody") or {})
    for content in (body.get("content") or {}).values():
        yield content.get("schema") or {}


def _fields(
    document: Document, schema: Mapping[str, Any], above: tuple[int, ...]
) -> Iterator[Mapping[str, Any]]:
    """The schemas of the field in every form of a body. above: schemas that are being read."""
    for part in _parts(document, schema, above):
        field = (part.get("properties") or {}).get(_FIELD)
        if isinstance(field, dict):
            yield field


def _words(document: Document, schema: Mapping[str, Any], above: tuple[int, ...]) -> Iterator[str]:
    for part in _parts(document, schema, above):
        words = [*(part.get("enum") or ()), part.get("const")]
        yield from (word for word in words if isinstance(word, str))


def _parts(
    document: Document, schema: Mapping[str, Any], above: tuple[int, ...]
) -> Iterator[Mapping[str, Any]]:
    """The schema and those it is combined of; a circle is walked once."""
    schema = dereferenced(document, schema)
    if id(schema) in above:
        return
    yield schema
    for combined in _COMBINED:
        for part in schema.get(combined) or ():
            if isinstance(part, dict):
                yield from _parts(document, part, (*above, id(schema)))
