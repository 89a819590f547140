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
        for field in _fields(document, schema)
        for word in _words(document, field)
    }
    return sorted(found)


def _bodies(document: Document, operation: Described) -> Iterator[Mapping[str, Any]]:
    body = dereferenced(document, operation.data.get("requestBody") or {})
    for content in (body.get("content") or {}).values():
        if isinstance(schema := content.get("schema"), dict):  # it may be true or false
            yield schema


def _fields(document: Document, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schemas of the field in every form of a body."""
    for part in _parts(document, schema):
        field = (part.get("properties") or {}).get(_FIELD)
        if isinstance(field, dict):
            yield field


def _words(document: Document, schema: Mapping[str, Any]) -> Iterator[str]:
    for part in _parts(document, schema):
        words = [*(part.get("enum") or ()), part.get("const")]
        yield from (word for word in words if isinstance(word, str))


def _parts(document: Document, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema and those it is combined of, each once, however many ways lead to it."""
    waiting, seen = [schema], dict[int, Mapping[str, Any]]()
    while waiting:
        part = dereferenced(document, waiting.pop())
        if id(part) in seen:
            continue
        seen[id(part)] = part
        yield part
        for combined in _COMBINED:
            waiting += (each for each in part.get(combined) or () if isinstance(each, dict))
