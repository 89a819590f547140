"""What the mock says: texts, counts, models, vectors, sounds, and what is wrong with a request."""

from __future__ import annotations

import base64
import json
import struct
import wave
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from compiler.guides import Chat
from compiler.mock.calls import Request, Router
from compiler.mock.framing import event
from compiler.mock.media import archive, content, picture
from compiler.mock.pointing import at
from compiler.mock.vendor import delay, reply
from compiler.terms import InBody, StreamFormat
from tests.bundled import bundled
from tests.conformance.eventstream import payloads
from tests.projects import OWN_VENDOR, compile_texts
from tests.unit.mock.gateways import (
    ask,
    each,
    events,
    gateway,
    operations,
    request,
    router,
    told,
)
from tests.unit.mock.test_every_operation import asking

OPEN = "openai/v1"
CHAT = "/v1/chat/completions"
HELLO = {"role": "user", "content": "Say hello"}
SAID = "You said: “Say hello”. This answer comes from the mock vendor: no vendor was asked."


def chat_of(id: str) -> Chat:
    found = gateway(id).apis[0].guide.chat
    assert found is not None
    return found


def conversing(id: str, operation_id: str) -> Request:
    """A request of the vendor's form in which a user says something."""
    chat = chat_of(id)
    path, operation = next(pair for pair in operations(id) if pair[1].id == operation_id)
    streams = operation.streams if operation_id == chat.streamed else ()
    stream = streams[0] if streams and chat.streamed != chat.operation else None
    asked = asking(id, path, operation, stream)
    body = json.loads(asked.body)
    roles = {"user": "user", "assistant": "assistant"} | dict(chat.roles)
    turns = (("user", "First."), ("assistant", "Yes?"), ("user", "Say hello"))
    body[chat.messages[0]] = [message(chat, roles[role], text) for role, text in turns]
    raw = json.dumps(body).encode()
    return Request(asked.method, asked.path, asked.query, asked.headers, raw)


def message(chat: Chat, role: str, text: str) -> Any:
    made: dict[str, Any] = {}
    put(made, chat.role, role)
    put(made, chat.text, text)
    return made


def put(value: Any, pointer: tuple[str, ...], new: Any) -> None:
    first, *rest = pointer
    if not rest:
        value[first] = new
    elif rest[0] == "0":
        value[first] = [{}]
        put(value[first][0], tuple(rest[1:]), new)
    else:
        put(value.setdefault(first, {}), tuple(rest), new)


@pytest.mark.parametrize("id", each())
def test_the_last_message_of_the_user_comes_back(id: str) -> None:
    chat = chat_of(id)
    made = reply(router(id), conversing(id, chat.operation))
    value = told(made)
    assert at(value, chat.answer) == SAID
    usage = next(one for _, one in operations(id) if one.id == chat.operation).usage
    assert usage is not None
    counts = {}
    for name in ("input", "output", "total"):
        where = getattr(usage.answer, name)
        if isinstance(where, InBody):
            counts[name] = at(value, where.pointers[0])
    assert counts.items() <= {"input": 4, "output": 15, "total": 19}.items()
    assert len(counts) >= 2


def test_models_are_echoed() -> None:
    made = told(ask(OPEN, "POST", CHAT, {"model": "my-model", "messages": [HELLO]}))
    assert made["model"] == "my-model"
    assert made["choices"][0]["finish_reason"] == "stop"
    made = told(ask("gemini/v1", "POST", "/v1/models/a.b:generateContent", {
        "contents": [{"parts": [{"text": "Say hello"}]}]
    }))  # fmt: skip
    assert made["modelVersion"] == "a.b"
    assert told(ask(OPEN, "GET", "/v1/models/my-model"))["id"] == "my-model"


@pytest.mark.parametrize("body", [
    {"messages": [{"role": "user", "content": [{"type": "text", "text": "Say"},
                                               {"type": "text", "text": "hello"}]}]},
    {"messages": [HELLO, {"role": "assistant", "content": "So?"}]},
])  # fmt: skip
def test_messages_in_parts(body: dict[str, Any]) -> None:
    made = told(ask(OPEN, "POST", CHAT, {"model": "m", **body}))
    assert made["choices"][0]["message"]["content"] == SAID


def test_usage_of_a_stream_comes_where_it_is_asked_for() -> None:
    body = {"model": "m", "messages": [HELLO], "stream": True}
    without = events(ask(OPEN, "POST", CHAT, body))
    asked = events(ask(OPEN, "POST", CHAT, {**body, "stream_options": {"include_usage": True}}))
    assert not any(one.get("usage") for one in without)
    assert asked[:-1] == without
    assert asked[-1]["usage"] == {"prompt_tokens": 2, "completion_tokens": 15, "total_tokens": 17}
    texts = [one["choices"][0]["delta"].get("content", "") for one in without]
    assert "".join(texts) == SAID
    assert len(texts) > 10
    last = ask(OPEN, "POST", CHAT, body).pieces[-1]
    assert last == b"data: [DONE]\n\n"


def test_streams_of_other_operations_have_the_text_too() -> None:
    body = {"model": "m", "input": "Say hello", "stream": True}
    steps = events(ask(OPEN, "POST", "/v1/responses", body))
    assert [one["sequence_number"] for one in steps] == list(range(len(steps)))
    assert steps[0]["type"] == "response.created"
    assert steps[-1]["type"] == "response.completed"
    assert steps[-1]["response"]["usage"]["total_tokens"] == 17
    assert "".join(one.get("delta", "") for one in steps) == SAID
    whole = told(ask(OPEN, "POST", "/v1/responses", {**body, "stream": False}))
    assert whole["output"][0]["content"][0]["text"] == SAID
    lines = ask("ollama/v1", "POST", "/api/generate", {"model": "m", "prompt": "Say hello"})
    found = [json.loads(piece) for piece in lines.pieces]
    assert "".join(one["response"] for one in found) == SAID
    assert [one["done"] for one in found][-2:] == [False, True]
    assert found[-1]["eval_count"] == 15


def test_a_stream_without_events_is_one_array() -> None:
    made = told(ask("gemini/v1", "POST", "/v1/models/m:streamGenerateContent", {
        "contents": [{"parts": [{"text": "Say hello"}]}]
    }))  # fmt: skip
    texts = [one["candidates"][0]["content"]["parts"][0]["text"] for one in made]
    assert "".join(texts) == SAID


@pytest.mark.parametrize(("id", "target", "body", "place"), [
    (OPEN, "/v1/embeddings", {"model": "m", "input": ["a", "b", "a"]}, "data"),
    ("mistral/v1", "/v1/embeddings", {"model": "m", "input": ["a", "b", "a"]}, "data"),
    ("cohere/v2", "/v2/embed",
     {"model": "m", "texts": ["a", "b", "a"], "input_type": "search_query"}, "embeddings/float"),
    ("ollama/v1", "/api/embed", {"model": "m", "input": ["a", "b", "a"]}, "embeddings"),
    ("gemini/v1", "/v1/models/m:batchEmbedContents",
     {"requests": [{"model": "m", "content": {"parts": [{"text": text}]}} for text in "aba"]},
     "embeddings"),
])  # fmt: skip
def test_vectors(id: str, target: str, body: Any, place: str) -> None:
    found = at(told(ask(id, "POST", target, body)), tuple(place.split("/")))
    assert len(found) == 3
    vectors = [next(iter(numbers(one))) for one in found]
    assert vectors[0] == vectors[2] != vectors[1]
    assert all(len(one) == 16 and -1 <= min(one) <= max(one) <= 1 for one in vectors)


def numbers(value: Any) -> list[list[float]]:
    if isinstance(value, list):
        return [value]
    return [one for one in value.values() if isinstance(one, list)]


def test_vectors_as_they_are_asked_for() -> None:
    body = {"model": "m", "input": "a", "dimensions": 5, "encoding_format": "base64"}
    (found,) = told(ask(OPEN, "POST", "/v1/embeddings", body))["data"]
    packed = struct.unpack("<5f", base64.b64decode(found["embedding"]))
    plain = told(ask(OPEN, "POST", "/v1/embeddings", body | {"encoding_format": "float"}))
    assert plain["data"][0]["embedding"] == pytest.approx(packed, abs=1e-6)
    tokens = told(ask(OPEN, "POST", "/v1/embeddings", {"model": "m", "input": [1, 2, 3]}))
    assert len(tokens["data"]) == 1


@pytest.mark.parametrize(("id", "target", "member"), [
    (OPEN, "/v1/models", "data"), ("gemini/v1", "/v1/models", "models"),
    ("mistral/v1", "/v1/models", "data"),
])  # fmt: skip
def test_models_are_those_of_the_vendor(id: str, target: str, member: str) -> None:
    found = told(ask(id, "GET", target))[member]
    named = [one.get("id") or one.get("name") for one in found]
    assert named == list(bundled(id).models or [chat_of(id).model])


def test_sounds_pictures_and_files() -> None:
    made = ask(OPEN, "POST", "/v1/audio/speech", {"model": "m", "input": "a", "voice": "alloy"})
    with wave.open(BytesIO(b"".join(made.pieces))) as sound:
        assert sound.getnframes() == 800
    found = picture()
    assert found.startswith(b"\x89PNG\r\n\x1a\n")
    length = int.from_bytes(found[33:37])
    assert zlib.decompress(found[41 : 41 + length]) == b"\x00\xff\xff\xff"
    assert archive() == archive()
    image = told(ask(OPEN, "POST", "/v1/images/generations", {"model": "m", "prompt": "p"}))
    assert base64.b64decode(image["data"][0]["b64_json"]) == found
    for kind in ("audio/mpeg", "video/mp4", "application/sdp", "text/csv", "image/png"):
        assert content(kind)


def test_frames_of_amazon_have_their_checksums() -> None:
    frame = event(StreamFormat.AWS_EVENTSTREAM, "anEvent", b'{"a":1}')
    assert list(payloads(frame)) == [b'{"a":1}']
    assert b"anEvent" in frame
    assert event(StreamFormat.SSE, None, b"a\nb") == b"data: a\ndata: b\n\n"


@pytest.mark.parametrize(("body", "said"), [
    ({"model": "m"}, "/messages: is missing"),
    ({"model": 1, "messages": [HELLO]}, "/model: is not of type string"),
    ({"model": "m", "messages": [HELLO, {}]}, "/messages/1/role: is missing"),
    ({"model": "m", "messages": [{"role": "user"}]}, "/messages/0/content: is missing"),
    ({"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": 1}]}]},
     "/messages/0/content/0/text: is not of type string"),
    ({"model": "m", "messages": "hello"}, "/messages: is not of type array"),
    ([], "the body is not of type object"),
    (b"{", "the body is no valid JSON"),
    (b"\xff", "the body is not UTF-8"),
    (b'{"a": NaN}', "the body is no valid JSON"),
    (b"[" * 100_000, "the body is"),
    (b"", "a body is required"),
])  # fmt: skip
def test_requests_that_do_not_fit(body: Any, said: str) -> None:
    base = gateway(OPEN).apis[0].base
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    asked = request("POST", base + CHAT, headers={"content-type": "application/json"}, raw=raw)
    made = reply(router(OPEN), asked)
    assert made.status == 400
    assert said in told(made)["error"]["message"]


def test_a_vendor_that_answers_422_does_so_here() -> None:
    made = ask("mistral/v1", "POST", CHAT, {"model": "m"})
    assert made.status == 422
    (detail,) = told(made)["detail"]
    assert "/messages: is missing" in detail["msg"]
    assert detail["loc"] == ["body", "messages"]


def test_what_is_missing_beside_the_body() -> None:
    made = ask("azure-openai/2024-10-21", "GET", "/openai/models")
    assert "the parameter api-version" in told(made)["error"]["message"]


def test_other_media_types() -> None:
    body = {"model": "m", "messages": [HELLO]}
    forgotten = ask(OPEN, "POST", CHAT, body, content_type="application/x-www-form-urlencoded")
    assert forgotten.status == 200
    other = ask(OPEN, "POST", CHAT, "text", content_type="image/png")
    assert other.status == 400
    form = ask(OPEN, "POST", CHAT, body, content_type="multipart/form-data; boundary=x")
    assert "the media type multipart/form-data is not taken" in told(form)["error"]["message"]
    broken = ask(OPEN, "POST", "/v1/audio/translations", body, content_type="multipart/form-data")
    assert "has no boundary" in told(broken)["error"]["message"]


def test_paths_and_methods_that_are_not_there() -> None:
    missing = ask(OPEN, "GET", "/v1/nothing")
    assert (missing.status, told(missing)["error"]["type"]) == (404, "invalid_request_error")
    wrong = ask(OPEN, "PUT", CHAT)
    assert wrong.status == 405
    assert dict(wrong.headers)["allow"]
    assert reply(router(OPEN), request("GET", "/")).status == 404
    assert ask(OPEN, "GET", "/v1/realtime?model=m").status == 501


def test_the_headers_of_the_mock() -> None:
    body = {"model": "m", "messages": [HELLO], "stream": True}
    assert ask(OPEN, "POST", CHAT, body, x_mock_cut="3").cut == 3
    assert ask(OPEN, "POST", CHAT, body, x_mock_cut="many").cut is None
    assert ask(OPEN, "POST", CHAT, body, x_mock_status="200").status == 400
    limited = ask(OPEN, "POST", CHAT, {}, x_mock_status="429")
    assert told(limited)["error"]["type"] == "rate_limit_error"
    assert ask(OPEN, "POST", CHAT, {}, x_mock_status="418").status == 418
    for text, seconds in {"200ms": 0.2, "2s": 2.0, "900s": 60.0, "x": 0.0, "": 0.0}.items():
        assert delay(request("GET", "/", headers={"x-mock-delay": text})) == seconds


def test_a_vendor_of_a_projects_own() -> None:
    own = compile_texts(OWN_VENDOR).gateway
    (api,) = [one for one in own.apis if one.vendor == "acme"]
    known = Router(replace(own, apis=(api,)))
    headers = {"content-type": "application/json"}
    body = {"messages": [HELLO], "model": "acme-small"}
    whole = reply(known, request("POST", f"{api.base}/v1/chat", body, headers))
    assert told(whole)["text"] == SAID
    assert told(whole)["usage"] == {"in": 2, "out": 15}
    made = reply(known, request("POST", f"{api.base}/v1/chat", body | {"stream": True}, headers))
    assert "".join(one.get("text", "") for one in events(made)) == SAID
    assert events(made)[-1]["usage"] == {"in": 2, "out": 15}


OTHER = """\
openapi: 3.0.3
info: {title: Other, version: "1"}
paths:
  /say:
    post:
      operationId: say
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        "200":
          description: Said.
          content:
            application/json: {schema: {$ref: "#/components/schemas/Said"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Event"}}
        default:
          description: Not said.
          content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}
components:
  schemas:
    Said:
      type: object
      required: [kind, choices]
      discriminator: {propertyName: kind}
      properties:
        kind: {type: string, enum: [said]}
        choices:
          type: array
          items: {type: object, properties: {text: {type: string, nullable: true}}}
    Event:
      oneOf:
        - {type: object, required: [delta], properties: {delta: {type: string}}}
        - {type: object, required: [end], properties: {end: {type: boolean}}}
    Problem:
      type: object
      required: [title, status]
      properties: {title: {type: string}, status: {type: integer}, trace: {type: string}}
"""
FACTS = """\
vendor: other
version: v1
title: Other
server: https://api.other.example
key: none
auth: none
groups: {chat: [say]}
query: {}
headers: {}
response_headers: {remove: []}
model: none
models: []
streaming: {format: sse, when: {body: /stream}, operations: [say]}
usage: none
chat: none
"""


def test_a_vendor_of_which_little_is_known() -> None:
    files = {
        "vendors/other/v1/vendor.yaml": FACTS,
        "vendors/other/v1/openapi.yaml": OTHER,
        "apis/other.yaml": "name: Other\nversion: 1.0.0\ncontext: other\nvendor: other/v1\n",
    }
    own = compile_texts(files).gateway
    known = Router(replace(own, apis=tuple(one for one in own.apis if one.vendor == "other")))
    (path,) = (f"{one.base}/say" for one in own.apis if one.vendor == "other")
    made = reply(known, request("POST", path, {"prompt": "Say hello"}))
    assert told(made) == {"kind": "said", "choices": [{"text": SAID}]}
    stream = reply(known, request("POST", path, {"prompt": "Say hello", "stream": True}))
    found = events(stream)
    assert "".join(one.get("delta", "") for one in found) == SAID
    failed = reply(known, request("POST", path, {}, {"x-mock-status": "503"}))
    said = told(failed)
    assert said["title"].startswith("Service Unavailable")
    assert said["status"] == 503
    wrong = reply(known, request("POST", path, [1]))
    assert wrong.status == 400
