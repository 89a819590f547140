"""Descriptions of a project's own that ask for more than anything can do."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.mock.effort import TooMuch, bounded, spend
from compiler.mock.examples import example
from compiler.mock.schemas import Impossible, Schemas
from compiler.openapi import Document
from tests.unit.mock.test_costs import quickly
from tests.unit.mock.test_hostile_descriptions import check
from tests.unit.mock.test_own_descriptions import described, say

EVIL = "^(a+)+$"
TEXT = "a" * 60 + "!"


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": EVIL},
        {"properties": {"a": {"pattern": EVIL}}, "required": ["a"]},
        {"patternProperties": {EVIL: {"type": "integer"}}, "additionalProperties": {}},
        {"patternProperties": {EVIL: True}, "unevaluatedProperties": {"type": "string"}},
        {"propertyNames": {"anyOf": [{"pattern": EVIL}, True]}},
    ],
)
def test_expressions_that_take_for_ever(schema: Any) -> None:
    description = described(schema, schema)
    with quickly(20.0):
        for body in (TEXT, {"a": TEXT}, {TEXT: TEXT}):
            assert say(description, body).status in (200, 400)


LEVELS: dict[str, Any] = {"Level0": {"type": "string"}}
for number in range(30):
    below = {"$ref": f"#/components/schemas/Level{number}"}
    LEVELS[f"Level{number + 1}"] = {"type": "integer", "oneOf": [below, below, {"type": "null"}]}
EITHER: dict[str, Any] = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
ENDLESS = {"anyOf": [{"$ref": "#/components/schemas/Endless"}] * 10}
WIDE: dict[str, Any] = {"type": "integer"}
for _ in range(8):
    WIDE = {"type": "array", "items": WIDE, "minItems": 1000}
NAMES = [f"n{number}" for number in range(20_000)]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9},
        {"type": "string", "minLength": 10**12},
        {"type": "string", "minLength": 10**12, "pattern": "^a{10}$"},
        {"type": "string", "pattern": "^((a{9999}){9999}){9999}$"},
        {"type": "object", "minProperties": 10**9},
        {"type": "object", "minProperties": 10**9, "propertyNames": {"minLength": 10**9}},
        {"type": "array", "contains": {"type": "integer"}, "minContains": 10**9},
        {"type": "array", "items": {"type": "integer"}, "uniqueItems": True, "minItems": 1000},
        {"type": "array", "items": {"enum": NAMES}, "uniqueItems": True, "minItems": 1000},
        {"type": "array", "items": {"maxItems": 0}, "uniqueItems": True, "minItems": 2},
        WIDE,
        {"$ref": "#/components/schemas/Level30"},
        {"allOf": [*[EITHER] * 30, {"type": "object", "maxProperties": 0}]},
        {"$ref": "#/components/schemas/Endless"},
        {"properties": {"a": {"$ref": "#/components/schemas/Endless"}}},
        {"allOf": [{"enum": NAMES}, {"enum": NAMES[::-1]}, {"enum": NAMES}]},
        {"allOf": [{"required": NAMES}, {"required": NAMES[::-1]}]},
        {"type": "number", "multipleOf": 1e-300, "minimum": 1e10},
        {"type": "integer", "multipleOf": 1e300, "minimum": 1},
        {"type": "number", "exclusiveMinimum": 2.0**60, "exclusiveMaximum": 2.0**60},
        {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"const": 10**400},
        {"enum": [10**400], "multipleOf": 0.1},
    ],
    ids=lambda schema: str(schema)[:50],
)
def test_more_than_anything_can_do(schema: Any) -> None:
    document = Document({"components": {"schemas": {"Endless": ENDLESS, **LEVELS}}}, "0" * 64)
    with quickly(20.0):
        try:
            with bounded():
                value = example(Schemas(document), schema)
        except (Impossible, TooMuch):
            return
        check(schema, value, document)


def test_numbers_beside_large_limits() -> None:
    for schema in (
        {"type": "number", "exclusiveMaximum": -(2.0**60)},
        {"type": "number", "exclusiveMinimum": 2.0**60},
    ):
        check(schema, example(Schemas(Document({}, "0" * 64)), schema), Document({}, "0" * 64))


def test_a_task_is_bounded() -> None:
    spend(10**9)  # outside of any
    with bounded(3):
        spend(3)
        with bounded(5):
            spend(5)
        with pytest.raises(TooMuch):
            spend()
    with bounded(1):
        spend()


def test_a_body_whose_check_takes_for_ever_is_taken() -> None:
    again: dict[str, Any] = {"$ref": "#/components/schemas/Deep"}
    deep = {"properties": {"a": {"anyOf": [again, again, again]}, "b": False}}
    body: Any = {"b": 1}
    for _ in range(30):
        body = {"a": body}
    with quickly(20.0):
        assert say(described(True, again, Deep=deep), body).status == 200
        assert say(described(True, again, Deep=deep), {"a": {"b": 1}}).status == 400
