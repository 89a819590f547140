"""The smallest value that a schema of a description takes, for people to begin with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from compiler.openapi import Document, dereferenced

_DEEPEST = 12
_MOST = 1000  # schemas that are looked at: one may hold itself many times
_TEXT = "Hello"
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|\{\{")


def sample(document: Document, schema: object, name: str = "") -> Any:
    """A value with what is required and nothing else. name: of the field that it is for."""
    return _Sampling(document).of(schema, name, 0)


def keywords(document: Document, schema: object) -> Mapping[str, Any]:
    """What a schema says, its reference followed; one that is true or false says nothing."""
    return dereferenced(document, schema) if isinstance(schema, Mapping) else {}


def placeholder(name: str) -> str:
    """What people replace: `file_id` -> `FILE_ID`."""
    return "".join(mark if mark.isalnum() else "_" for mark in name).upper()


def fit(value: object) -> bool:
    """Whether people can be shown a description's value to send it: it has nothing that a terminal
    obeys, that hides what is written, or in whose place a tool puts values of theirs (`{{…}}`)."""
    match value:
        case str():
            return not _UNFIT.search(value)
        case Mapping():
            return all(fit(name) and fit(each) for name, each in value.items())
        case list():
            return all(map(fit, value))
    return True


class _Sampling:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._left = _MOST

    def of(self, schema: object, name: str, depth: int) -> Any:
        self._left -= 1
        if not isinstance(schema, Mapping) or depth > _DEEPEST or self._left < 0:
            return {}
        found = dereferenced(self._document, schema)
        for known in _said(found):
            return known
        if parts := found.get("anyOf") or found.get("oneOf"):
            return self.of(self._best(parts), name, depth + 1)
        if "allOf" in found:
            return self._all(found, name, depth)
        match _type(found):
            case "object":
                return self._object(found, depth)
            case "array":
                return [self.of(found.get("items"), name, depth + 1)]
            case "integer" | "number":
                return found.get("minimum", 1)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return placeholder(name) if name in ("model", "id") else _TEXT

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties") or {}
        required = dict.fromkeys(schema.get("required") or ())
        # A union is an object of which one field is there, whichever.
        others = (name for name in properties if name not in required)
        least = min(int(schema.get("minProperties", 0)), len(properties))  # 1.0 is whole, too
        more = islice(filter(fit, others), max(least - len(required), 0))
        made = filter(fit, (*required, *more))
        return {name: self.of(properties.get(name), name, depth + 1) for name in made}

    def _all(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        made: dict[str, Any] = {}
        properties: dict[str, Any] = {}
        for part in schema["allOf"]:
            value = self.of(part, name, depth + 1)
            if not isinstance(value, dict):
                return value
            made |= value
            properties |= keywords(self._document, part).get("properties") or {}
        # What is required here may be described there.
        own = {**schema, "properties": properties | dict(schema.get("properties") or {})}
        return made | self._object(own, depth)

    def _best(self, parts: list[Any]) -> Any:
        """Of several forms one that says what it takes, or the first."""
        plain = [dereferenced(self._document, part) for part in parts if isinstance(part, Mapping)]
        telling = (part for part in plain if any(True for _ in _said(part)))
        return next(telling, plain[0] if plain else {})


def _said(schema: Mapping[str, Any]) -> Any:
    """The values that a schema names itself, the best first."""
    for key in ("const", "default", "example"):
        if schema.get(key) is not None and fit(schema[key]):
            yield schema[key]
    for key in ("examples", "enum"):
        if isinstance(schema.get(key), list):
            yield from (value for value in schema[key] if value is not None and fit(value))


def _type(schema: Mapping[str, Any]) -> object:
    found = schema.get("type")
    if isinstance(found, list):
        found = next((one for one in found if one != "null"), "null")
    return found or ("object" if "properties" in schema else "string")
