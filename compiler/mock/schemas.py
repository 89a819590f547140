"""The schemas of one description: what they refer to and inherit, and what fits them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from compiler.mock.pointing import Json
from compiler.openapi import Document
from compiler.pointers import index

Schema = dict[str, Any]
Written = Mapping[str, Any] | bool

ALSO = "x-also"
"""Of a merged schema: further choices, each of which has to be made as well."""

_NEVER: Schema = {"not": {}}
_LARGEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_SMALLEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_CHOICES = ("anyOf", "oneOf")
_MOST_STEPS = 200
LONGEST_MATCHED = 10_000
"""Letters of a text. What is longer is held against no pattern: some take the square of its length,
and nothing else of the process goes on meanwhile."""


class Impossible(Exception):
    """There is no value that fits, or none was found."""


class Schemas:
    """Those of a document, for any number of questions, from any thread."""

    def __init__(self, document: Document) -> None:
        self._data = document.data

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
            if isinstance(part, bool):
                made = made if part else merged(made, _NEVER)
                continue
            own = {key: value for key, value in part.items() if key not in ("$ref", "allOf")}
            made = merged(made, own) if made else own
            waiting.extend(reversed(part.get("allOf", ())))
            if isinstance(reference := part.get("$ref"), str):
                waiting.append(self.followed(reference))
        raise Impossible("a schema that refers to itself")

    def alternatives(self, schema: Written, steps: int = 8) -> list[Written]:
        """The schemas that a schema is one of, through references; itself, where it is no choice
        or says more than that."""
        plain = self.plain(schema)
        choices = plain.get("anyOf") or plain.get("oneOf")
        if not choices or not steps or plain.keys() & {"properties", "required", "type", ALSO}:
            return [schema]
        return [found for one in choices for found in self.alternatives(one, steps - 1)]

    def fits(self, schema: Written, value: Json) -> bool:
        """Whether a value is valid by JSON Schema 2020-12."""
        return next(self.complaints(schema, value), None) is None

    def complaints(self, schema: Written, value: Json) -> Iterator[ValidationError]:
        """What is wrong with a value."""
        root: Schema = {"allOf": [schema]}
        # References lead from the root of the description, of which these are the parts used.
        for key in ("components", "paths", "$defs", "definitions"):
            if key in self._data:
                root[key] = self._data[key]
        with suppress(re.error):  # a pattern of properties that Python does not know
            yield from _Validator(root).iter_errors(value)


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is somewhere in a text. JSON Schema's are JavaScript's (ECMA-262): one that
    Python does not know matches everything. So does every one in a text that is too long."""
    if len(text) > LONGEST_MATCHED:
        return True
    try:
        return re.search(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return True


def _pattern(_: object, pattern: str, text: Json, __: object) -> Iterator[ValidationError]:
    if isinstance(text, str) and not matches(pattern, text):
        yield ValidationError(f"{pattern!r} does not match")


# The package's stubs give this function no types.
_Validator = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


def merged(first: Schema, second: Mapping[str, Any]) -> Schema:
    """A schema that says what both say. Of what only describes, the first counts."""
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
        made[key] = [*mine, *(name for name in value if name not in mine)]
    elif key == "type":
        made[key] = _common_types(mine, value)
    elif key == "enum":
        made[key] = [each for each in mine if each in value]
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
