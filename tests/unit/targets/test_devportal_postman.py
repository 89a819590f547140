"""postman.json: requests that can be sent as they are, and nothing of the vendor's or a key's."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compiler import ir
from compiler.guides import Chat, Guide
from compiler.openapi import Document, dereferenced
from compiler.openapi import operations as described_operations
from compiler.targets.devportal.calling import calling
from compiler.targets.devportal.document import Closures
from compiler.targets.devportal.postman import Shared, collection
from compiler.terms import (
    BodyFlag,
    InPath,
    Parameter,
    PathTemplate,
    QueryFlag,
    Stream,
    StreamFormat,
)
from tests.bundled import CATALOGUE
from tests.gateways import gateway, operation
from tests.portal.documents import made
from tests.unit.targets.described import DESCRIPTION, THINGS
from tests.unit.targets.postman_schema import COLLECTION


def parameter(place: str, name: str, required: bool = False, **more: Any) -> dict[str, Any]:
    always = place == "path" or required
    return {"name": name, "in": place, "required": always, "schema": {"type": "string"}, **more}


def body(media_type: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema, **more}}}


ANSWERS = {"200": {"description": "Fine."}}
MESSAGES = {"type": "array", "items": {"type": "object"}}
TALK = {
    "type": "object",
    "properties": {"model": {"type": "string"}, "messages": MESSAGES},
    "required": ["model", "messages"],
}
FORM = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "purpose": {"type": "string", "enum": ["batch", "other"]},
        "notes": {"type": "object"},
    },
    "required": ["file", "purpose"],
}
PATHS: dict[str, Any] = {
    "/v1/talk": {
        "post": {
            "operationId": "talk",
            "summary": "Talk",
            "tags": ["Talking"],
            "description": "Says something.",
            "requestBody": body("application/json", TALK),
            "responses": ANSWERS,
        }
    },
    "/v1/models/{model}:stream": {
        "post": {
            "operationId": "stream",
            "parameters": [parameter("path", "model")],
            "requestBody": body("application/json", {"type": "object"}),
            "responses": ANSWERS,
        }
    },
    "/v1/files": {
        "post": {
            "operationId": "upload",
            "requestBody": body("multipart/form-data", FORM),
            "responses": ANSWERS,
        },
        "get": {
            "operationId": "list",
            "parameters": [
                parameter("query", "limit", schema={"type": "integer", "default": 20}),
                parameter("query", "order", True, example="a&b=c"),
                parameter("header", "X-Trace", description="Told in the log.", schema=True),
            ],
            "responses": ANSWERS,
        },
    },
    "/v1/files/{file_id}/content": {
        "put": {
            "operationId": "put",
            "parameters": [parameter("path", "file_id")],
            "requestBody": body("application/octet-stream", {}),
            "responses": ANSWERS,
        }
    },
    "/v1/live": {"get": {"operationId": "live", "responses": ANSWERS}},
}
DOCUMENT = Document(
    {"openapi": "3.1.0", "info": {"title": "v", "version": "1"}, "paths": PATHS}, "3" * 64
)
FLAG = BodyFlag(("stream",), None, False)
CHAT = Chat(
    operation="talk",
    streamed="stream",
    model="small-1",
    messages=("messages",),
    role=("role",),
    text=("parts", "0", "text"),
    roles=(("assistant", "model"), ("user", "human")),
    fields=((("max_tokens",), 9),),
    stream=((("stream_options", "usage"), True),),
    answer=("text",),
    delta=("text",),
    events=(),
    end=None,
    model_at=("model",),
)
GUIDE = Guide("Vendor", CHAT, (), (("chat", ("talk", "stream")), ("files", ("upload", "put"))))


def served(id: str, method: str, *streams: Stream, **more: Any) -> ir.Operation:
    return dataclasses.replace(operation(id, method), streams=streams, **more)


EXPOSED = (
    ir.Path(
        PathTemplate(("/v1/files",)), (served("list", "GET"), served("upload", "POST", upload=True))
    ),
    ir.Path(
        PathTemplate(("/v1/files/", Parameter("file_id"), "/content")), (served("put", "PUT"),)
    ),
    ir.Path(PathTemplate(("/v1/live",)), (served("live", "GET", websocket=True),)),
    ir.Path(
        PathTemplate(("/v1/models/", Parameter("model"), ":stream")),
        (
            served(
                "stream",
                "POST",
                Stream(StreamFormat.SSE, QueryFlag("alt", "sse")),
                request_model=InPath("model"),
            ),
        ),
    ),
    ir.Path(PathTemplate(("/v1/talk",)), (served("talk", "POST", Stream(StreamFormat.SSE, FLAG)),)),
)


def made_of(**changes: Any) -> dict[str, Any]:
    sample = gateway(1, 8080)
    start = {"document": DOCUMENT, "guide": GUIDE, "paths": EXPOSED}
    api = dataclasses.replace(sample.apis[0], **{**start, **changes})
    content = collection(sample, api, Shared(Closures(calling(sample))))
    found: dict[str, Any] = json.loads(content)
    assert [error.message for error in COLLECTION.iter_errors(found)] == []
    return found


@cache
def requests() -> dict[str, dict[str, Any]]:
    """By their names."""
    return {
        item["name"]: item["request"] for folder in made_of()["item"] for item in folder["item"]
    }


def test_the_frame() -> None:
    found = made_of(description="What for.")
    assert found["info"]["name"] == "Chat 1.0.0 (sandbox)"
    assert found["info"]["description"] == (
        "What for.\n\nNot here, since they are WebSockets: GET /v1/live."
    )
    variables = {each["key"]: each["value"] for each in found["variable"]}
    assert variables == {
        "base_url": "http://127.0.0.1:8080/chat/1.0.0",
        "gateway_key": "",
        "path_model": "small-1",
    }
    assert found["auth"]["type"] == "bearer"
    names = {folder["name"]: [item["name"] for item in folder["item"]] for folder in found["item"]}
    assert names == {
        "chat": ["POST /v1/models/{model}:stream", "Talk"],
        "files": ["POST /v1/files", "PUT /v1/files/{file_id}/content"],
        "other": ["GET /v1/files"],
    }


def test_an_open_api_has_no_key() -> None:
    found = made_of(security=())
    assert found["auth"] == {"type": "noauth"}
    assert "gateway_key" not in json.dumps(found)


def test_a_turn_of_a_conversation() -> None:
    talk = requests()["Talk"]
    assert talk["description"] == "Says something."
    assert talk["header"] == [{"key": "Content-Type", "value": "application/json"}]
    said = json.loads(talk["body"]["raw"])
    (message,) = said.pop("messages")
    assert said == {"model": "small-1", "max_tokens": 9}
    assert message["role"] == "human"
    assert len(message["parts"][0]["text"]) > 5
    assert talk["url"] == {
        "raw": "{{base_url}}/v1/talk",
        "host": ["{{base_url}}"],
        "path": ["v1", "talk"],
    }


def test_a_streamed_one_asks_for_the_stream() -> None:
    stream = requests()["POST /v1/models/{model}:stream"]
    assert stream["url"]["path"] == ["v1", "models", "{{path_model}}:stream"]
    assert stream["url"]["query"] == [{"key": "alt", "value": "sse"}]
    assert stream["url"]["raw"] == "{{base_url}}/v1/models/{{path_model}}:stream?alt=sse"
    said = json.loads(stream["body"]["raw"])
    assert said["stream_options"] == {"usage": True}
    assert "model" not in said


def test_parameters() -> None:
    listed = requests()["GET /v1/files"]
    assert listed["url"]["query"] == [
        {"key": "limit", "value": "20", "disabled": True},
        {"key": "order", "value": "a&b=c"},
    ]
    assert listed["header"] == [
        {
            "key": "X-Trace",
            "value": "X_TRACE",
            "disabled": True,
            "description": "Told in the log.",
        }
    ]
    content = requests()["PUT /v1/files/{file_id}/content"]
    assert content["url"]["path"] == ["v1", "files", ":file_id", "content"]
    assert content["url"]["variable"] == [{"key": "file_id", "value": "FILE_ID"}]
    assert content["body"] == {"mode": "file", "file": {"src": None}}
    assert content["header"] == [{"key": "Content-Type", "value": "application/octet-stream"}]


def test_a_form() -> None:
    upload = requests()["POST /v1/files"]
    assert upload["header"] == []
    assert upload["body"] == {
        "mode": "formdata",
        "formdata": [
            {"key": "file", "type": "file", "src": None},
            {"key": "purpose", "type": "text", "value": "batch"},
            {"key": "notes", "type": "text", "value": "{}", "disabled": True},
        ],
    }


TAKEN = "{{vault:mine}}"


@pytest.mark.parametrize(
    ("media_type", "mode"),
    [("application/json", "raw"), ("multipart/form-data", "formdata"), (f"a/b;c={TAKEN}", "file")],
)
def test_nothing_stands_for_what_the_reader_has(media_type: str, mode: str) -> None:
    """Postman puts variables of the reader's own in the place of `{{…}}`, and would send them."""
    text = {"type": "string", "default": TAKEN, "example": TAKEN, "enum": [{"a": [TAKEN]}, "b"]}
    schema = {
        "type": "object",
        "required": ["a", TAKEN, "c"],
        "properties": {"a": text, TAKEN: {}, "c": {"examples": [{TAKEN: 1}]}},
    }
    content = {"schema": schema, "example": {"a": TAKEN}}
    asked = {
        "operationId": "upload",
        "parameters": [
            *({"in": "query", "name": name, "required": True, "schema": text} for name in "ab"),
            {"in": "query", "name": "c", "required": True, "example": TAKEN},
            {"in": "query", "name": TAKEN, "required": True},
            {"in": "header", "name": "X-A", "required": True, "schema": text},
        ],
        "requestBody": {"content": {media_type: content}},
        "responses": ANSWERS,
    }
    data = {**DOCUMENT.data, "paths": {"/v1/files": {"post": asked}}}
    paths = (ir.Path(PathTemplate(("/v1/files",)), (served("upload", "POST"),)),)
    (folder,) = made_of(document=Document(data, "5" * 64), paths=paths)["item"]
    (request,) = (item["request"] for item in folder["item"])
    assert request["body"]["mode"] == mode
    assert "vault" not in json.dumps(request)
    assert [each["value"] for each in request["url"]["query"]] == ["b", "b", "C"]


@pytest.mark.parametrize("part", ["fields", "stream"])
def test_nor_does_a_conversation(part: str) -> None:
    taken: dict[str, Any] = {part: ((("note",), TAKEN),)}
    chat = dataclasses.replace(CHAT, **taken)
    found = made_of(guide=dataclasses.replace(GUIDE, chat=chat))
    assert "vault" not in json.dumps(found)
    assert len(found["item"][0]["item"]) == 2


def test_apis_of_the_same_operations_share_them() -> None:
    sample = gateway(1, 8080)
    shared = Shared(Closures(calling(sample)))
    document = Document(DESCRIPTION, "1" * 64)
    first = dataclasses.replace(sample.apis[0], document=document, paths=THINGS)
    other = dataclasses.replace(first, name="Other", base="/other/1")
    found = [json.loads(collection(sample, api, shared)) for api in (first, other)]
    assert found[0]["item"] == found[1]["item"]
    assert shared.of(first) is shared.of(other)
    assert found[0]["info"]["_postman_id"] != found[1]["info"]["_postman_id"]
    assert "vendor.test" not in json.dumps(found)
    assert "TheirKey" not in json.dumps(found)


def test_another_guide_is_another_collection() -> None:
    sample = gateway(1, 8080)
    shared = Shared(Closures(calling(sample)))
    other = dataclasses.replace(GUIDE, groups=(("everything", ("talk", "stream")),))
    names = []
    for guide in (GUIDE, other):
        api = dataclasses.replace(sample.apis[0], document=DOCUMENT, guide=guide, paths=EXPOSED)
        names.append(json.loads(collection(sample, api, shared))["item"][0]["name"])
    assert names == ["chat", "everything"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out(text: str) -> None:
    talk = {**PATHS["/v1/talk"]["post"], "summary": text, "description": text, "tags": [text]}
    data = {**DOCUMENT.data, "paths": {**PATHS, "/v1/talk": {"post": talk}}}
    guide = dataclasses.replace(GUIDE, groups=())
    found = made_of(document=Document(data, "4" * 64), guide=guide, description=text)
    assert found["info"]["description"].startswith(text)
    folder = next(folder for folder in found["item"] if folder["name"] == text)
    names = [item["name"] for item in folder["item"]]
    assert (text or "POST /v1/talk") in names


@pytest.fixture(scope="module")
def bundle() -> Mapping[str, bytes]:
    """The files of a portal with an API of every bundled vendor, exposing all that there is."""
    return made(whole=True)


@pytest.mark.parametrize("number", range(len(CATALOGUE.ids())), ids=CATALOGUE.ids())
def test_what_a_vendor_is_asked_is_what_it_describes(
    bundle: Mapping[str, bytes], number: int
) -> None:
    """A request for each operation that is one; every body in JSON is one that the schema takes,
    but for texts of a special form, for which people have their own."""
    folder = f"apis/V{number}/1.0.0"
    found = json.loads(bundle[f"{folder}/postman.json"])
    assert [error.message for error in COLLECTION.iter_errors(found)] == []
    document = Document(json.loads(bundle[f"{folder}/openapi.json"]), "")
    sent = [item["request"] for group in found["item"] for item in group["item"]]
    operations = [
        each for each in described_operations(document) if not each.data.get("x-websocket")
    ]
    assert len(sent) == len(operations)
    problems = [
        f"{request['method']} {request['url']['raw']}: {problem}"
        for request in sent
        for problem in _problems(document, request)
    ]
    assert problems == []


def _problems(document: Document, request: dict[str, Any]) -> list[str]:
    if request.get("body", {}).get("mode") != "raw":
        return []
    written = "/" + "/".join(request["url"]["path"])
    found = [
        each
        for each in described_operations(document)
        if each.method == request["method"] and _as_postman(each.path) == written
    ]
    assert len(found) == 1, written
    described = dereferenced(document, found[0].data["requestBody"])
    (header,) = (each for each in request["header"] if each["key"] == "Content-Type")
    schema = described["content"][header["value"]].get("schema", {})
    rooted = {**schema, "components": document.data["components"]}
    value = json.loads(request["body"]["raw"])
    errors = Draft202012Validator(rooted).iter_errors(value)
    return [error.message[:200] for error in errors if error.validator != "pattern"]


def _as_postman(path: str) -> str:
    segments = []
    for segment in path.split("/"):
        whole = segment.startswith("{") and segment.endswith("}") and segment.count("{") == 1
        plain = segment.replace("{", "{{path_").replace("}", "}}")
        segments.append(f":{segment[1:-1]}" if whole else plain)
    return "/".join(segments)
