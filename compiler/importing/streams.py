"""Which operations stream, and when: from media types, and from a request's own `stream`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from compiler import openapi
from compiler.importing.guess import Guess
from compiler.importing.parameters import parameters
from compiler.importing.shapes import Bodies, types
from compiler.openapi import Described, Document

_FORMATS = {
    "text/event-stream": "sse",
    "application/x-ndjson": "ndjson",
    "application/vnd.amazon.eventstream": "aws-eventstream",
}
EVENTS = "text/event-stream"


def streaming(
    document: Document, operations: Sequence[Described], bodies: Bodies
) -> tuple[Guess | None, tuple[str, ...]]:
    """The section `streaming`; None where nothing streams. Then the operationIds whose answers say
    nothing of the stream that their requests ask for: `declared` is to put it right."""
    blocks: dict[str, dict[str, Any]] = {}
    silent = []
    for each in operations:
        answers = openapi.answer_media_types(document, each)
        format = next((_FORMATS[one] for one in _FORMATS if one in answers), None)
        when = _when(document, each, bodies, alone=len(answers) == 1)
        if format is None and isinstance(when, dict) and each.method == "POST":
            silent.append(str(each.id))
            format = "sse"
        if format is None or when is None:
            continue
        block = {"format": format, "when": when}
        known = blocks.setdefault(json.dumps(block), {**block, "operations": []})
        known["operations"].append(str(each.id))
    if not blocks:
        return None, ()
    value = list(blocks.values())
    why = "media types of answers, and `stream` in requests"
    return Guess(value[0] if len(value) == 1 else value, why), tuple(silent)


def _when(
    document: Document, operation: Described, bodies: Bodies, *, alone: bool
) -> str | dict[str, Any] | None:
    """What makes the operation stream, if it can. alone: it has one kind of answer."""
    for schema in bodies.request(operation, ("stream",)):
        values = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
        if "boolean" in types(schema) or True in values:
            always = bool(values) and False not in values
            on = {"default": True} if schema.get("default") is True else {}
            return "always" if always and alone else {"body": "/stream", **on}
    for each in parameters(document, operation):
        if each["in"] == "query" and each["name"] == "stream":
            return {"query": "stream", "value": "true"}
    return "always"


def declared(document: dict[str, Any], ids: Sequence[str]) -> None:
    """Adds events to the answers of these operations; their schema is not known."""
    for item in document["paths"].values():
        for method, operation in item.items():
            if operation["operationId"] in ids:
                item[method] = _with_events(document, operation)


def _with_events(document: Mapping[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    answers = dict(operation.get("responses", {}))
    status = next((each for each in answers if each.startswith("2")), "200")
    answer = answers.get(status, {"description": ""})
    whole = openapi.dereferenced(openapi.Document(document, ""), answer)
    content = {**whole.get("content", {}), EVENTS: {"schema": {"type": "string"}}}
    return {**operation, "responses": {**answers, status: {**whole, "content": content}}}
