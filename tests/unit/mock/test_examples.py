"""Examples fit their schemas: of all bundled vendors, and of schemas that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compiler.mock import scalars
from compiler.mock.bodies import is_json
from compiler.mock.examples import Wishes, example
from compiler.mock.patterns import matching
from compiler.mock.pointing import leads
from compiler.mock.schemas import Impossible, Schemas
from compiler.openapi import Document, dereferenced, operations
from tests.bundled import bundled, validator
from tests.unit.mock.gateways import each


def made(schema: Any, wishes: Wishes | None = None, **components: Any) -> Any:
    """An example of a schema in a document with these schemas."""
    document = Document({"components": {"schemas": components}}, "0" * 64)
    value = example(Schemas(document), schema, wishes)
    root = {"allOf": [schema], "components": {"schemas": components}}
    Draft202012Validator(root).validate(value)
    return value


def contents(id: str) -> Iterator[tuple[str, Any]]:
    """All JSON and events that a vendor describes: in requests and answers."""
    document = bundled(id).document
    for operation in operations(document):
        holders = [*operation.data.get("responses", {}).values()]
        holders += [operation.data["requestBody"]] if operation.reads_body else []
        for holder in holders:
            for kind, media in (dereferenced(document, holder).get("content") or {}).items():
                if is_json(kind) or "stream" in kind or kind.endswith("jsonl"):
                    yield f"{operation.id} {kind}", media["schema"]


@pytest.mark.parametrize("id", each())
def test_everything_that_a_vendor_describes_has_an_example(id: str) -> None:
    vendor = bundled(id)
    schemas = Schemas(vendor.document)
    seen = 0
    for name, schema in contents(id):
        value = example(schemas, schema)
        wrong = [error.message for error in validator(vendor, schema).iter_errors(value)]
        assert wrong == [], name
        seen += 1
    assert seen > 10


NODE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "children"],
    "properties": {
        "id": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
    },
}
CASES: list[tuple[Any, Any]] = [
    (True, {}),
    ({"const": {"a": 1}}, {"a": 1}),
    ({"enum": ["length", "stop"]}, "stop"),
    ({"enum": [None, "b"]}, "b"),
    ({"type": "string", "format": "date-time"}, "2023-11-14T22:13:20Z"),
    ({"type": "string", "format": "uuid"}, "00000000-0000-4000-8000-000000000001"),
    ({"type": "string", "minLength": 12}, "examplemock "),
    ({"type": "string", "maxLength": 3}, "exa"),
    ({"type": "string", "pattern": "^[0-9]{12}$"}, "0" * 12),
    ({"type": "string", "default": "plain"}, "plain"),
    ({"type": "string", "examples": ["shown"], "default": "plain"}, "shown"),
    ({"type": "integer", "examples": ["wrong"], "minimum": 3}, 3),
    ({"type": "integer", "exclusiveMinimum": 3, "multipleOf": 5}, 5),
    ({"type": "number", "exclusiveMinimum": 0, "maximum": 0.25}, 0.125),
    ({"type": ["null", "integer"]}, 0),
    ({"type": "null"}, None),
    ({"properties": {"created_at": {"type": "integer"}}}, {"created_at": scalars.CREATED}),
    ({"properties": {"user_id": {"type": "string"}}}, {"user_id": "mock-1"}),
    ({"properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]}, {"a": None}),
    (
        {"properties": {"a": {"const": 1}, "b": {"const": 2}}, "required": ["b"]},
        {"b": 2},
    ),
    ({"properties": {"next_page": {"type": "string"}, "n": {"type": "integer"}}}, {"n": 0}),
    ({"type": "object", "minProperties": 2, "additionalProperties": {"const": 0}},
     {"key1": 0, "key2": 0}),
    ({"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[a-c]+$"}}, None),
    ({"type": "array", "items": {"const": 1}, "minItems": 3}, [1, 1, 1]),
    ({"type": "array", "items": {"type": "string"}, "uniqueItems": True, "minItems": 2}, None),
    ({"type": "array", "prefixItems": [{"const": 1}, {"const": "b"}], "items": False}, [1, "b"]),
    ({"type": "array", "contains": {"const": 7}, "items": {"type": "integer"}}, None),
    ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 0),
    ({"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 0.5}]}, None),
    ({"allOf": [{"required": ["a"]}, {"properties": {"a": {"const": 5}}}]}, {"a": 5}),
    ({"allOf": [{"anyOf": [{"const": 1}, {"const": 2}]}, {"anyOf": [{"const": 2}]}]}, 2),
    ({"not": {"type": "object"}}, "example"),
    (
        {"$ref": "#/components/schemas/Node"},
        {"id": "mock-1", "children": [{"id": "mock-1", "children": []}]},
    ),
    ({"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Node"}}, None),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "wanted"), CASES, ids=lambda value: str(value)[:40])
def test_what_examples_look_like(schema: Any, wanted: Any) -> None:
    value = made(schema, Node=NODE)
    assert wanted is None or value == wanted


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"type": "integer", "minimum": 2, "maximum": 1},
        {"enum": []},
        {"$ref": "#/components/schemas/Missing"},
        {"$ref": "#/components/schemas/Round"},
        {"type": "object", "required": ["a"], "additionalProperties": False},
        {"$ref": "#/components/schemas/Endless"},
    ],
)
def test_where_there_is_no_example(schema: Any) -> None:
    endless = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"$ref": "#/components/schemas/Endless"}},
    }
    with pytest.raises(Impossible):
        made(schema, Round={"$ref": "#/components/schemas/Round"}, Endless=endless)


def test_wishes_lead_through_choices() -> None:
    part = {"anyOf": [
        {"required": ["url"], "properties": {"url": {"type": "string"}}},
        {"required": ["text"], "properties": {"text": {"type": "string"}}},
    ]}  # fmt: skip
    schema = {
        "type": "object",
        "properties": {
            "parts": {"type": "array", "items": part},
            "usage": {"type": ["object", "null"], "properties": {"in": {"type": "integer"}}},
        },
    }
    places = (("parts", "0", "text"), ("usage", "in"))
    value = made(schema, Wishes(places, {"text": ("hello",)}))
    assert all(leads(value, place) for place in places)
    assert made(schema, Wishes((("nowhere", "at", "all"),))) is not None
    assert made({"enum": ["a", "rate_limit_error"]}, Wishes(words=("rate_limit",))) == (
        "rate_limit_error"
    )


@pytest.mark.parametrize(
    "pattern",
    ["^[a-zA-Z0-9_-]+$", "^(|([1-9][0-9]{0,7})|(DRAFT))$", "^s3://[a-z0-9][\\.\\-a-z0-9]{1,61}$",
     "^[!-~]*$", "^\\d{4}-\\d\\d$", "a|b", "x{2,}y?", "^[^a-z]$", "(?:ab)+c", "\\w+@\\w+\\.com"],
)  # fmt: skip
@pytest.mark.parametrize("shortest", [0, 1, 5])
def test_patterns(pattern: str, shortest: int) -> None:
    value = made({"type": "string", "pattern": pattern})
    assert isinstance(value, str)
    found = matching(pattern, shortest=shortest)
    assert found is not None
    Draft202012Validator({"pattern": pattern}).validate(found)


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "(?=a)b",
        "\\p{L}",
        "[z-a]",
        "(a" * 2000,
        "\\1",
        "a{3,2}",
        "(?<=a)b",
        "a**",
        "(a{999}){999}",
    ],
)
def test_patterns_that_are_not_understood(pattern: str) -> None:
    assert matching(pattern) is None


def schemas_of(depth: int) -> st.SearchStrategy[Any]:
    """Schemas that values fit, of the keywords that descriptions use."""
    counts = st.integers(0, 4)
    limits = st.integers(-5, 5)
    texts = st.builds(
        lambda least, more: {"type": "string", "minLength": least, "maxLength": least + more},
        counts, counts,
    )  # fmt: skip
    numbers = st.builds(
        lambda kind, least, more, part: {
            "type": kind, "minimum": least, "maximum": least + more + part, "multipleOf": part,
        },
        st.sampled_from(["integer", "number"]), limits, counts, st.integers(1, 3),
    )  # fmt: skip
    words = st.lists(st.sampled_from(["a", "stop", 1, 2.5, None, True]), min_size=1).map(
        lambda found: {"enum": found}
    )
    flat = st.one_of(
        texts, numbers, words, st.just(True), st.just({"type": "boolean"}),
        st.just({"type": ["null", "string"]}), st.just({"$ref": "#/components/schemas/Node"}),
    )  # fmt: skip
    if not depth:
        return flat
    inner = schemas_of(depth - 1)
    names = st.sampled_from(["id", "a", "created_at", "data", "next_token", "é"])
    objects = st.builds(
        lambda properties, required, other, least: {
            "type": "object", "properties": properties,
            "required": [name for name in properties if name in required],
            "additionalProperties": other, "minProperties": least if other is not False else 0,
        },
        st.dictionaries(names, inner, max_size=4), st.lists(names), inner, st.integers(0, 2),
    )  # fmt: skip
    lists = st.builds(
        lambda items, first, least: {
            "type": "array", "items": items, "prefixItems": first, "minItems": least,
        },
        inner, st.lists(inner, min_size=1, max_size=2), st.integers(0, 3),
    )  # fmt: skip
    choices = st.lists(inner, min_size=1, max_size=3).map(lambda found: {"anyOf": found})
    both = inner.map(lambda found: {"allOf": [found, True]})
    return st.one_of(flat, objects, lists, choices, both)


@settings(deadline=None, max_examples=60)
@given(schemas_of(3))
def test_schemas_that_nobody_wrote(schema: Any) -> None:
    made(schema, Node=NODE)


def test_patterns_that_python_does_not_know_are_not_checked() -> None:
    schemas = Schemas(Document({}, "0" * 64))
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string", "pattern": "^\\p{L}+$"}},
        "patternProperties": {"^\\p{L}": True},
        "additionalProperties": False,
    }
    assert example(schemas, schema) == {"name": "example"}
