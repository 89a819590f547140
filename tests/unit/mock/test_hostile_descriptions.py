"""Whatever a project's own vendor describes: an answer that fits it, or why there is none."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import h11
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compiler import ir
from compiler.mock.bodies import is_json
from compiler.mock.calls import Call, Request, Router
from compiler.mock.effort import TooMuch, bounded
from compiler.mock.examples import example
from compiler.mock.schemas import Impossible, Schemas
from compiler.mock.vendor import reply
from compiler.openapi import Document
from compiler.terms import StreamFormat
from compiler.vendors import validating
from tests.projects import compile_texts
from tests.property.hostile_descriptions import operation, templates
from tests.unit.mock.gateways import request
from tests.unit.mock.hostile_schemas import COMPONENTS, VALUES, schemas
from tests.unit.mock.test_answers import FACTS
from tests.unit.mock.test_every_operation import parsed

DOCUMENT = Document({"components": {"schemas": COMPONENTS}}, "0" * 64)
# A stream is asked for in the query, whatever the description says of bodies.
OWN = FACTS.replace("when: {body: /stream}", "when: {query: stream, value: '1'}")
API = "name: Other\nversion: 1.0.0\ncontext: other\nvendor: other/v1\n"
KINDS = (
    *("application/json", "application/json; charset=utf-8", "application/problem+json", "*/*"),
    *("application/*", "text/*", "text/plain", "audio/*", "image/png", "application/x-ndjson"),
    *("text/event-stream", "application/x-$'\"+json", "é/ü", "x\r\ny: z", "", "TEXT/CSV;a=b"),
)
STATUSES = ("200", "201", "204", "205", "2XX", "302", "400", "422", "4XX", "5XX", "default")


def check(schema: Any, value: Any, document: Document) -> None:
    """That a value is valid, by another judge than the mock's own."""
    root = {"allOf": [schema], "components": document.data.get("components", {})}
    try:
        Draft202012Validator(root).validate(value)
    except RecursionError:  # a schema that says of a value what it says of it
        return
    except BaseException as error:  # the same, met in a part of the judge that is no Python
        if type(error).__name__ != "PanicException":
            raise


@settings(deadline=None, max_examples=40)
@given(schemas())
def test_examples_of_any_schema(schema: Any) -> None:
    before = copy.deepcopy(schema)
    try:
        with bounded(100_000):
            value = example(Schemas(DOCUMENT), schema)
    except (Impossible, TooMuch):
        return
    check(schema, value, DOCUMENT)
    assert schema == before


@st.composite
def _responses(draw: st.DrawFn) -> dict[str, Any]:
    media = st.one_of(
        st.just({}), st.builds(lambda schema: {"schema": schema}, schemas(1)), st.none()
    )
    contents = st.dictionaries(st.sampled_from(KINDS), media.map(lambda one: one or {}), max_size=3)
    return {
        status: {"description": "", "content": draw(contents)}
        for status in draw(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=4, unique=True))
    }


@st.composite
def descriptions(draw: st.DrawFn) -> dict[str, Any]:
    """Of two operations; `say` is the one that FACTS lets stream."""
    said = draw(operation("say", "post"))
    said["requestBody"] = {"content": {draw(st.sampled_from(KINDS)): {"schema": draw(schemas(1))}}}
    other = draw(operation("other", draw(st.sampled_from(["get", "head", "delete"]))))
    for one in (said, other):
        one["responses"] = draw(_responses())
        if draw(st.booleans()):
            kind = draw(st.sampled_from(["application/json", "text/event-stream"]))
            content = {kind: {"schema": draw(schemas(2))}}
            one["responses"]["200"] = {"description": "", "content": content}
        where = st.sampled_from(["query", "header"])
        names = st.sampled_from(["Authorization", "accept", "api-version", "é", "a b"])
        one["parameters"] = [
            {"name": draw(names), "in": draw(where), "required": True, "schema": {}},
            {"name": "stream", "in": "query", "schema": {}},
        ]
    first = draw(templates())
    return {
        "openapi": "3.1.0",
        "info": {"title": "Other", "version": "1"},
        "paths": {"/say": {"post": said}, f"/x{first}": {"get": other}},
        "components": {"schemas": {**COMPONENTS, "__proto__": draw(schemas(1))}},
    }


@settings(deadline=None, max_examples=25)
@given(descriptions(), st.one_of(st.none(), st.sampled_from(VALUES)), st.booleans())
def test_answers_of_any_description(description: Any, value: Any, stream: bool) -> None:
    found = made(description)
    if found is None:
        return
    api, router = found
    before = copy.deepcopy(api.document.data)
    for path in api.paths:
        for one in path.operations:
            target = "".join(p if isinstance(p, str) else "x1" for p in path.template.parts)
            query = f"stream={int(stream)}&Authorization&accept&api-version&a%20b&%C3%A9"
            headers = {"é": "1", "a b": "1", "api-version": "1"}
            asked = request(one.method, f"{api.base}{target}?{query}", value, headers)
            answered(router, asked)
            headers = {**asked.headers, "x-mock-status": "429"}
            failed = reply(router, replace(asked, headers=headers))
            assert failed.status == 429
            json.loads(b"".join(failed.pieces))
    assert api.document.data == before


def made(description: Any, facts: str = OWN) -> tuple[ir.Api, Router] | None:
    """The API of a vendor with this description, and its mock; None: the compiler refuses it."""
    files = {
        "vendors/other/v1/vendor.yaml": facts,
        "vendors/other/v1/openapi.json": json.dumps(description),
        "apis/other.yaml": API,
    }
    with patch.object(
        validating, "validator", lambda: None
    ):  # which is slow, and need not be there
        outcome = compile_texts(files)
    if outcome.diagnostics.failed:
        return None
    (api,) = (one for one in outcome.gateway.apis if one.vendor == "other")
    return api, Router(replace(outcome.gateway, apis=(api,)))


def answered(router: Router, asked: Request) -> None:
    found = reply(router, asked)
    assert found == reply(router, asked)
    h11.Response(status_code=found.status, headers=list(found.headers))
    call = router.find(asked)
    assert isinstance(call, Call)
    if found.status >= 300:
        assert b"has a fault" not in b"".join(found.pieces)
        json.loads(b"".join(found.pieces))
        return
    _, content = call.description.success(call.described)
    kind = dict(found.headers).get("content-type", "").partition(";")[0]
    if found.stream:
        schema = content.get(StreamFormat.SSE.media_type, True)
        for _, data in parsed(StreamFormat.SSE, found):
            check(schema, data, call.api.document)
    elif is_json(kind) and found.pieces:
        described = [schema for one, schema in content.items() if _is_such(one, kind)]
        check({"anyOf": described}, json.loads(b"".join(found.pieces)), call.api.document)


def _is_such(described: str, kind: str) -> bool:
    return kind == described or (
        kind == "application/json" and (described in ("*/*", "application/*") or "$" in described)
    )
