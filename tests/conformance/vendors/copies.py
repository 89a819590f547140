"""Answers in the form that most vendors copied from OpenAI, for those that add little to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conformance import openai_answers, openai_streams
from tests.conformance.forms import MESSAGES, PROMPT, Operation, json_body
from tests.conformance.openai_answers import NOW, field
from tests.conformance.vendors.voice import as_json

COUNTS = (19, 10)
BYTES = b'{"custom_id":"one"}\n{"custom_id":"two"}\n'
FILE, BATCH = "file-9a3d", "batch_4e7b"
BOTH_COUNTS = {"include_usage": True}


def file(purpose: str = "batch") -> dict[str, Any]:
    return {
        "id": FILE,
        "object": "file",
        "bytes": len(BYTES),
        "created_at": NOW,
        "filename": "a.jsonl",
        "purpose": purpose,
        "status": "processed",
    }


def batch(status: str = "validating") -> dict[str, Any]:
    return {
        "id": BATCH,
        "object": "batch",
        "endpoint": "/v1/chat/completions",
        "input_file_id": FILE,
        "completion_window": "24h",
        "status": status,
        "created_at": NOW,
        "request_counts": {"total": 2, "completed": 0, "failed": 0},
    }


def page(*items: dict[str, Any]) -> dict[str, Any]:
    return {"object": "list", "data": list(items), "has_more": False}


def kept(method: str, tail: str) -> tuple[str, bytes] | None:
    """What is answered about files and batches; None where the path is about neither."""
    place = tail.strip("/").partition("/")[0]
    if place not in ("files", "batches"):
        return None
    if tail.endswith("/content"):
        return "application/octet-stream", BYTES
    one = file() if place == "files" else batch("cancelling" if "cancel" in tail else "validating")
    if method == "DELETE":
        one = {"id": FILE, "object": "file", "deleted": True}
    listed = method == "GET" and tail.count("/") == 1
    return "application/json", as_json(page(one) if listed else one)


def chat(
    path: str,
    model: str,
    counts: tuple[int | None, int | None] = COUNTS,
    *,
    id: str = "createChatCompletion",
    **more: object,
) -> Operation:
    """A chat in this form. `counts`: what the log has of it."""
    body = json_body(model=model, messages=MESSAGES, **more)
    return Operation(id, "POST", path, body, usage=counts)


def embedding(path: str, model: str) -> Operation:
    body = json_body(model=model, input=[PROMPT, "two"])
    return Operation("createEmbedding", "POST", path, body, usage=(8, None))


def about(id: str, method: str, base: str, name: str, of: str, tail: str = "") -> Operation:
    """An operation on one thing that the vendor keeps: `name` is the path's parameter."""
    return Operation(id, method, f"{base}/{{{name}}}{tail}", tail=f"{base}/{of}{tail}")


def streams_by_body(_target: str, body: bytes) -> bool:
    return field(body, "stream") in (True, "true")


def of_openai(prefix: str) -> Callable[[str, str, bytes], tuple[str, bytes]]:
    """The right answer where paths differ from OpenAI's in what stands before `/chat` and such."""

    def whole(method: str, path: str, body: bytes) -> tuple[str, bytes]:
        tail = path.partition(prefix)[2]
        return kept(method, tail) or openai_answers.whole(method, "/v1" + tail, body)

    return whole


def events_of_openai(prefix: str) -> Callable[[str, bytes], list[bytes]]:
    """The right events, likewise."""

    def events(path: str, body: bytes) -> list[bytes]:
        return openai_streams.events("/v1" + path.partition(prefix)[2], body)

    return events
