"""A call of an API as a command line of curl, which needs to know nothing but HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from compiler.guides import Chat
from compiler.ir import Api, Operation, Path
from compiler.openapi import dereferenced, operations
from compiler.pointers import put
from compiler.targets.devportal.literals import shell
from compiler.targets.devportal.samples import fit, keywords, placeholder, sample
from compiler.terms import (
    BodyFlag,
    InHeader,
    InPath,
    InQuery,
    QueryFlag,
    Stream,
    StreamFormat,
)

ASKED = "Say hello in five words."
"""What every snippet says."""

_JSON = "application/json"
_MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class _Call:
    """A request. path: below the API's base. body: JSON; None: none. forms: fields of a multipart
    body, whose value is None where it is a file; empty: none. streamed: the answer comes piece by
    piece."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: Any = None
    forms: tuple[tuple[str, str | None], ...] = ()
    streamed: bool = False


def command(api: Api, url: str, model: str) -> str | None:
    """A call of the chat where the API has one, else of its first operation; None: all that it has
    are WebSockets. url: the API's base URL. The key is the variable GATEWAY_KEY."""
    exposed = {
        found.id: (path, found)
        for path in api.paths
        for found in path.operations
        if not found.websocket
    }
    call = _conversation(api.guide.chat, exposed, model) or _first(api, exposed, model)
    if call is None:
        return None
    query = f"?{urlencode(call.query)}" if call.query else ""
    lines = ["curl " + ("-N " if call.streamed else "") + shell(url + call.path + query)]
    if call.method == "HEAD":
        lines.append("--head")
    elif call.method != ("POST" if _sends(call) else "GET"):
        lines.append(f"-X {call.method}")
    if api.security:
        lines.append('-H "Authorization: Bearer $GATEWAY_KEY"')
    lines += [f"-H {shell(f'{name}: {value}')}" for name, value in call.headers]
    if call.body is not None:
        lines.append(f"-H {shell(f'Content-Type: {_JSON}')}")
        lines.append(f"-d {shell(_written(call.body))}")
    lines += [_field(name, value) for name, value in call.forms]
    return " \\\n  ".join(lines)


def _field(name: str, value: str | None) -> str:
    """Only what is a file is said with `-F`, to which `@` and `<` in a text mean one too."""
    if value is None:
        return f"-F {shell(f'{name}=@{placeholder(name)}')}"
    return f"--form-string {shell(f'{name}={value}')}"


def _written(body: Any) -> str:
    """JSON with a line for each member, which stays short and can be read."""
    if not isinstance(body, dict) or not body:
        return json.dumps(body)
    members = (f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in body.items())
    return "{\n" + ",\n".join(members) + "\n  }"


def _sends(call: _Call) -> bool:
    return call.body is not None or bool(call.forms)


def _conversation(
    chat: Chat | None, exposed: dict[str, tuple[Path, Operation]], model: str
) -> _Call | None:
    """One turn of a conversation, streamed where that is text; None where the API has none."""
    if chat is None:
        return None
    if found := exposed.get(chat.streamed):
        for stream in found[1].streams:
            if stream.format is not StreamFormat.AWS_EVENTSTREAM:
                return _asked(chat, *found, model, stream)
    if found := exposed.get(chat.operation):
        return _asked(chat, *found, model, None)
    return None


def _asked(
    chat: Chat, path: Path, operation: Operation, model: str, stream: Stream | None
) -> _Call:
    body, query = turn(chat, operation, model, stream)
    call = _addressed(path, operation, model)
    return replace(call, query=query + call.query, body=body, streamed=stream is not None)


def turn(
    chat: Chat, operation: Operation, model: str, stream: Stream | None
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """The body of a request with one message, and what its query says. stream: how the answer is
    to be streamed; None: not at all."""
    body: dict[str, Any] = {}
    query: tuple[tuple[str, str], ...] = ()
    if operation.request_model is None and chat.model_at is not None:
        put(body, chat.model_at, model)
    message: dict[str, Any] = {}
    put(message, chat.role, dict(chat.roles).get("user", "user"))
    put(message, chat.text, ASKED)
    put(body, chat.messages, [message])
    for pointer, value in chat.fields:
        put(body, pointer, value)
    if stream is None:
        for found in operation.streams:
            if isinstance(found.when, BodyFlag) and found.when.default:
                put(body, found.when.pointer, False)
    else:
        match stream.when:
            case BodyFlag(pointer, wanted):
                put(body, pointer, True if wanted is None else wanted)
            case QueryFlag(parameter, wanted):
                query = ((parameter, wanted),)
        for pointer, value in chat.stream:
            put(body, pointer, value)
    return body, query


def _addressed(path: Path, operation: Operation, model: str) -> _Call:
    """The request without its body."""
    found = operation.request_model
    known = {found.parameter: model} if isinstance(found, InPath) else {}
    text = "".join(
        part if isinstance(part, str) else quote(known.get(part.name, placeholder(part.name)), ":")
        for part in path.template.parts
    )
    return _Call(
        method=operation.method,
        path=text,
        query=((found.parameter, model),) if isinstance(found, InQuery) else (),
        headers=((found.name, model),) if isinstance(found, InHeader) else (),
    )


def _first(api: Api, exposed: dict[str, tuple[Path, Operation]], model: str) -> _Call | None:
    """The first operation, as the vendor's groups order them, with the smallest body it takes."""
    for path, operation in _in_order(api, exposed):
        return _smallest(api, path, operation, model)
    return None


def _smallest(api: Api, path: Path, operation: Operation, model: str) -> _Call:
    call = _addressed(path, operation, model)
    same = (operation.method, path.template.text)
    described = (one for one in operations(api.document) if (one.method, one.path) == same)
    body = next((one.data.get("requestBody") for one in described), None) or {}
    contents = dereferenced(api.document, body).get("content") or {}
    if _JSON in contents:
        return replace(call, body=sample(api.document, contents[_JSON].get("schema")))
    if _MULTIPART in contents:
        schema = keywords(api.document, contents[_MULTIPART].get("schema"))
        properties = schema.get("properties") or {}
        required = schema.get("required") or ()
        # curl has no way to write the others.
        names = [name for name in properties if name in required and fit(name) and "=" not in name]
        forms = ((name, _form(api, properties[name], name)) for name in names)
        return replace(call, forms=tuple(forms))
    return call


def _in_order(
    api: Api, exposed: dict[str, tuple[Path, Operation]]
) -> Iterator[tuple[Path, Operation]]:
    for _, ids in api.guide.groups:
        yield from (exposed[id] for id in ids if id in exposed)
    yield from exposed.values()


def _form(api: Api, schema: Any, name: str) -> str | None:
    """The text of a field; None: it is a file."""
    found = keywords(api.document, schema)
    if found.get("format") == "binary" or "contentMediaType" in found or name == "file":
        return None
    value = sample(api.document, found, name)
    return value if isinstance(value, str) else json.dumps(value)
