"""Every operation of every bundled vendor is answered as its description has it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from compiler import ir
from compiler.mock.bodies import is_json
from compiler.mock.calls import Call, Request, Router
from compiler.mock.examples import example
from compiler.mock.replies import Reply
from compiler.mock.vendor import reply
from compiler.terms import BodyFlag, InBody, Parameter, QueryFlag, Stream, StreamFormat
from tests.bundled import bundled, validator
from tests.conformance.eventstream import payloads
from tests.unit.mock.gateways import each, gateway, operations, request, router

BOUNDARY = "a-boundary"


def form(fields: dict[str, str]) -> bytes:
    """A multipart body of texts and one file."""
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF')
    start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    return "".join(f"{start}{part}\r\n" for part in parts).encode() + f"--{BOUNDARY}--".encode()


def put(value: Any, pointer: tuple[str, ...], new: Any) -> None:
    for token in pointer[:-1]:
        value = value.setdefault(token, {})
    value[pointer[-1]] = new


def asking(id: str, path: ir.Path, operation: ir.Operation, stream: Stream | None) -> Request:
    """A request that fits the description, for a stream if one is given."""
    api = gateway(id).apis[0]
    call = router(id).find(request(operation.method, target(api, path)))
    assert isinstance(call, Call), call
    headers, query = {}, []
    for asked in call.description.asked(call.described):
        if asked.place == "query":
            query.append(f"{asked.name}=x")
        else:
            headers[asked.name.lower()] = "x"
    flag = None if stream is None else stream.when
    if isinstance(flag, QueryFlag):
        query = [f"{flag.parameter}={flag.value}"]
    raw = b""
    taken = call.description.body(call.described)
    if taken is not None:
        kind = next((kind for kind in taken[1] if is_json(kind)), next(iter(taken[1])))
        headers["content-type"] = kind
        if is_json(kind):
            body = example(call.description.schemas, taken[1][kind])
            if isinstance(flag, BodyFlag):
                put(body, flag.pointer, flag.value or True)
            elif isinstance(body, dict) and stream is None:
                for one in operation.streams:
                    if isinstance(one.when, BodyFlag) and one.when.default:
                        put(body, one.when.pointer, False)
            raw = json.dumps(body).encode()
        elif kind.startswith("multipart/"):
            headers["content-type"] = f"{kind}; boundary={BOUNDARY}"
            raw = form({flag.pointer[0]: "true"} if isinstance(flag, BodyFlag) else {"model": "m"})
        else:
            raw = b"v=0"
    where = target(api, path) + ("?" + "&".join(query) if query else "")
    return request(operation.method, where, headers=headers, raw=raw)


def target(api: ir.Api, path: ir.Path) -> str:
    parts = ("x1" if isinstance(part, Parameter) else part for part in path.template.parts)
    return api.base + "".join(parts)


def content(made: Reply) -> str:
    return dict(made.headers).get("content-type", "").partition(";")[0]


def schema_of(id: str, operation: ir.Operation, status: int, kind: str) -> Any:
    call = router(id).find(next(iter(known(id, operation))))
    assert isinstance(call, Call)
    if status < 300:
        return call.description.success(call.described)[1][kind]
    found = call.description.failure(call.described, status)
    assert found is not None
    return found[kind]


def known(id: str, operation: ir.Operation) -> Iterator[Request]:
    api = gateway(id).apis[0]
    for path, one in operations(id):
        if one is operation:
            yield request(one.method, target(api, path))


@pytest.mark.parametrize("id", each())
def test_answers(id: str) -> None:
    vendor, anew = bundled(id), Router(gateway(id))
    for path, operation in operations(id):
        if operation.websocket or any(one.when is None for one in operation.streams):
            continue
        asked = asking(id, path, operation, None)
        made = reply(router(id), asked)
        assert 200 <= made.status < 300, (operation.id, made)
        assert not made.stream
        if is_json(content(made)) and made.pieces:
            schema = schema_of(id, operation, made.status, content(made))
            value = json.loads(b"".join(made.pieces))
            wrong = [one.message for one in validator(vendor, schema).iter_errors(value)]
            assert wrong == [], operation.id
        elif made.status != 204 and content(made):
            assert made.pieces, operation.id
        assert reply(anew, asked) == made  # at each time the same


@pytest.mark.parametrize("id", each())
def test_streams(id: str) -> None:
    vendor = bundled(id)
    for path, operation in operations(id):
        for stream in operation.streams:
            made = reply(router(id), asking(id, path, operation, stream))
            assert (made.status, made.stream) == (200, True), (operation.id, made)
            assert content(made) == stream.format.media_type
            schema = schema_of(id, operation, 200, stream.format.media_type)
            check = validator(vendor, schema)
            events = list(parsed(stream.format, made))
            assert events, operation.id
            for event in events:
                wrong = [one.message for one in check.iter_errors(shaped(vendor, schema, event))]
                assert wrong == [], (operation.id, event)
            assert_counted(operation, events)


def parsed(form: StreamFormat, made: Reply) -> Iterator[tuple[str | None, Any]]:
    """The names and data of a stream's events, without what only ends it."""
    if form is StreamFormat.AWS_EVENTSTREAM:
        yield from ((None, json.loads(one)) for one in payloads(b"".join(made.pieces)))
        return
    for piece in made.pieces:
        text = piece.decode()
        if form is StreamFormat.NDJSON:
            yield None, json.loads(text)
            continue
        found = re.fullmatch(r"(?:event: (.+)\n)?data: (.+)\n\n", text)
        assert found is not None, text
        if found[2] != "[DONE]":
            yield found[1], json.loads(found[2])


def shaped(vendor: Any, schema: Any, event: tuple[str | None, Any]) -> Any:
    """An event as its schema shows it: with its name, or as its data alone."""
    name, data = event
    schemas = vendor.document.data["components"]["schemas"]
    plain = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "data" not in plain.get("properties", {}):
        return data
    return {"data": data} if name is None else {"event": name, "data": data}


def assert_counted(operation: ir.Operation, events: list[tuple[str | None, Any]]) -> None:
    """Where the vendor's data says that events have counts, one of them has some."""
    where = None if operation.usage is None else operation.usage.stream.output
    if not isinstance(where, InBody):
        return
    found = [leading(data, pointer) for _, data in events for pointer in where.pointers]
    counts = [one for one in found if one is not None]
    # A vendor that is to be asked for them was not.
    assert operation.id in ASKED or any(counts), operation.id


ASKED = (
    "createChatCompletion",
    "createChatCompletionV1",
    "ChatCompletions_Create",
)


def leading(value: Any, pointer: tuple[str, ...]) -> Any:
    for token in pointer:
        value = value.get(token) if isinstance(value, dict) else None
    return value


@pytest.mark.parametrize("id", each())
def test_errors_are_in_the_vendors_form(id: str) -> None:
    vendor = bundled(id)
    for path, operation in operations(id):
        asked = asking(id, path, operation, None)
        for status in (400, 429, 503):
            headers = {**asked.headers, "x-mock-status": str(status)}
            made = reply(router(id), Request(asked.method, asked.path, "", headers, asked.body))
            assert made.status == status
            assert ("retry-after" in dict(made.headers)) is (status in (429, 503))
            value = json.loads(b"".join(made.pieces))
            call = router(id).find(asked)
            assert isinstance(call, Call)
            described = call.description.failure(call.described, status)
            if described is not None and "application/json" in described:
                schema = described["application/json"]
                assert not isinstance(schema, bool)
                check = validator(vendor, schema)
                assert [one.message for one in check.iter_errors(value)] == [], operation.id
                assert "x-mock-status" in json.dumps(value), operation.id
