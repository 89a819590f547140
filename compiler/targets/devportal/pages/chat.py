"""What the chat panel has to know: the vendor's way of holding a conversation, as JSON.

The object, in which a pointer is a list of a JSON pointer's reference tokens, unescaped (a token of
digits is a place in a list, wherever a request is made):

    plain       how an answer in one piece is asked for, a CALL
    streamed    how a stream is asked for, a CALL with two more members; null: there are no streams
    messages    pointer into a request: the list of messages
    role, text  pointers into a message
    roles       the vendor's words, by "user" and "assistant"
    answer      pointer into an answer: its text
    delta       pointer into the data of a stream's event: a piece of the text
    models      names that are known; suggested: one of them, or another
    key         {"header", "prefix"}: how the client's key is shown; null: anyone may call

A CALL is {"method", "url", "model", "query", "set", "usage"}. model: where the model is named,
{"in": "body", "pointer"}, or {"in": "path" | "query" | "header", "name"}; null: nowhere. A url has
{name} where a path has it. query: pairs of texts. set: pairs of a pointer into the request and a
value. usage: null, or {"input", "output", "total"}, each null, {"header"} or {"pointers"}: counts
that are added up, and of a stream the last of each. A stream's: format (as `terms.StreamFormat`)
and end, the data that ends it, or null.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compiler import ir
from compiler.guides import Chat
from compiler.targets.devportal.snippets import model_of
from compiler.terms import (
    BodyFlag,
    InBody,
    InHeader,
    InPath,
    InQuery,
    Parameter,
    QueryFlag,
    Reported,
    Stream,
)

_DEFAULT_WORDS = {"user": "user", "assistant": "assistant"}

_Found = tuple[ir.Path, ir.Operation]


def chat(gateway: ir.Gateway, api: ir.Api, models: Iterable[str]) -> dict[str, Any] | None:
    """The data; None where the vendor holds no conversations or the API does not expose them.
    models: those that are known."""
    said = api.guide.chat
    found = {each.id: (path, each) for path in api.paths for each in path.operations}
    plain = None if said is None else _call(gateway, api, said, found.get(said.operation))
    if said is None or plain is None:
        return None
    known = list(models)
    return {
        "plain": plain,
        "streamed": _streamed(gateway, api, said, found.get(said.streamed)),
        "messages": said.messages,
        "role": said.role,
        "text": said.text,
        "roles": _DEFAULT_WORDS | dict(said.roles),
        "answer": said.answer,
        "delta": said.delta,
        "models": known,
        "suggested": model_of(api),
        "key": {"header": "authorization", "prefix": "Bearer "} if api.security else None,
    }


def _call(
    gateway: ir.Gateway, api: ir.Api, said: Chat, found: _Found | None
) -> dict[str, Any] | None:
    """None: the operation is not there, or its path has a parameter that nothing fills."""
    if found is None:
        return None
    path, operation = found
    model = _model(operation, said)
    names = [part.name for part in path.template.parts if isinstance(part, Parameter)]
    if any(model != {"in": "path", "name": name} for name in names):
        return None
    return {
        "method": operation.method,
        "url": gateway.url + api.base + path.template.text,
        "model": model,
        "query": [],
        "set": [*said.fields, *_refused(operation.streams)],
        "usage": None if operation.usage is None else _usage(operation.usage.answer),
    }


def _streamed(
    gateway: ir.Gateway, api: ir.Api, said: Chat, found: _Found | None
) -> dict[str, Any] | None:
    call = _call(gateway, api, said, found)
    if call is None or found is None or not found[1].streams:
        return None
    _, operation = found
    stream, *_ = operation.streams
    fields = [*said.fields, *said.stream]
    query = []
    match stream.when:
        case BodyFlag(pointer, value):
            fields.append((pointer, True if value is None else value))
        case QueryFlag(parameter, value):
            query.append((parameter, value))
        case None:
            pass
    usage = None if operation.usage is None else _usage(operation.usage.stream)
    more = {"query": query, "set": fields, "usage": usage}
    return {**call, **more, "format": stream.format, "end": said.end}


def _refused(streams: Iterable[Stream]) -> list[tuple[tuple[str, ...], bool]]:
    """What a request says that wants no stream, where silence would ask for one."""
    flags = (stream.when for stream in streams if isinstance(stream.when, BodyFlag))
    return [(flag.pointer, False) for flag in flags if flag.default and flag.value is None]


def _model(operation: ir.Operation, said: Chat) -> dict[str, Any] | None:
    """None: no request names one."""
    match operation.request_model:
        case InPath(name):
            return {"in": "path", "name": name}
        case InQuery(name):
            return {"in": "query", "name": name}
        case InHeader(name):
            return {"in": "header", "name": name}
        case None:
            return None if said.model_at is None else {"in": "body", "pointer": said.model_at}


def _usage(reported: Reported) -> dict[str, Any]:
    return {
        "input": _where(reported.input),
        "output": _where(reported.output),
        "total": _where(reported.total),
    }


def _where(place: InBody | InHeader | None) -> dict[str, Any] | None:
    match place:
        case InBody(pointers):
            return {"pointers": pointers}
        case InHeader(name):
            return {"header": name}
        case None:
            return None
