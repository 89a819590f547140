"""What the portal reads from a vendor's schemas, however they lead to each other: a body to begin
with, and the models."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.openapi import Described, Document, operations
from compiler.targets.devportal.models import models
from compiler.targets.devportal.samples import keywords, sample

MANY = 60


def led(number: int) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/S{number}"}


def described(schemas: list[Any]) -> tuple[Document, list[Described]]:
    """An operation that takes the first of the schemas."""
    content = {"application/json": {"schema": led(0)}}
    data = {
        "paths": {"/a": {"post": {"operationId": "a", "requestBody": {"content": content}}}},
        "components": {"schemas": {f"S{at}": each for at, each in enumerate(schemas)}},
    }
    document = Document(data, "6" * 64)
    return document, list(operations(document))


@pytest.mark.parametrize("combined", ["allOf", "anyOf", "oneOf"])
@pytest.mark.parametrize("times", [1, 2])
def test_models_of_schemas_that_lead_to_the_next_again_and_again(combined: str, times: int) -> None:
    """As many ways as there are numbers of 60 bits lead to the last one; 3000 are too deep to be
    walked by calls."""
    word = {"type": "object", "properties": {"model": {"enum": ["m", 1]}}}
    many = MANY if times > 1 else 3000
    found, exposed = described([{combined: [led(at + 1)] * times} for at in range(many)] + [word])
    assert models(found, exposed) == ["m"]
    words = [{combined: [led(at + 1)] * times} for at in range(1, many)]
    first = {"properties": {"model": led(1)}}
    found, exposed = described([first, *words, {"const": "n"}, {"const": "m"}])
    assert models(found, exposed) == ["n"]


@pytest.mark.parametrize("times", [1, 20])
def test_a_sample_of_what_holds_itself_ends(times: int) -> None:
    """Twenty of twenty of twenty, six times, would be more than a page."""
    names = [f"a{at}" for at in range(times)]
    items = {"type": "array", "items": led(0)}
    schema = {"type": "object", "required": names, "properties": dict.fromkeys(names, items)}
    found, _ = described([schema])
    made = sample(found, led(0))
    assert list(made) == names
    assert list(made["a0"][0]["a0"][0]) == names
    assert len(str(made)) < 100_000


def test_a_sample_of_what_is_combined_of_itself_ends() -> None:
    found, _ = described([{"properties": {"a": {}}, "required": ["a"], "allOf": [led(0)] * 6}])
    assert list(sample(found, led(0))) == ["a"]


@pytest.mark.parametrize("schema", [True, False])
def test_a_schema_may_be_true_or_false(schema: bool) -> None:
    """JSON Schema 2020-12, section 4.3.2."""
    content = {"application/json": {"schema": schema}}
    asked = {"operationId": "a", "requestBody": {"content": content}}
    found = Document({"paths": {"/a": {"post": asked}}}, "8" * 64)
    assert models(found, operations(found)) == []
    found, exposed = described(
        [{"allOf": [schema, {"const": {"b": 1}}], "properties": {"model": schema}}]
    )
    assert models(found, exposed) == []
    assert sample(found, led(0)) == {"b": 1}
    assert keywords(found, schema) == {}


def test_a_union_has_one_member() -> None:
    members = {f"a{at}": {"const": at} for at in range(3)}
    found, _ = described([{"type": "object", "properties": members, "minProperties": 1}])
    assert sample(found, led(0)) == {"a0": 0}
    found, _ = described([{"properties": members, "required": ["a2"], "minProperties": 2.0}])
    assert sample(found, led(0)) == {"a2": 2, "a0": 0}
    found, _ = described([{"properties": {"a": {"const": 1}}, "minProperties": 10**30}])
    assert sample(found, led(0)) == {"a": 1}
