"""Correct streams in OpenAI's shapes (published API reference): which requests ask for one, and
its events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conformance.answers import WORDS, model_of
from tests.conformance.openai_answers import (
    AUDIO_USAGE,
    CHAT_USAGE,
    IMAGE_USAGE,
    NOW,
    PIXEL,
    SPEECH_USAGE,
    TEXT,
    field,
    message,
    named,
    response,
    unnamed,
)

DONE = b"data: [DONE]\n\n"


def wants(path: str, query: str, body: bytes) -> bool:
    """Whether the request asks for events."""
    if path.endswith("/audio/speech"):
        return bool(field(body, "stream_format") == "sse")
    if not body:
        return "stream=true" in query.split("&")
    return field(body, "stream") in (True, "true", "True")


def events(path: str, body: bytes) -> list[bytes]:
    """The events of the right answer, the sentinel included where the operation has one."""
    tail = path.partition("/v1")[2]
    model = model_of(body, "gpt-4o")
    match tail:
        case "/images/generations" | "/images/edits":
            return named(image_events(tail))
        case "/audio/speech":
            return unnamed(speech_events())
        case "/audio/transcriptions":
            return unnamed(transcription_events())
        case "/completions":
            return [*unnamed(completion_parts(body, model)), DONE]
        case "/chat/completions":
            return [*unnamed(chat_parts(body, model)), DONE]
    return named(response_events(body, model))


def counted(body: bytes) -> bool:
    """Whether the client asks for usage at the end of the stream."""
    return bool((field(body, "stream_options") or {}).get("include_usage"))


def chat_parts(body: bytes, model: str) -> Iterator[dict[str, Any]]:
    ordinary: dict[str, Any] = {
        "id": "chatcmpl-B9MBs8",
        "object": "chat.completion.chunk",
        "created": NOW,
        "model": model,
        "service_tier": "default",
        "system_fingerprint": None,
    }
    if counted(body):
        ordinary["usage"] = None
    first: dict[str, Any] = {"role": "assistant", "content": "", "refusal": None}
    deltas = [first, *({"content": word} for word in WORDS), {}]
    for index, delta in enumerate(deltas):
        end = "stop" if index == len(deltas) - 1 else None
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": end}
        yield {**ordinary, "choices": [choice]}
    if counted(body):
        yield {**ordinary, "choices": [], "usage": CHAT_USAGE}


def completion_parts(body: bytes, model: str) -> Iterator[dict[str, Any]]:
    ordinary: dict[str, Any] = {
        "id": "cmpl-uqkvlQ",
        "object": "text_completion",
        "created": NOW,
        "model": model,
    }
    for index, word in enumerate(WORDS):
        end = "stop" if index == len(WORDS) - 1 else None
        choice = {"text": word, "index": 0, "logprobs": None, "finish_reason": end}
        yield {**ordinary, "choices": [choice], "usage": None}
    if counted(body):
        yield {**ordinary, "choices": [], "usage": CHAT_USAGE}


def response_events(body: bytes, model: str) -> Iterator[dict[str, Any]]:
    running = response(body, model, "in_progress")
    place = {"output_index": 0, "item_id": "msg_67cc", "content_index": 0}
    empty = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    whole = {**empty, "text": TEXT}
    events: list[tuple[str, dict[str, Any]]] = [
        ("created", {"response": running}),
        ("in_progress", {"response": running}),
        ("output_item.added", {"output_index": 0, "item": message("in_progress", "")}),
        ("content_part.added", {**place, "part": empty}),
        *(("output_text.delta", {**place, "delta": word, "logprobs": []}) for word in WORDS),
        ("output_text.done", {**place, "text": TEXT, "logprobs": []}),
        ("content_part.done", {**place, "part": whole}),
        ("output_item.done", {"output_index": 0, "item": message()}),
        ("completed", {"response": response(body, model)}),
    ]
    for number, (name, data) in enumerate(events):
        yield {"type": f"response.{name}", "sequence_number": number, **data}


def image_events(tail: str) -> Iterator[dict[str, Any]]:
    kind = "image_edit" if tail.endswith("edits") else "image_generation"
    ordinary = {
        "b64_json": PIXEL,
        "created_at": NOW,
        "size": "1024x1024",
        "quality": "high",
        "background": "opaque",
        "output_format": "png",
    }
    yield {"type": f"{kind}.partial_image", **ordinary, "partial_image_index": 0}
    yield {"type": f"{kind}.completed", **ordinary, "usage": IMAGE_USAGE}


def speech_events() -> Iterator[dict[str, Any]]:
    yield {"type": "speech.audio.delta", "audio": "SUQzBAA="}
    yield {"type": "speech.audio.done", "usage": SPEECH_USAGE}


def transcription_events() -> Iterator[dict[str, Any]]:
    for word in ("One ", "sentence."):
        yield {"type": "transcript.text.delta", "delta": word}
    yield {"type": "transcript.text.done", "text": "One sentence.", "usage": AUDIO_USAGE}
