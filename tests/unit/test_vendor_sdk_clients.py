"""Real clients of a vendor against bundled descriptions: what they send and what they can read
is described. No network: the answers come from the test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from openai import AzureOpenAI, OpenAI

from compiler import openapi
from compiler.terms import HeaderAuth
from compiler.vendors import Vendor
from tests.bundled import bundled, validator
from tests.sdk_answers import HELLO
from tests.sdk_calls import CALLS, DEPLOYED, OWN, PREVIEW

# The groups that models work in; the others keep, list, describe and delete.
GENERATING = (
    "chat",
    "responses",
    "embeddings",
    "models",
    "completions",
    "moderation",
    "images",
    "audio",
)


@pytest.mark.parametrize(("id", "operation_id", "call", "answer"), CALLS)
def test_what_the_clients_send_and_get_is_described(
    id: str, operation_id: str, call: Callable[[Any], object], answer: Any
) -> None:
    vendor = bundled(id)
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return _answer(vendor, operation_id, answer)

    call(_client(id, respond))
    (request,) = seen
    described = _route(vendor, request)
    assert described.id == operation_id
    body = openapi.dereferenced(vendor.document, described.data.get("requestBody") or {})
    if body:
        media_type = request.headers["content-type"].partition(";")[0]
        schema = body["content"][media_type]["schema"]
        if media_type == "application/json":
            assert _problems(vendor, schema, json.loads(request.content)) == []
    else:
        assert request.content == b""
    known = {each["name"] for each in _parameters(vendor, described)}
    assert set(request.url.params) <= known


@pytest.mark.parametrize("id", [OWN, DEPLOYED, PREVIEW])
def test_every_operation_that_generates_is_called(id: str) -> None:
    called = {operation_id for vendor, operation_id, *_ in CALLS if vendor == id}
    groups = bundled(id).groups
    assert {each for word in GENERATING if word in groups for each in groups[word]} <= called


def _client(id: str, respond: Callable[[httpx.Request], httpx.Response]) -> OpenAI:
    """The SDK's client as it is for the vendor itself; the vendor's own facts have to fit."""
    vendor = bundled(id)
    wire = httpx.Client(transport=httpx.MockTransport(respond))
    if id == OWN:
        return OpenAI(api_key="k", http_client=wire)
    (version,) = (pin.value for pin in vendor.query if pin.name == "api-version")
    return AzureOpenAI(
        azure_endpoint=_origin(vendor),
        api_version=version,
        api_key="k",
        http_client=wire,
    )


def _answer(vendor: Vendor, operation_id: str, answer: Any) -> httpx.Response:
    (described,) = (each for each in openapi.operations(vendor.document) if each.id == operation_id)
    content = openapi.dereferenced(vendor.document, described.data["responses"]["200"])["content"]
    match answer:
        case bytes():
            assert "application/octet-stream" in content
            return httpx.Response(200, content=answer)
        case list():
            schema = content["text/event-stream"]["schema"]
            for data in answer:
                event = {"event": data.get("type", "message"), "data": data}
                assert _problems(vendor, schema, event) == []
            named = [f"event: {data['type']}\n" if "type" in data else "" for data in answer]
            lines = [
                f"{name}data: {json.dumps(data)}\n\n"
                for name, data in zip(named, answer, strict=True)
            ]
            return httpx.Response(
                200,
                headers={"content-type": "text/event-stream"},
                content="".join(lines) + "data: [DONE]\n\n",
            )
    assert _problems(vendor, content["application/json"]["schema"], answer) == []
    return httpx.Response(200, json=answer)


def _origin(vendor: Vendor) -> str:
    assert vendor.server is not None
    return vendor.server.replace("{resource}", "r")


def _route(vendor: Vendor, request: httpx.Request) -> openapi.Described:
    """The operation that the vendor's description has for a request; a path without parameters
    goes before one with them."""
    assert str(request.url).startswith(f"{_origin(vendor)}/")
    assert isinstance(vendor.auth, HeaderAuth)
    assert request.headers[vendor.auth.header] == f"{vendor.auth.prefix}k"
    found = []
    for described in openapi.operations(vendor.document):
        pattern = re.sub(r"\\\{[^/]*\\\}", "[^/]+", re.escape(described.path))
        if described.method == request.method and re.fullmatch(pattern, request.url.path):
            found.append(described)
    assert found, request.url.path
    return min(found, key=lambda described: described.path.count("{"))


def _parameters(vendor: Vendor, described: openapi.Described) -> list[Any]:
    listed = (*described.shared.get("parameters", ()), *described.data.get("parameters", ()))
    return [openapi.dereferenced(vendor.document, each) for each in listed]


def _problems(vendor: Vendor, schema: dict[str, Any], value: Any) -> list[str]:
    found = validator(vendor, schema).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("id", [OWN, DEPLOYED, PREVIEW])
@pytest.mark.parametrize(
    "change",
    [
        {"messages": "hi"},
        {"messages": []},
        {"messages": [{"role": "judge", "content": "hi"}]},
        {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
        {"temperature": 2.1},
        {"top_p": -0.1},
        {"n": 0},
        {"n": 129},
        {"presence_penalty": 3},
        {"top_logprobs": 21},
        {"stop": ["a", "b", "c", "d", "e"]},
        {"tool_choice": "perhaps"},
        {"response_format": {"type": "xml"}},
        {"stream": "yes"},
    ],
)
def test_what_the_vendor_refuses_is_not_described(id: str, change: dict[str, Any]) -> None:
    check = validator(bundled(id), {"$ref": "#/components/schemas/ChatCompletionRequest"})
    body = {"model": "m", "messages": HELLO, "n": None}
    assert check.is_valid(body)
    assert not check.is_valid(body | change)


@pytest.mark.parametrize(
    ("id", "body"),
    [
        (OWN, {"error": {"message": "m", "type": "t", "param": None, "code": "c"}}),
        (DEPLOYED, {"error": {"code": "401", "message": "m"}}),
        (PREVIEW, {"error": {"code": "401", "message": "m"}}),
        (
            DEPLOYED,
            {
                "error": {
                    "code": "content_filter",
                    "message": "m",
                    "param": "prompt",
                    "type": None,
                    "inner_error": {
                        "code": "ResponsibleAIPolicyViolation",
                        "content_filter_results": {
                            "hate": {"filtered": True, "severity": "high"},
                            "jailbreak": {"filtered": False, "detected": False},
                        },
                    },
                }
            },
        ),
    ],
)
def test_the_vendors_errors_are_described(id: str, body: dict[str, Any]) -> None:
    assert _problems(bundled(id), {"$ref": "#/components/schemas/VendorError"}, body) == []
