"""compiler.targets.devportal: what the clients' OpenAPI document says, and what it never says."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from compiler import contract, ir
from compiler.artifacts import Artifact
from compiler.openapi import Document
from compiler.resources import tree
from compiler.targets.devportal import TARGET
from compiler.targets.devportal.calling import calling
from compiler.targets.devportal.errors import NEVER
from compiler.terms import (
    Budget,
    Lifecycle,
    Limit,
    LimitKind,
    PathTemplate,
    Pin,
    PinMode,
    Security,
    Validation,
)
from compiler.vendors import Vendor, load_catalogue
from tests.gateways import UNLIMITED, gateway
from tests.unit.targets.described import DESCRIPTION, THINGS, operation

_CATALOGUE = load_catalogue(tree("vendor_specs"))
VENDORS = {
    id: vendor for id in _CATALOGUE.ids() if (vendor := _CATALOGUE.get(*id.split("/"))) is not None
}
OPERATIONS = [
    (id, operation.id) for id, vendor in VENDORS.items() for operation in vendor.operations
]


def paths_of(vendor: Vendor, ids: set[str]) -> tuple[ir.Path, ...]:
    found: dict[PathTemplate, list[ir.Operation]] = {}
    for each in vendor.operations:
        if each.id in ids:
            found.setdefault(each.template, []).append(operation(each.id, each.method))
    return tuple(ir.Path(template, tuple(each)) for template, each in found.items())


def documents_of(gateway: ir.Gateway) -> list[Artifact]:
    """The OpenAPI documents of the portal."""
    return [found for found in TARGET.emit(gateway) if found.path.name == "openapi.json"]


def emitted(
    data: Any, paths: tuple[ir.Path, ...], pins: tuple[Pin, ...] = (), **changes: Any
) -> dict[str, Any]:
    """The document of one API, read back and validated."""
    sample = gateway(1, 8080)
    api = dataclasses.replace(
        sample.apis[0], document=Document(data, "1" * 64), paths=paths, **changes
    )
    endpoint = dataclasses.replace(api.endpoint, query=pins, headers=pins)
    if changes.get("endpoint") is None:
        api = dataclasses.replace(api, endpoint=endpoint)
    (artifact,) = documents_of(dataclasses.replace(sample, apis=(api,)))
    document: dict[str, Any] = json.loads(artifact.content)
    assert [e.message for e in OpenAPIV31SpecValidator(document).iter_errors()] == []
    return document


def codes(document: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """The codes of the gateway's errors that a response shows."""
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    body = answer.get("content", {}).get("application/json", {})
    return [code for code in body.get("examples", {}) if code in contract.REFUSAL_BY_CODE]


def all_codes(document: dict[str, Any], path: str, method: str) -> list[str]:
    answers = document["paths"][path][method]["responses"].values()
    return [code for answer in answers for code in codes(document, answer)]


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(OPERATIONS), min_size=1), st.booleans(), st.booleans())
def test_every_exposed_subset_is_valid_and_says_nothing_of_the_vendor(
    chosen: set[tuple[str, str]], secured: bool, keyed: bool
) -> None:
    for name in {owner for owner, _ in chosen}:
        vendor = VENDORS[name]
        ids = {id for owner, id in chosen if owner == name}
        paths = paths_of(vendor, ids)
        endpoint = gateway(1, 2).apis[0].endpoint
        endpoint = endpoint if keyed else dataclasses.replace(endpoint, credential=None)
        security = (Security.API_KEY,) if secured else ()
        data = vendor.document.data
        document = emitted(data, paths, security=security, endpoint=endpoint)
        exposed = {
            operation["operationId"]
            for item in document["paths"].values()
            for method, operation in item.items()
            if isinstance(operation, dict)
        }
        assert exposed == ids
        assert vendor.server is None or vendor.server.split("//")[1] not in json.dumps(document)
        assert vendor.variable is None or vendor.variable not in json.dumps(document)


def test_the_frame_is_the_gateways() -> None:
    document = emitted(DESCRIPTION, THINGS, description="What for.", tags=("llm",))
    assert document["info"] == {
        "title": "Chat",
        "version": "1.0.0",
        "description": "What for.",
        "x-tags": ["llm"],
    }
    assert document["servers"] == [
        {"url": "http://127.0.0.1:8080/chat/1.0.0", "description": "sandbox"}
    ]
    assert document["tags"] == [{"name": "things"}]
    assert document["security"] == [
        {"bearer": []},
        {"api-key": []},
        {"x-api-key": []},
        {"apikey": []},
    ]
    schemes = document["components"]["securitySchemes"]
    assert schemes["bearer"] == {"type": "http", "scheme": "bearer"}
    assert schemes["x-api-key"] == {"type": "apiKey", "in": "header", "name": "x-api-key"}
    assert "vendor.test" not in json.dumps(document)
    assert "TheirKey" not in json.dumps(document)


def test_an_open_api_asks_for_nothing() -> None:
    document = emitted(DESCRIPTION, THINGS, security=())
    assert document["security"] == []
    assert "securitySchemes" not in document["components"]
    assert "invalid_api_key" not in json.dumps(document)
    assert "gateway_error" not in json.dumps(document)


def test_tokens_and_what_they_must_be_good_for() -> None:
    scoped = tuple(
        dataclasses.replace(
            path,
            operations=tuple(
                dataclasses.replace(each, scopes=("things.write",) if each.method == "POST" else ())
                for each in path.operations
            ),
        )
        for path in THINGS
    )
    document = emitted(DESCRIPTION, scoped, security=(Security.JWT,))
    assert document["security"] == [{"jwt": []}]
    assert document["components"]["securitySchemes"] == {
        "jwt": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    things = document["paths"]["/v1/things"]
    assert things["post"]["security"] == [{"jwt": ["things.write"]}]
    assert "security" not in things["get"]
    told = all_codes(document, "/v1/things", "get")
    assert "invalid_token" in told
    assert "not_subscribed" in told
    assert "invalid_api_key" not in told
    both = emitted(DESCRIPTION, scoped, security=(Security.API_KEY, Security.JWT))
    assert both["paths"]["/v1/things"]["post"]["security"] == [
        {"bearer": []},
        {"api-key": []},
        {"x-api-key": []},
        {"apikey": []},
        {"jwt": ["things.write"]},
    ]


def test_only_what_is_exposed_and_reached_is_there() -> None:
    document = emitted(DESCRIPTION, THINGS[1:])
    assert list(document["paths"]) == ["/v1/things/{id}"]
    assert "delete" not in document["paths"]["/v1/things/{id}"]
    assert sorted(document["components"]["schemas"]) == ["Gateway_Error"]
    assert "parameters" not in document["components"]
    whole = emitted(DESCRIPTION, THINGS)
    assert sorted(whole["components"]["schemas"]) == ["Failure", "Gateway_Error", "Thing"]
    assert "callbacks" not in whole["paths"]["/v1/things"]["post"]


def test_exactly_the_possible_errors() -> None:
    document = emitted(DESCRIPTION, THINGS)
    always = ["invalid_request", "invalid_api_key"]
    later = ["vendor_unreachable", "vendor_key_unavailable", "gateway_error", "vendor_timeout"]
    assert all_codes(document, "/v1/things", "get") == [*always, *later]
    assert all_codes(document, "/v1/things", "post") == [*always, "request_too_large", *later]
    assert all_codes(document, "/v1/things/{id}", "get") == [*always, "unknown_operation", *later]


def test_no_key_of_the_vendor_no_complaint_about_it() -> None:
    endpoint = dataclasses.replace(gateway(1, 2).apis[0].endpoint, credential=None)
    document = emitted(DESCRIPTION, THINGS, security=(), endpoint=endpoint)
    assert "503" not in document["paths"]["/v1/things/{id}"]["get"]["responses"]


LIMITED = Budget((Limit(LimitKind.REQUESTS, 1, 60), Limit(LimitKind.TOKENS, 1, 60)), 1)


@pytest.mark.parametrize(
    ("api", "codes"),
    [
        ({"plans": ("gold",)}, ["not_subscribed"]),
        ({"budget": LIMITED}, ["rate_limit_exceeded", "token_limit_exceeded"]),
        ({"budget": Budget(LIMITED.limits[:1], 1), "security": ()}, ["rate_limit_exceeded"]),
    ],
)
def test_callers_are_told_what_can_stop_them(api: dict[str, Any], codes: list[str]) -> None:
    unlimited = {**api, "plans": (), "budget": UNLIMITED}
    plain = all_codes(emitted(DESCRIPTION, THINGS, **unlimited), "/v1/things", "get")
    told = all_codes(emitted(DESCRIPTION, THINGS, **api), "/v1/things", "get")
    assert sorted(set(told) - set(plain)) == codes


def test_only_those_who_may_not_call_are_told_so() -> None:
    sample = gateway(1, 8080)
    (first, *_) = sample.apis
    consumers = [
        dataclasses.replace(each, grant=ir.Grant(None, apis, UNLIMITED))
        for each, apis in zip(sample.consumers * 2, ((first.id, "x"), None), strict=False)
    ]
    some = calling(dataclasses.replace(sample, consumers=tuple(consumers)))
    assert "not_subscribed" not in some.refusals(first)
    assert "not_subscribed" in some.refusals(dataclasses.replace(first, name="Other"))
    nobody = calling(dataclasses.replace(sample, consumers=()))
    assert "not_subscribed" not in nobody.refusals(dataclasses.replace(first, name="Other"))


def test_every_row_of_the_contract_is_considered() -> None:
    both = (Security.API_KEY, Security.JWT)
    limited = emitted(DESCRIPTION, THINGS, plans=("gold",), budget=LIMITED, security=both)
    shown = all_codes(limited, "/v1/things", "post")
    shown += all_codes(limited, "/v1/things/{id}", "get")
    assert set(shown) | NEVER == set(contract.REFUSAL_BY_CODE)


@pytest.mark.parametrize(("method", "status"), [("get", "400"), ("get", "401"), ("post", "401")])
def test_the_vendors_own_errors_are_not_hidden(method: str, status: str) -> None:
    document = emitted(DESCRIPTION, THINGS)
    answer = document["paths"]["/v1/things"][method]["responses"][status]
    assert answer["description"].startswith("From the vendor: Bad. From the gateway: ")
    body = answer["content"]["application/json"]
    assert next(iter(body["examples"])) == "vendor"
    schema = {**body["schema"], "components": document["components"]}
    assert Draft202012Validator(schema).is_valid({"oops": 1})
    for code, example in body["examples"].items():
        assert Draft202012Validator(schema).is_valid(example["value"]), code
    assert sorted(answer["headers"])[-2:] == ["X-Rate", "X-Request-Id"]
    assert "links" not in answer


def test_a_vendors_error_without_a_body_keeps_its_description() -> None:
    document = emitted(DESCRIPTION, THINGS)
    answer = document["paths"]["/v1/things"]["post"]["responses"]["503"]
    assert answer["description"].startswith("From the vendor: Other. From the gateway: ")


def test_every_answer_has_a_request_id() -> None:
    document = emitted(DESCRIPTION, THINGS)
    answers = [
        answer
        for item in document["paths"].values()
        for method in item.keys() & {"get", "post"}
        for answer in item[method]["responses"].values()
        if "$ref" not in answer
    ]
    answers += document["components"]["responses"].values()
    reference = {"$ref": "#/components/headers/Gateway_RequestId"}
    assert [a["headers"]["X-Request-Id"] for a in answers] == [reference] * len(answers)
    assert all("Set-Cookie" not in answer["headers"] for answer in answers)
    assert all("X-Vendor-Internal" not in answer["headers"] for answer in answers)


def test_examples_of_our_errors_are_what_the_gateways_send() -> None:
    document = emitted(DESCRIPTION, THINGS)
    for answer in document["components"]["responses"].values():
        for code, example in answer["content"]["application/json"].get("examples", {}).items():
            if code in contract.REFUSAL_BY_CODE:
                assert example["value"] == json.loads(contract.REFUSAL_BY_CODE[code].body)


def test_what_the_gateway_pins_or_removes_is_not_the_clients_to_send() -> None:
    pins = (
        Pin("other", "", PinMode.REMOVED),
        Pin("Trace", "1", PinMode.FIXED),
        Pin("api-version", "1", PinMode.DEFAULT),
        Pin("trace", "1", PinMode.FIXED),
        Pin("x-kept", "1", PinMode.DEFAULT),
    )
    document = emitted(DESCRIPTION, THINGS, pins)
    item = document["paths"]["/v1/things"]
    assert [(p["name"], p.get("required", False)) for p in item["parameters"]] == [
        ("api-version", False),
    ]
    assert item["parameters"][0]["schema"] == {"type": "string", "default": "1"}
    assert [p["name"] for p in item["post"]["parameters"]] == ["X-Kept"]
    assert "Session" not in json.dumps(document)


def test_apis_of_one_exposure_differ_in_their_frame_alone() -> None:
    sample = gateway(1, 8080)
    apis = tuple(
        dataclasses.replace(api, document=Document(DESCRIPTION, "1" * 64), paths=THINGS)
        for api in sample.apis
    )
    chat, opened, pinned = documents_of(dataclasses.replace(sample, apis=apis))
    assert [str(artifact.path) for artifact in (chat, opened, pinned)] == [
        "apis/Chat/1.0.0/openapi.json",
        "apis/Open/1.0.0/openapi.json",
        "apis/Pinned/1.0.0/openapi.json",
    ]
    assert opened.content != chat.content != pinned.content
    again = documents_of(dataclasses.replace(sample, apis=apis))
    assert [artifact.content for artifact in again] == [
        artifact.content for artifact in (chat, opened, pinned)
    ]


def test_operations_of_a_deprecated_api_say_so() -> None:
    document = emitted(DESCRIPTION, THINGS, lifecycle=Lifecycle.DEPRECATED)
    for path in document["paths"].values():
        for method in path.keys() & {"get", "post"}:
            assert path[method]["deprecated"] is True
    assert '"deprecated"' not in json.dumps(emitted(DESCRIPTION, THINGS))


def test_headers_that_the_gateway_adds_are_on_every_answer() -> None:
    added = (("X-Rate", "@1"), ("Sunset", "Fri, 01 Jan 2027 00:00:00 GMT"))
    document = emitted(DESCRIPTION, THINGS, added_response_headers=added)
    answers = [
        answer
        for item in document["paths"].values()
        for method in item.keys() & {"get", "post"}
        for answer in item[method]["responses"].values()
        if "$ref" not in answer
    ]
    for answer in [*answers, *document["components"]["responses"].values()]:
        assert answer["headers"]["Sunset"] == {"$ref": "#/components/headers/Gateway_Sunset"}
        assert answer["headers"]["X-Rate"] == {"$ref": "#/components/headers/Gateway_Rate"}


def test_an_api_that_warns_says_where() -> None:
    document = emitted(DESCRIPTION, THINGS, validation=Validation.WARN)
    header = {"$ref": "#/components/headers/Gateway_GatewrightWarning"}
    for answer in document["components"]["responses"].values():
        assert answer["headers"]["X-Gatewright-Warning"] == header
    described = document["components"]["headers"]["Gateway_GatewrightWarning"]
    assert "required" not in described
    for other in (Validation.OFF, Validation.REJECT):
        text = json.dumps(emitted(DESCRIPTION, THINGS, validation=other))
        assert "X-Gatewright-Warning" not in text


def test_an_open_api_that_looks_at_bodies_can_fail_at_it() -> None:
    document = emitted(DESCRIPTION, THINGS, security=(), validation=Validation.REJECT)
    assert "gateway_error" in json.dumps(document)


def test_the_document_of_a_deprecated_api_has_its_days() -> None:
    listing = ir.Listing(since="2026-06-01", link="https://portal.test/next")
    document = emitted(DESCRIPTION, THINGS, lifecycle=Lifecycle.DEPRECATED, listing=listing)
    assert document["info"]["x-deprecation"] == {
        "since": "2026-06-01",
        "link": "https://portal.test/next",
    }


def test_a_line_for_each_part() -> None:
    sample = gateway(1, 8080)
    api = dataclasses.replace(
        sample.apis[0], document=Document(DESCRIPTION, "1" * 64), paths=THINGS, description="Grüße"
    )
    (artifact,) = documents_of(dataclasses.replace(sample, apis=(api,)))
    lines = artifact.content.decode().split("\n")
    assert [line for line in lines if line.startswith('"/v1/things":{')]
    assert [line for line in lines if line.startswith('"Thing":{')]
    assert "Grüße" in lines[2]
    assert lines[-1] == ""
