"""Descriptions of a project's own that say things in odd ways."""

from __future__ import annotations

import copy
import http.client
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from compiler import ir
from compiler.mock import start
from compiler.mock.calls import Router
from compiler.mock.replies import Reply
from compiler.mock.vendor import reply
from compiler.openapi import Document
from tests.unit.mock.gateways import events, gateway, request, told
from tests.unit.mock.test_costs import quickly
from tests.unit.mock.test_hostile_descriptions import OWN, check, made

COUNTED = OWN.replace(
    "usage: none", "usage: {input: /usage/in, output: /usage/out, total: none, model: none}"
)
OPEN = {"description": "", "content": {"application/json": {}}}


def described(
    answer: Any = True,
    body: Any = True,
    *,
    kind: str = "application/json",
    asked: str = "application/json",
    **schemas: Any,
) -> dict[str, Any]:
    """A description of one operation with these schemas of its answer and its body."""
    say = {
        "operationId": "say",
        "parameters": [{"name": "stream", "in": "query", "schema": {}}],
        "requestBody": {"content": {asked: {"schema": body}}},
        "responses": {"200": {"description": "", "content": {kind: {"schema": answer}}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Other", "version": "1"},
        "paths": {"/say": {"post": say}},
        "components": {"schemas": schemas},
    }


def vendor(description: Any, facts: str = OWN) -> tuple[ir.Api, Router]:
    found = made(description, facts)
    assert found is not None, "the compiler refuses it"
    return found


def say(
    description: Any, body: Any = None, query: str = "", facts: str = OWN, **headers: str
) -> Reply:
    """What the mock of such a vendor answers."""
    api, router = vendor(description, facts)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return reply(router, request("POST", f"{api.base}/say?{query}", body, named))


def test_schemas_that_say_what_they_say() -> None:
    itself = {"allOf": [{"$ref": "#/components/schemas/Itself"}]}
    refused = say(
        described({"$ref": "#/components/schemas/Itself"}, itself, Itself=itself), {"a": 1}
    )
    assert refused.status == 501  # not 400: the body is not to blame
    assert "no answer that fits" in told(refused)["error"]["message"]


@pytest.mark.parametrize("levels", [30, *range(60, 300, 20)])
def test_bodies_of_many_levels(levels: int) -> None:
    again = {"$ref": "#/components/schemas/Again"}
    either = {"anyOf": [{"type": "null"}, {"type": "array", "items": again}]}
    body: Any = None
    for _ in range(levels):
        body = [body]
    answer = say(described(True, again, Again=either), body)
    assert answer.status == (200 if levels < 40 else 400)
    assert levels < 40 or b"nested too deep" in answer.pieces[0]


@pytest.mark.parametrize("query", ["stream=0", "stream=1"])
@pytest.mark.parametrize("schema", [False, {"type": "string", "minLength": 10**9}, {"not": {}}])
def test_where_no_answer_fits(schema: Any, query: str) -> None:
    kind = "text/event-stream" if query == "stream=1" else "application/json"
    refused = say(described(schema, kind=kind), query=query)
    assert refused.status == 501
    assert "no answer that fits the description of say" in told(refused)["error"]["message"]


def test_a_stream_that_nobody_asked_for() -> None:
    refused = say(described({}, kind="text/event-stream"))
    assert refused.status == 501
    assert "a stream is all" in told(refused)["error"]["message"]


USAGE = {"type": "object", "required": ["in", "out"], "properties": {
    "in": {"type": "integer", "maximum": 0}, "out": {"type": "string"}}}  # fmt: skip


@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
def test_what_is_written_into_an_answer_fits(kind: str) -> None:
    schema = {
        "type": "object",
        "required": ["text", "usage", "sequence_number"],
        "properties": {
            "text": {"type": "string", "maxLength": 3},
            "usage": USAGE,
            "sequence_number": {"type": "integer", "minimum": 7},
        },
    }
    answer = say(described(schema, kind=kind), {"prompt": "a b c"}, f"stream={int(kind[0] == 't')}",
                 COUNTED)  # fmt: skip
    for value in events(answer) if answer.stream else [told(answer)]:
        check(schema, value, Document({}, "0" * 64))


def test_counts_that_fit_are_written() -> None:
    usage = {"properties": {"in": {"type": "integer"}, "out": {"type": "integer"}}}
    schema = {"properties": {"text": {"type": "string"}, "usage": {"type": "object", **usage}}}
    value = told(say(described(schema), {"prompt": "a b c"}, facts=COUNTED))
    assert value["usage"]["in"] == 3
    assert value["usage"]["out"] > 3


def test_vectors_of_a_length_of_their_own() -> None:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    schema = {"required": ["embedding"], "properties": {"embedding": numbers}}
    assert len(told(say(described(schema), {"input": "a"}))["embedding"]) == 4
    assert isinstance(told(say(described(schema), {"input": "a", "encoding_format": "base64"}))
                      ["embedding"], str)  # fmt: skip


def test_the_description_stays_as_it_is() -> None:
    answer = {"const": {"text": "a", "usage": {"in": 1, "out": 1}}}
    problem = {"type": "object", "properties": {"error": {"example": {"message": "b"}}}}
    description = described(answer)
    responses = description["paths"]["/say"]["post"]["responses"]
    responses["429"] = {"description": "", "content": {"application/json": {"schema": problem}}}
    description["paths"]["/say"]["post"]["responses"]["200"]["content"]["application/json"] = {
        "schema": {"anyOf": [answer, {"type": "object"}]}
    }
    api, router = vendor(description, COUNTED)
    before = copy.deepcopy(api.document.data)
    for headers in ({}, {"x-mock-status": "429"}):
        asked = request("POST", f"{api.base}/say", {"prompt": "a b c"}, headers)
        assert reply(router, asked) == reply(router, asked)
    assert api.document.data == before


@pytest.mark.parametrize(
    ("kind", "sent", "content"),
    [
        ("application/json; charset=utf-8", "application/json", b'{"a":0}'),
        ("APPLICATION/problem+json", "application/problem+json", b'{"a":0}'),
        ("*/*", "application/json", b'{"a":0}'),
        ("application/x-$'\"+json", "application/json", b'{"a":0}'),
        ("text/*", "text/plain; charset=utf-8", b"Hello"),
        ("image/*", "image/png", b"\x89PNG"),
        ("é\r\nx: y", "application/octet-stream", b"A file"),
    ],
)
def test_media_types(kind: str, sent: str, content: bytes) -> None:
    schema = {"required": ["a"], "properties": {"a": {"type": "integer"}}}
    answer = say(described(schema, kind=kind))
    assert dict(answer.headers)["content-type"] == sent
    assert b"".join(answer.pieces).startswith(content)


def test_a_request_whose_media_type_has_a_parameter() -> None:
    description = described(True, {"type": "object"}, asked="application/json; charset=utf-8")
    assert say(description, {}).status == 200
    assert say(description, []).status == 400


def test_errors_in_another_form() -> None:
    description = described()
    content = {"application/problem+json; charset=utf-8": {"schema": {"type": "object"}}}
    description["paths"]["/say"]["post"]["responses"]["4XX"] = {
        "description": "",
        "content": content,
    }
    failed = say(description, x_mock_status="429")
    assert dict(failed.headers)["content-type"] == "application/problem+json"
    assert "x-mock-status" in told(failed)["error"]["message"]


def test_parameters_that_only_the_gateway_could_send() -> None:
    description = described()
    key = {"name": "X-Vendor-Key", "in": "header", "required": True, "schema": {}}
    item = description["paths"]["/say"]
    item["post"]["parameters"] += [
        key,
        {"name": "Authorization", "in": "header", "required": True, "schema": {}},
        {"name": "a", "in": "query", "required": False, "schema": {}},
    ]
    item["parameters"] = [{"name": "a", "in": "query", "required": True, "schema": {}}]
    facts = OWN.replace("auth: none", "auth: {header: X-Vendor-Key}")
    facts = facts.replace("key: none", "key: {env: THE_KEY}")
    assert say(description, facts=facts).status == 200
    assert b"header X-Vendor-Key is missing" in b"".join(say(description).pieces)


def test_a_body_that_is_compressed() -> None:
    refused = say(described(), {}, content_encoding="gzip")
    assert refused.status == 400
    assert "is compressed" in told(refused)["error"]["message"]
    assert say(described(), {}, content_encoding="Identity").status == 200


def test_a_number_that_is_too_large() -> None:
    api, router = vendor(described(True, {"multipleOf": 0.5}))
    for raw, status in ((b"1e400", 400), (b"1" + b"0" * 400, 200), (b"0.3", 400), (b"2", 200)):
        headers = {"content-type": "application/json"}
        asked = request("POST", f"{api.base}/say", headers=headers, raw=raw)
        assert reply(router, asked).status == status, raw


def test_paths_of_many_parameters() -> None:
    description = described()
    names = [{"name": each, "in": "path", "required": True, "schema": {}} for each in "abc"]
    description["paths"]["/x/{a}-{b}-{c}:go"] = {
        "get": {"operationId": "go", "parameters": names, "responses": {"200": OPEN}}
    }
    api, router = vendor(description)
    with quickly():
        assert reply(router, request("GET", f"{api.base}/x/{'-' * 50_000}")).status == 404
        assert reply(router, request("GET", f"{api.base}/x/a-b--c-d:go")).status == 200
        assert reply(router, request("GET", "/a" * 40_000)).status == 404


def test_answers_without_content_and_other_methods() -> None:
    description = described()
    empty = {"operationId": "none", "responses": {"204": OPEN}}
    other = {"operationId": "ask", "responses": {"200": OPEN}}
    description["paths"]["/other"] = {"delete": empty, "head": other,
                                      "options": {**other, "operationId": "may"}}  # fmt: skip
    found = made(description)
    assert found is not None
    api, _ = found
    own = replace(gateway("ollama/v1"), apis=(api,))
    with start(own, pause_ms=0) as running:
        client = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20.0)
        for method, status in (("DELETE", 204), ("HEAD", 200), ("OPTIONS", 200), ("GET", 405)):
            client.request(method, f"{api.base}/other")
            answer = client.getresponse()
            assert (answer.status, bool(answer.read())) == (status, method in ("OPTIONS", "GET"))
        client.close()


ASKING = """
import hashlib, json, sys
from compiler.mock.calls import Request
from compiler.mock.vendor import reply
from tests.unit.mock.gateways import operations, request, router
from tests.unit.mock.test_every_operation import asking
from tests.unit.mock.test_own_descriptions import described, say
found = hashlib.sha256()
for path, operation in operations("ollama/v1"):
    for stream in (None, *operation.streams):
        asked = asking("ollama/v1", path, operation, stream)
        for status in ("", "429"):
            headers = {**asked.headers, "x-mock-status": status}
            one = Request(asked.method, asked.path, asked.query, headers, asked.body)
            found.update(repr(reply(router("ollama/v1"), one)).encode())
strict = {"type": "object", "additionalProperties": {"type": "integer"}}
body = {f"n{number}": "text" for number in range(20)}
found.update(repr(say(described(True, strict), body)).encode())
print(found.hexdigest())
"""


def test_every_process_answers_the_same() -> None:
    def asked(seed: str) -> str:
        environment: Mapping[str, str] = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", ASKING]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True, timeout=120
        ).stdout

    once = asked("1")
    assert len(once) == 65
    assert asked("2") == once
