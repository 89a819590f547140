"""The clients' OpenAPI document: what a vendor's own ways of being called become in it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from compiler.terms import EnvSecret, HeaderCredential, Pin, PinMode, QueryCredential
from tests.gateways import gateway
from tests.unit.targets.described import COMPONENTS, DESCRIPTION, PATHS, THINGS
from tests.unit.targets.test_devportal import emitted

ID = PATHS["/v1/things/{id}"]["parameters"]


@pytest.mark.parametrize(
    ("schema", "text", "default"),
    [
        ({"type": "integer"}, "7", 7),
        ({"type": "integer"}, "x", None),
        ({"type": "integer"}, "true", None),
        ({"enum": ["a"]}, "b", None),
        ({"type": "number"}, "0.5", 0.5),
        ({"type": "boolean"}, "true", True),
        ({"type": "string"}, "7", "7"),
        ({}, "7", "7"),
        ({"$ref": "#/components/schemas/Count"}, "7", 7),
    ],
)
def test_the_default_of_a_pin_is_of_the_parameters_type(
    schema: dict[str, Any], text: str, default: object
) -> None:
    parameter = {"name": "n", "in": "query", "schema": schema}
    data = {
        **DESCRIPTION,
        "paths": {"/v1/things/{id}": {**PATHS["/v1/things/{id}"]}},
        "components": {**COMPONENTS, "schemas": {"Count": {"type": "integer"}}},
    }
    data["paths"]["/v1/things/{id}"]["parameters"] = [*ID, parameter]
    document = emitted(data, THINGS[1:], (Pin("n", text, PinMode.DEFAULT),))
    (_, shown) = document["paths"]["/v1/things/{id}"]["parameters"]
    expected = {} if default is None else {"default": default}
    assert shown == {**parameter, "required": False, "schema": {**schema, **expected}}


def test_where_the_gateways_own_credential_goes_is_not_the_clients_to_send() -> None:
    """A parameter of the query, or a header; and a header that clients show their key in."""
    endpoint = gateway(1, 2).apis[0].endpoint
    secret = EnvSecret("KEY")
    for credential, query, headers in (
        (QueryCredential("other", "", secret), ["api-version", "trace"], ["X-Kept"]),
        (HeaderCredential("X-kept", "", secret), ["api-version", "trace", "other"], []),
    ):
        changed = dataclasses.replace(endpoint, credential=credential)
        document = emitted(DESCRIPTION, THINGS, endpoint=changed)
        item = document["paths"]["/v1/things"]
        assert [p["name"] for p in item["parameters"]] == query
        assert [p["name"] for p in item["post"].get("parameters", [])] == headers


def test_the_vendors_own_header_for_a_clients_key() -> None:
    document = emitted(DESCRIPTION, THINGS, key_header="x-kept")
    assert document["security"][-2:] == [{"apikey": []}, {"x-kept": []}]
    scheme = document["components"]["securitySchemes"]["x-kept"]
    assert scheme == {"type": "apiKey", "in": "header", "name": "x-kept"}
    assert "parameters" not in document["paths"]["/v1/things"]["post"]
    opened = emitted(DESCRIPTION, THINGS, key_header="x-kept", security=())
    assert "securitySchemes" not in opened["components"]


def test_a_websocket_says_so() -> None:
    (path,) = THINGS[1:]
    (get,) = path.operations
    live = dataclasses.replace(path, operations=(dataclasses.replace(get, websocket=True),))
    found = emitted(DESCRIPTION, (live,))["paths"]["/v1/things/{id}"]["get"]
    assert found["x-websocket"] is True
    assert "WebSocket" in found["responses"]["101"]["description"]
    plain = emitted(DESCRIPTION, (path,))["paths"]["/v1/things/{id}"]["get"]
    assert "x-websocket" not in plain
    assert "101" not in plain["responses"]


def test_a_header_of_any_name_is_a_scheme_of_a_name_that_may_be() -> None:
    document = emitted(DESCRIPTION, THINGS, key_header="x`|~kept")
    (scheme,) = (
        name
        for name, each in document["components"]["securitySchemes"].items()
        if each.get("name") == "x`|~kept"
    )
    assert scheme == "x_60_7c_7ekept"
    assert {scheme: []} in document["security"]
