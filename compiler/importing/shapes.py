"""What request bodies look like: the schemas that a JSON pointer leads to, through references and
alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compiler import openapi
from compiler.openapi import Described, Document
from compiler.terms import Pointer

_NAMED = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
_DEEPEST = 24  # references and alternatives on the way: bodies that are circular end there
_MEMBERS = ("allOf", "anyOf", "oneOf")


class Bodies:
    """Of one document. What was looked up once is known."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[int, Pointer], tuple[dict[str, Any], ...]] = {}

    def request(self, operation: Described, pointer: Pointer) -> tuple[dict[str, Any], ...]:
        """The schemas at a pointer into the request body, be it JSON or a form."""
        body = openapi.dereferenced(self._document, operation.data.get("requestBody") or {})
        found: dict[int, dict[str, Any]] = {}
        for media_type in _NAMED:
            schema = ((body.get("content") or {}).get(media_type) or {}).get("schema")
            if isinstance(schema, dict):
                found |= {id(each): each for each in self._at(schema, pointer, 0)}
        return tuple(found.values())

    def _at(
        self, schema: dict[str, Any], pointer: Pointer, depth: int
    ) -> tuple[dict[str, Any], ...]:
        key = (id(schema), pointer)
        if key not in self._known:
            self._known[key] = ()  # while it is looked up: a circle brings nothing more
            found = {id(each): each for each in self._look(schema, pointer, depth)}
            self._known[key] = tuple(found.values())
        return self._known[key]

    def _look(
        self, schema: dict[str, Any], pointer: Pointer, depth: int
    ) -> Iterator[dict[str, Any]]:
        if depth > _DEEPEST:
            return
        for part in self._parts(schema):
            yield from self._at(part, pointer, depth + 1)
        if not pointer:
            yield schema
            return
        inner = schema.get("properties", {}).get(pointer[0])
        if isinstance(inner, dict):
            yield from self._at(inner, pointer[1:], depth + 1)

    def _parts(self, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in schema:
            kind, name = openapi.component(schema["$ref"])
            referred = self._document.data["components"][kind][name]
            if isinstance(referred, dict):
                yield referred
        for keyword in _MEMBERS:
            yield from (part for part in schema.get(keyword, ()) if isinstance(part, dict))


def types(schema: dict[str, Any]) -> tuple[str, ...]:
    """The types that a schema names itself."""
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)
