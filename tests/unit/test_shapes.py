"""compiler.shapes and the code that checks by its table: the verdict of a JSON Schema validator for
every keyword that the table has, and nothing refused for one that it has not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from gatewright_gateway.shapes import Complaint, complaint_of, shown
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compiler import openapi
from compiler.openapi import Document
from compiler.shapes import RULES, Body, Shapes, Table
from tests.bundled import CATALOGUE

DEPTH = 64
assert RULES["max_depth"] == DEPTH

NAMES = st.sampled_from(["a", "b", "c", "/~%", "é"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 12)
    | st.sampled_from([0.5, -2.5, 3.0, 1e30])
    | st.sampled_from(["", "a", "bb", "ccc", "💡", "e\u0301", "\ud800"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])
REFERENCES = st.sampled_from(["A", "B", "C"]).map(lambda name: f"#/components/schemas/{name}")


def some_of(keywords: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(st.sampled_from(sorted(keywords)), max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: keywords[name] for name in names})
    )


PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
    "enum": st.lists(VALUES, max_size=3),
    "const": VALUES,
    "required": st.lists(NAMES, max_size=2, unique=True),
    **{
        key: st.integers(-3, 9) | st.just(0.5)
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    },
    "multipleOf": st.integers(1, 4),
    **{
        f"{bound}{of}": st.integers(0, 3)
        for bound in ("min", "max")
        for of in ("Length", "Items", "Properties")
    },
    # Annotations say nothing.
    "format": st.just("uuid"),
    "discriminator": st.just({"propertyName": "a"}),
    "default": VALUES,
}


def with_subschemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return some_of(
        PLAIN
        | {
            "items": inner,
            "prefixItems": several,
            "properties": st.dictionaries(NAMES, inner, max_size=3),
            "additionalProperties": inner,
            **dict.fromkeys(("allOf", "anyOf", "oneOf"), several),
            "not": inner,
        }
    )


LEAVES = st.booleans() | some_of(PLAIN) | REFERENCES.map(lambda to: {"$ref": to})
SCHEMAS = st.recursive(LEAVES, with_subschemas, max_leaves=8)
# What refers to itself does so one step down: at the same place it would mean nothing.
COMPONENTS = st.fixed_dictionaries(
    {
        name: some_of(PLAIN | {"properties": st.dictionaries(NAMES, LEAVES), "items": LEAVES})
        for name in ("A", "B", "C")
    }
)


def table_of(schema: Any, components: Mapping[str, Any] | None = None) -> tuple[Table, Body]:
    operation = {"requestBody": {"content": {"application/json": {"schema": schema}}}}
    data = {
        "paths": {"/a": {"post": {"operationId": "a", **operation}}},
        "components": {"schemas": components or {}},
    }
    document = Document(data, "0" * 64)
    shapes = Shapes()
    for found in openapi.operations(document):
        shapes.add(document, found)
    table = shapes.table()
    (body,) = table.bodies
    assert body is not None
    return Table(json.loads(json.dumps(table.nodes)), table.bodies), body


def verdict(schema: Any, value: Any, components: Mapping[str, Any] | None = None) -> Any:
    table, body = table_of(schema, components)
    return check(value, table, body)


def check(value: Any, table: Table, body: Body) -> Complaint | None:
    assert body.shape is not None
    return complaint_of(json.dumps(value).encode(), table.nodes, body.shape, DEPTH)


@settings(max_examples=400)
@given(SCHEMAS, COMPONENTS, st.lists(VALUES, min_size=1, max_size=4))
def test_agrees_with_a_validator(
    schema: Any, components: dict[str, Any], values: list[Any]
) -> None:
    table, body = table_of(schema, components)
    whole = (
        schema if isinstance(schema, bool) else {**schema, "components": {"schemas": components}}
    )
    validator = Draft202012Validator(whole)
    for value in values:
        assert (check(value, table, body) is None) == validator.is_valid(value)


UNCHECKED: dict[str, st.SearchStrategy[Any]] = {
    "pattern": st.just("^x$"),
    "uniqueItems": st.just(True),
    "contains": st.just({"const": "x"}),
    "propertyNames": st.just({"maxLength": 0}),
    "patternProperties": st.just({"": False}),
    "unevaluatedProperties": st.just(False),
    "unevaluatedItems": st.just(False),
    "dependentRequired": st.just({"a": ["b"], "b": ["a"]}),
    "if": st.just(True),
    "then": st.just(False),
    "multipleOf": st.just(0.75),
}


@settings(max_examples=300)
@given(
    st.recursive(
        LEAVES | some_of(UNCHECKED),
        lambda inner: (
            with_subschemas(inner)
            | st.builds(dict.__or__, with_subschemas(inner), some_of(UNCHECKED))
        ),
        max_leaves=8,
    ),
    st.fixed_dictionaries({name: some_of(PLAIN | UNCHECKED) for name in ("A", "B", "C")}),
    VALUES,
)
def test_what_is_not_checked_is_never_refused(
    schema: Any, components: dict[str, Any], value: Any
) -> None:
    """Not even inside `not` and `oneOf`, where less said is more refused."""
    whole = (
        schema if isinstance(schema, bool) else {**schema, "components": {"schemas": components}}
    )
    if Draft202012Validator(whole).is_valid(value):
        assert verdict(schema, value, components) is None


@pytest.mark.parametrize(
    ("schema", "unchecked"),
    [
        ({"pattern": "x"}, ("pattern",)),
        ({"anyOf": [{"items": {"$ref": "#/components/schemas/A"}}]}, ("propertyNames",)),
        ({"uniqueItems": False, "unevaluatedProperties": True, "propertyNames": {}}, ()),
        ({"if": {}, "then": False, "else": {}}, ("if",)),
        ({"multipleOf": 0.1, "minimum": "3", "type": "file"}, ("minimum", "multipleOf", "type")),
        ({"$ref": "#/nowhere"}, ("$ref",)),
        ({"$ref": "other.yaml#/a"}, ("$ref",)),
        ({"$ref": "#/components/schemas/Loop"}, ("$ref",)),
        ({"items": [{}]}, ("items",)),
        ({"patternProperties": {"a": {}}, "additionalProperties": False}, ("patternProperties",)),
    ],
)
def test_what_is_not_checked_is_named(schema: Any, unchecked: tuple[str, ...]) -> None:
    components = {
        "A": {"propertyNames": {"maxLength": 3}},
        "Loop": {"anyOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "string"}]},
    }
    table, body = table_of(schema, components)
    assert body.unchecked == unchecked
    assert check({"a": {}}, table, body) is None


@pytest.mark.parametrize(
    ("schema", "value", "place", "word"),
    [
        ({"type": "object"}, 1, (), "type"),
        ({"properties": {"a": {"items": {"enum": ["x"]}}}}, {"a": ["x", 1]}, ("a", "1"), "enum"),
        ({"required": ["a", "b"]}, {"a": 1}, ("b",), "required"),
        (
            {"additionalProperties": False, "properties": {"z": {}}},
            {"z": 1, "é": 1, "f": 1},
            ("f",),
            "additionalProperties",
        ),
        ({"additionalProperties": {"type": "null"}}, {"f": 1}, ("f",), "type"),
        ({"properties": {"a": False}}, {"a": 1}, ("a",), "never"),
        ({"not": {"type": "null"}}, None, (), "not"),
        ({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3, (), "oneOf"),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, 3, (), "anyOf"),
        ({"maxLength": 1}, "💡💡", (), "maxLength"),
        # The alternative that the value comes closest to.
        ({"anyOf": [{"type": "null"}, {"items": {"type": "null"}}]}, [1], ("0",), "type"),
        (
            {
                "anyOf": [
                    {"properties": {"t": {"const": "a"}}, "required": ["a"]},
                    {"properties": {"t": {"const": "b"}}, "required": ["b"]},
                ]
            },
            {"t": "b"},
            ("b",),
            "required",
        ),
        (
            {
                "oneOf": [
                    {"properties": {"t": {"const": "a"}}, "required": ["a"]},
                    {"properties": {"t": {"const": "b"}}, "required": ["b"]},
                ]
            },
            {"t": "c"},
            ("t",),
            "enum",
        ),
    ],
)
def test_complaints(schema: Any, value: Any, place: tuple[str, ...], word: str) -> None:
    found = verdict(schema, value)
    assert (found.place, found.word) == (place, word)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"{} {}", "json"),
        (b"[NaN]", "json"),
        (b"[Infinity]", "json"),
        (b"[01]", "json"),
        (b'["\x01"]', "json"),
        (b"\xef\xbb\xbf{}", "json"),
        (b'["\xff"]', "json"),
        ("[1]".encode("utf-16"), "json"),
        (b"[" * 65 + b"]" * 65, "depth"),
        (b"[" * 500_000, "depth"),
        (b'"' + b'\\"' * 500_000, "json"),
        (b'"' + b"[" * 65, "json"),
        (b"[" * 64 + b"]" * 64, None),
        (b'["' + b"[" * 99 + b'\\"[["]', None),
        (b"[1e999, -0, 1" + b"0" * 5000 + b"]", None),
        (b'{"a": 1, "a": []}', None),
    ],
)
def test_texts_that_are_read_at_all(raw: bytes, word: str | None) -> None:
    found = complaint_of(raw, ({},), 0, DEPTH)
    assert word == (None if found is None else found.word)


def test_alternatives_inside_each_other_take_no_time() -> None:
    again = {"properties": {"a": {"$ref": "#/components/schemas/A"}}}
    components = {"A": {"anyOf": [{**again, "required": ["x"]}, {**again, "required": ["y"]}]}}
    value: Any = {}
    for _ in range(60):
        value = {"a": value}
    assert verdict({"$ref": "#/components/schemas/A"}, value, components) is not None


@given(st.lists(st.text()))
def test_places_are_short_ascii(steps: list[str]) -> None:
    text = shown(tuple(steps), 100)
    assert len(text.encode("ascii")) <= 100
    assert text.isprintable()


def test_places() -> None:
    assert shown((), 100) == ""
    assert shown(("a~/b", "0", "é %\ud800"), 100) == "/a~0~1b/0/%C3%A9%20%25%EF%BF%BD"
    assert shown(("x" * 100,), 100) == "/" + "x" * 96 + "..."


BODIES: tuple[Any, ...] = (
    {},
    [],
    None,
    {"model": "m"},
    {"model": "m", "messages": [{"role": "user", "content": "x"}]},
    {"model": "m", "messages": [{"role": "user", "content": "x"}], "max_tokens": 5, "stream": True},
    {"model": "m", "messages": [{"role": "x", "content": "x"}], "max_tokens": 5},
    {"model": "m", "messages": [{"role": "user", "content": 5}], "max_tokens": -1},
    {"model": 1, "messages": [], "temperature": "hot", "tools": [{}], "stream": "yes"},
    {"contents": [{"parts": [{"text": "x"}]}]},
    {"contents": [{"parts": [{"text": 5}]}], "generationConfig": {"topK": 1.0}},
    {"input": ["a", 1], "model": "m"},
)


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_bundled_vendors(id: str) -> None:
    """Every body of theirs, and ours, are refused where a validator refuses them."""
    vendor = CATALOGUE.get(*id.split("/"))
    assert vendor is not None
    document, shapes = vendor.document, Shapes()
    described = tuple(openapi.operations(document))
    for operation in described:
        shapes.add(document, operation)
    table = shapes.table()
    checked = 0
    for operation, body in zip(described, table.bodies, strict=True):
        if body is None or body.shape is None:
            continue
        written = openapi.dereferenced(document, operation.data["requestBody"])
        schema = written["content"]["application/json"].get("schema", {})
        whole = {**schema, "components": document.data.get("components", {})}
        for value in BODIES:
            checked += 1
            valid = Draft202012Validator(whole).is_valid(value)
            found = check(value, table, body)
            assert (found is None) == valid or (found is None and body.unchecked), operation.id
    assert checked
