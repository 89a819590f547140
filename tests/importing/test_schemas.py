"""Each quirk of schemas that was seen in official files."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from compiler.descriptions import completing, schemas, tidying
from compiler.descriptions.normalising import WRONG_DEFAULT
from tests.importing.documents import document, good, refused, schema

OTHER = {"$ref": "#/components/schemas/Other"}
NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"enum": ["a", None], "nullable": True}, {"enum": ["a", None]}),
        ({**OTHER, "nullable": True}, {"anyOf": [OTHER, NULL]}),
        (
            {"allOf": [OTHER], "nullable": True, "description": "Some"},
            {"description": "Some", "anyOf": [{"allOf": [OTHER]}, NULL]},
        ),
        ({"oneOf": [OTHER], "nullable": True}, {"anyOf": [{"oneOf": [OTHER]}, NULL]}),
        ({"anyOf": [OTHER], "nullable": True}, {"anyOf": [OTHER, NULL]}),
        ({"nullable": True}, {}),
        (
            {"minimum": 0, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False},
            {"exclusiveMinimum": 0, "maximum": 9},
        ),
        ({"exclusiveMinimum": True}, {}),
        ({"items": [{"type": "string"}, {}]}, {"prefixItems": [{"type": "string"}, {}]}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"discriminator": "kind"}, {"discriminator": {"propertyName": "kind"}}),
        ({"maxLength": 3.0}, {"maxLength": 3}),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_drafts_before_had_is_written_anew(written: Any, read: Any, version: str) -> None:
    made, _ = schema(written, version)
    assert made == read


@pytest.mark.parametrize(
    "written",
    [
        {"type": "string", "nullable": True},
        {"type": "string", "enum": ["a"], "nullable": True},
        {"allOf": [{"type": "object"}], "nullable": True},
        {"oneOf": [{"type": "object"}], "nullable": True},
        {"anyOf": [{"type": "object"}], "type": "object", "nullable": True},
        {"const": "a", "nullable": True},
    ],
)
def test_what_may_be_null_takes_null(written: dict[str, Any]) -> None:
    made, _ = schema(written, "3.0.0")
    assert Draft202012Validator(made).is_valid(None)
    assert not Draft202012Validator(made).is_valid(7)


def test_only_a_file_of_3_1_is_told_of_nullable() -> None:
    assert schema({"type": "string", "nullable": True})[1] == {"nullable": schemas.NOT_3_1}
    assert schema({"type": "string", "nullable": True}, "3.0.0")[1] == {}


@pytest.mark.parametrize(
    ("written", "read", "notice"),
    [
        ({"minimum": -9223372036854776000}, {}, ("minimum", schemas.TOO_LARGE)),
        ({"maximum": 9223372036854776000}, {}, ("maximum", schemas.TOO_LARGE)),
        ({"maxLength": 10**30}, {}, ("maxLength", schemas.TOO_LARGE)),
        ({"minimum": "5"}, {}, ("minimum", tidying.WRONG_TYPE)),
        ({"min_items": 1}, {}, ("min_items", tidying.NO_FIELD)),
        ({"optional": True}, {}, ("optional", tidying.NO_FIELD)),
        ({"required": ["a", "b", "a"]}, {"required": ["a", "b"]}, ("required", schemas.TWICE)),
        ({"required": True}, {}, ("required", tidying.WRONG_TYPE)),
        ({"type": "strin"}, {}, ("type", schemas.NO_TYPE)),
        ({"type": ["string", "strin"]}, {"type": ["string"]}, ("type", schemas.NO_TYPE)),
        ({"anyOf": []}, {}, ("anyOf", "is empty: dropped")),
        ({"properties": []}, {}, ("properties", tidying.WRONG_TYPE)),
        ({"$id": "x.json"}, {}, ("$id", tidying.NOT_SERVED_HERE)),
        ({"type": "object", "default": None}, {"type": "object"}, ("default", WRONG_DEFAULT)),
        ({"type": "string", "default": ["auto"]}, {"type": "string"}, ("default", WRONG_DEFAULT)),
        ({"type": "string", "default": 1}, {"type": "string"}, ("default", WRONG_DEFAULT)),
        ({"enum": ["a"], "default": "b"}, {"enum": ["a"]}, ("default", WRONG_DEFAULT)),
        ({**OTHER, "default": "b"}, OTHER, ("default", WRONG_DEFAULT)),
        ({"default": float("inf")}, {"default": None}, ("default", tidying.NOT_FINITE)),
        ({"example": {"$ref": "#/x"}}, {"example": {}}, ("example/$ref", tidying.IN_EXAMPLE)),
        ({"$ref": "#/components/schemas/No"}, {}, ("$ref", tidying.LOST)),
        ({"$ref": "#/$defs/No"}, {}, ("$ref", tidying.LOST)),
        ({"$ref": "#anchor"}, {}, ("$ref", tidying.LOST)),
        ({"$ref": "#/components/schemas/S"}, {}, ("$ref", tidying.LOST)),
    ],
)
def test_what_is_broken_is_dropped_with_a_notice(
    written: Any, read: Any, notice: tuple[str, str]
) -> None:
    made, notices = schema(written)
    assert made == read
    assert notices == dict([notice])


@pytest.mark.parametrize(
    "written",
    [
        {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
        {"type": ["string", "null"], "default": None},
        {"anyOf": [{"type": "string"}, {"enum": ["a"]}], "default": "b"},
        {"type": "number", "default": 1},
        {"const": 2**70},
        {"properties": {"nullable": {"type": "boolean"}, "default": {}, "$ref": {}, "x-a": {}}},
        {"$defs": {"A": True}, "unevaluatedProperties": False},
        {"discriminator": {"propertyName": "k", "mapping": {"o": "#/components/schemas/Other"}}},
    ],
)
def test_what_is_right_stays(written: Any) -> None:
    assert schema(written) == (written, {})


def test_a_recursive_reference_is_one_to_the_schema_around_it() -> None:
    made, notices = schema(
        {"$recursiveAnchor": True, "properties": {"in": {"items": {"$recursiveRef": "#"}}}}
    )
    assert made == {"properties": {"in": {"items": {"$ref": "#/components/schemas/S"}}}}
    assert list(notices) == ["properties/in/items/$recursiveRef"]


def test_a_mapping_names_schemas_that_there_are() -> None:
    mapping = {"o": "Other", "n": "No", "f": "other.json#/A"}
    made, notices = schema({"discriminator": {"propertyName": "kind", "mapping": mapping}})
    assert made["discriminator"]["mapping"] == {"o": "#/components/schemas/Other"}
    assert sorted(notices) == ["discriminator/mapping/f", "discriminator/mapping/n"]


def test_a_reference_to_no_component_makes_one() -> None:
    other = {"properties": {"x": {"items": {"$ref": "#/definitions/y~1z"}}}}
    made, _ = schema({"$ref": "#/components/schemas/Other/properties/x"}, Other=other)
    assert made == {"$ref": "#/components/schemas/Other_properties_x"}
    data, notices = good(
        document(
            components={"schemas": {"A": {"$ref": "#/definitions/y~1z"}}},
            definitions={"y/z": {"items": {"$ref": "#/definitions/y%7E1z"}}},
        )
    )
    assert data["components"]["schemas"] == {
        "A": {"$ref": "#/components/schemas/definitions_y_z"},
        "definitions_y_z": {"items": {"$ref": "#/components/schemas/definitions_y_z"}},
    }
    assert notices == {"/definitions": tidying.NO_FIELD}


def test_components_have_names_that_may_be() -> None:
    named = {"A<B>": {}, "A_B_": {}, "C": {"$ref": "#/components/schemas/A%3CB%3E"}}
    data, notices = good(document(components={"schemas": named}))
    assert data["components"]["schemas"] == {
        "A_B__2": {},
        "A_B_": {},
        "C": {"$ref": "#/components/schemas/A_B__2"},
    }
    assert notices == {"/components/schemas/A<B>": tidying.RENAMED}


@pytest.mark.parametrize("reference", ["other.yaml#/A", "https://a.example/b.json", "./x.ts", ""])
def test_a_reference_elsewhere_is_refused(reference: str) -> None:
    components = {"schemas": {"A": {"items": {"$ref": reference}}}}
    place = "/components/schemas/A/items/$ref"
    assert refused(document(components=components)) == {place: tidying.ELSEWHERE}


def test_examples_elsewhere_are_dropped() -> None:
    media = {"schema": {}, "examples": {"a": {"$ref": "./a.json"}, "b": {"value": 1}}}
    response = {"description": "OK", "content": {"application/json": media}}
    data, notices = good(document({"/a": {"get": {"responses": {"200": response}}}}))
    content = data["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["examples"] == {"b": {"value": 1}}
    assert tidying.LOST in notices.values()


def test_parameters_in_a_circle_are_dropped() -> None:
    circle = {
        "A": {"$ref": "#/components/parameters/B"},
        "B": {"$ref": "#/components/parameters/A"},
    }
    operation = {"operationId": "a", "parameters": [circle["A"], {"in": "query"}]}
    data, notices = good(document({"/a": {"get": operation}}, components={"parameters": circle}))
    assert data["paths"]["/a"]["get"] == {"operationId": "a"}
    assert notices["/paths/~1a/get/parameters/1"] == completing.NAMELESS


def test_a_default_is_compared_with_circles_once_and_chains_for_a_while() -> None:
    names = [f"C{number}" for number in range(300)]
    circle = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names[:12]]}
    schemas: dict[str, Any] = dict.fromkeys(names[:12], circle)
    for before, name in pairwise(names[12:]):
        schemas[before] = {"$ref": f"#/components/schemas/{name}", "default": 1}
    schemas[names[-1]] = {"type": "string"}
    schemas["A"] = {**circle, "default": 1}
    data, _ = good(document(components={"schemas": schemas}))
    made = data["components"]["schemas"]
    assert made["A"]["default"] == 1
    assert "default" not in made[names[-2]]
    assert made["C12"]["default"] == 1
