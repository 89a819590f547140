"""The schemas of one description: what they refer to and inherit, and what fits them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from jsonschema.exceptions import ValidationError

from compiler.mock.effort import spend
from compiler.mock.keywords import Written as Written
from compiler.mock.keywords import validator
from compiler.mock.pointing import Json, same
from compiler.openapi import Document
from compiler.pointers import index

Schema = dict[str, Any]

ALSO = "x-also"
"""Of a merged schema: further choices, each of which has to be made as well."""

_NEVER: Schema = {"not": {}}
_LARGEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_SMALLEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_CHOICES = ("anyOf", "oneOf")
# Beside its forms, what only describes a choice.
_OF_A_CHOICE = frozenset(
    (*_CHOICES, "title", "description", "default", "example", "examples", "deprecated",
     "discriminator", "externalDocs", "xml", "$comment", "readOnly", "writeOnly")
)  # fmt: skip
_MOST_STEPS = 200
_DEEPEST = 8


class Impossible(Exception):
    """There is no value that fits, or none was found."""


class Schemas:
    """Those of a document, for any number of questions, from any thread."""

    def __init__(self, document: Document) -> None:
        self._data = document.data
        self._validator = validator(self.followed)

    def followed(self, reference: str) -> Written:
        """What a reference leads to. Impossible: nothing."""
        found: Any = self._data
        for token in reference.removeprefix("#").split("/")[1:]:
            name = unquote(token).replace("~1", "/").replace("~0", "~")
            at = index(name)
            if isinstance(found, list) and at is not None and at < len(found):
                found = found[at]
            elif isinstance(found, dict) and name in found:
                found = found[name]
            else:
                raise Impossible(reference)
        if not reference.startswith("#") or not isinstance(found, (dict, bool)):
            raise Impossible(reference)
        return found

    def plain(self, schema: Written) -> Schema:
        """A schema without `$ref` and `allOf`: what they say is in it."""
        made: Schema = {}
        waiting = [schema]
        for _ in range(_MOST_STEPS):
            if not waiting:
                return made
            part = waiting.pop()
            spend()
            if isinstance(part, bool):
                made = made if part else merged(made, _NEVER)
                continue
            own = {key: value for key, value in part.items() if key not in ("$ref", "allOf")}
            made = merged(made, own) if made else own
            waiting.extend(reversed(part.get("allOf", ())))
            if isinstance(reference := part.get("$ref"), str):
                waiting.append(self.followed(reference))
        raise Impossible("a schema that refers to itself")

    def alternatives(self, schema: Written) -> list[Written]:
        """The schemas that a schema is one of, through references; itself, where it is no choice
        or says more than that. What refers to itself is there once."""
        return list(self._alternatives(schema, _DEEPEST, set())) or [schema]

    def _alternatives(self, schema: Written, steps: int, seen: set[str]) -> Iterator[Written]:
        if not isinstance(schema, bool) and isinstance(reference := schema.get("$ref"), str):
            if reference in seen:
                return
            seen.add(reference)
        plain = self.plain(schema)
        choices = () if {*_CHOICES} <= plain.keys() else plain.get("anyOf") or plain.get("oneOf")
        if not choices or not steps or plain.keys() - _OF_A_CHOICE:
            yield schema
            return
        for choice in choices:
            yield from self._alternatives(choice, steps - 1, seen)

    def fits(self, schema: Written, value: Json) -> bool:
        """Whether a value is valid by JSON Schema 2020-12."""
        return next(self.complaints(schema, value), None) is None

    def complaints(self, schema: Written, value: Json) -> Iterator[ValidationError]:
        """What is wrong with a value."""
        yield from self._validator(schema).iter_errors(value)


def merged(first: Schema, second: Mapping[str, Any]) -> Schema:
    """A schema that says what both say. Of what only describes, the first counts."""
    spend(1 + len(second))
    made = dict(first)
    for key, value in second.items():
        if key not in made:
            made[key] = value
        elif made[key] != value:
            _merge(made, key, value)
    return made


def _merge(made: Schema, key: str, value: Any) -> None:
    mine = made[key]
    if key in _CHOICES:
        made[ALSO] = [*made.get(ALSO, ()), {key: value}]
    elif key == ALSO:
        made[key] = [*mine, *value]
    elif key == "properties":
        both = {name: {"allOf": [mine[name], value[name]]} for name in mine if name in value}
        made[key] = {**mine, **value, **both}
    elif key == "required":
        made[key] = list(dict.fromkeys((*mine, *value)))
    elif key == "type":
        made[key] = _common_types(mine, value)
    elif key == "enum":
        both_have = set(map(same, value))
        made[key] = [each for each in mine if same(each) in both_have]
    elif key in _LARGEST:
        made[key] = max(mine, value)
    elif key in _SMALLEST:
        made[key] = min(mine, value)
    elif key in ("items", "additionalProperties", "propertyNames"):
        made[key] = {"allOf": [mine, value]}
    elif key == "not":
        made[key] = {"anyOf": [mine, value]}
    elif key == "const":
        made["enum"] = []


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema allows; empty: it does not say."""
    written = schema.get("type", [])
    return [written] if isinstance(written, str) else list(written)


def _common_types(first: Any, second: Any) -> list[str]:
    mine, theirs = types_of({"type": first}), types_of({"type": second})
    found = [each for each in mine if each in theirs or (each == "integer" and "number" in theirs)]
    if "number" in mine and "integer" in theirs and "integer" not in found:
        found.append("integer")
    return found
