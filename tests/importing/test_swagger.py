"""Swagger 2.0 becomes OpenAPI 3.1, with a notice."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import validate

from compiler.descriptions.normalising import CONVERTED
from tests.importing.documents import good, refused

JSON = "application/json"


def swagger(operation: Any, **more: Any) -> dict[str, Any]:
    info = {"title": "Sample", "version": "1"}
    paths = {"/a/{id}": {"post": {"operationId": "a", **operation}}}
    return {"swagger": "2.0", "info": info, "paths": paths, **more}


def converted(operation: Any, **more: Any) -> Any:
    data, notices = good(swagger(operation, **more))
    assert notices["/swagger"] == CONVERTED
    validate(data)
    (item,) = data["paths"].values()
    return data, item["post"]


ID = {"name": "id", "in": "path", "required": True, "type": "string"}
AS_READ = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def test_host_base_path_and_schemes_are_the_server() -> None:
    data, _ = converted({}, host="a.example", basePath="/v1/", schemes=["http", "https"])
    assert data["servers"] == [{"url": "https://a.example"}]
    assert list(data["paths"]) == ["/v1/a/{id}"]
    data, _ = converted({}, host="a.example:8080", schemes=["http"])
    assert data["servers"] == [{"url": "http://a.example:8080"}]
    data, _ = converted({}, basePath="/v2")
    assert "servers" not in data


def test_a_body_is_a_request_body_of_what_is_consumed() -> None:
    body = {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/B"}}
    data, operation = converted(
        {"parameters": [ID, body], "consumes": [JSON, "application/xml"]},
        definitions={"B": {"type": "object", "x-nullable": True}},
    )
    reference = {"schema": {"$ref": "#/components/schemas/B"}}
    assert operation["parameters"] == [AS_READ]
    assert operation["requestBody"] == {
        "required": True,
        "content": {JSON: reference, "application/xml": reference},
    }
    assert data["components"]["schemas"] == {"B": {"type": ["object", "null"]}}


@pytest.mark.parametrize("of_item", [True, False])
def test_a_body_may_be_shared(of_item: bool) -> None:
    written = swagger({"parameters": [ID, {"$ref": "#/parameters/B"}]})
    written["parameters"] = {
        "B": {"name": "b", "in": "body", "schema": {"type": "object"}},
        "Q": {"name": "q", "in": "query", "type": "integer"},
    }
    item = written["paths"]["/a/{id}"]
    if of_item:
        item["parameters"] = item["post"].pop("parameters")
    item["post"].setdefault("parameters", []).append({"$ref": "#/parameters/Q"})
    data, notices = good(written)
    operation = data["paths"]["/a/{id}"]["post"]
    assert operation["requestBody"]["content"] == {JSON: {"schema": {"type": "object"}}}
    first, second = operation["parameters"]
    assert (first["name"], second) == ("id", {"$ref": "#/components/parameters/Q"})
    assert data["components"]["parameters"]["Q"]["in"] == "query"
    assert list(notices) == ["/swagger"]


def test_forms_are_request_bodies() -> None:
    field = {"name": "n", "in": "formData", "type": "integer", "required": True}
    _, operation = converted({"parameters": [ID, field]})
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    assert operation["requestBody"] == {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": schema}},
    }
    upload = {"name": "f", "in": "formData", "type": "file"}
    _, operation = converted({"parameters": [ID, upload]})
    binary = {"type": "string", "format": "binary"}
    assert operation["requestBody"]["content"] == {
        "multipart/form-data": {"schema": {"type": "object", "properties": {"f": binary}}}
    }


def test_answers_are_of_what_is_produced() -> None:
    answer = {
        "description": "OK",
        "schema": {"type": "string"},
        "examples": {"text/plain": "hi"},
        "headers": {"x-left": {"type": "integer", "description": "Left"}},
    }
    _, operation = converted({"responses": {200: answer}}, produces=["text/plain"])
    assert operation["responses"]["200"] == {
        "description": "OK",
        "content": {"text/plain": {"schema": {"type": "string"}, "example": "hi"}},
        "headers": {"x-left": {"schema": {"type": "integer"}, "description": "Left"}},
    }
    data, operation = converted(
        {"responses": {"200": {"$ref": "#/responses/R"}}},
        responses={"R": {"description": "R", "schema": {"$ref": "#/definitions/D"}}},
        definitions={"D": {"type": "object"}},
    )
    assert operation["responses"]["200"] == {"$ref": "#/components/responses/R"}
    media = data["components"]["responses"]["R"]["content"][JSON]
    assert media == {"schema": {"$ref": "#/components/schemas/D"}}


@pytest.mark.parametrize(
    ("format", "style"),
    [
        ("csv", {"style": "form", "explode": False}),
        ("multi", {"style": "form", "explode": True}),
        ("pipes", {"style": "pipeDelimited", "explode": False}),
    ],
)
def test_lists_in_a_query_have_a_style(format: str, style: dict[str, Any]) -> None:
    items = {"type": "array", "items": {"type": "string"}}
    query = {"name": "q", "in": "query", **items, "collectionFormat": format}
    _, operation = converted({"parameters": [ID, query]})
    assert operation["parameters"][1] == {"name": "q", "in": "query", "schema": items, **style}


def test_ways_to_log_in_are_security_schemes() -> None:
    data, _ = converted(
        {},
        securityDefinitions={
            "basic": {"type": "basic"},
            "key": {"type": "apiKey", "in": "header", "name": "x-key"},
            "flow": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://a.example",
                     "tokenUrl": "https://a.example", "scopes": {}},
        },
        security=[{"key": []}],
    )  # fmt: skip
    schemes = data["components"]["securitySchemes"]
    assert schemes["basic"] == {"type": "http", "scheme": "basic"}
    assert schemes["key"] == {"type": "apiKey", "in": "header", "name": "x-key"}
    assert list(schemes["flow"]["flows"]) == ["authorizationCode"]
    assert data["security"] == [{"key": []}]


def test_places_are_those_of_the_file() -> None:
    _, notices = good(swagger({}, definitions={"A": {"items": {"$ref": "#/definitions/No"}}}))
    assert "/definitions/A/items/$ref" in notices
    faults = refused(swagger({}, definitions={"A": {"$ref": "a.json"}}))
    assert list(faults) == ["/definitions/A/$ref"]
