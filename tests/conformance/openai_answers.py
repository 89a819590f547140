"""Correct answers in OpenAI's shapes (published API reference), whole and as events."""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

from tests.conformance.answers import WORDS, model_of

TEXT = "".join(WORDS)
NOW = 1_741_476_542
SOUND = b"ID3\x04\x00" + bytes(range(256)) * 16
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n....IHDR").decode()

CHAT_USAGE = {
    "prompt_tokens": 19,
    "completion_tokens": 10,
    "total_tokens": 29,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}
RESPONSE_USAGE = {
    "input_tokens": 36,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 87,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 123,
}
IMAGE_USAGE = {
    "input_tokens": 50,
    "input_tokens_details": {"text_tokens": 10, "image_tokens": 40},
    "output_tokens": 4160,
    "total_tokens": 4210,
}
AUDIO_USAGE = {
    "type": "tokens",
    "input_tokens": 14,
    "input_token_details": {"text_tokens": 0, "audio_tokens": 14},
    "output_tokens": 45,
    "total_tokens": 59,
}
SPEECH_USAGE = {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}
SECONDS = {"type": "duration", "seconds": 9}
CATEGORIES = ("harassment", "violence")


def field(body: bytes, name: str) -> Any:
    """What a JSON or multipart request has under a name; None where it has nothing."""
    try:
        data = json.loads(body)
    except ValueError:
        found = re.search(rb'name="' + name.encode() + rb'"\r\n\r\n([^\r]*)\r\n', body)
        return found.group(1).decode() if found else None
    return data.get(name) if isinstance(data, dict) else None


def chat(body: bytes, model: str) -> dict[str, Any]:
    said: dict[str, Any] = {"role": "assistant", "content": TEXT, "refusal": None}
    choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-B9MBs8",
        "object": "chat.completion",
        "created": NOW,
        "model": model,
        "choices": [choice],
        "usage": CHAT_USAGE,
        "service_tier": "default",
        "system_fingerprint": None,
    }


def completion(body: bytes, model: str) -> dict[str, Any]:
    choice = {"text": TEXT, "index": 0, "logprobs": None, "finish_reason": "stop"}
    return {
        "id": "cmpl-uqkvlQ",
        "object": "text_completion",
        "created": NOW,
        "model": model,
        "choices": [choice],
        "usage": CHAT_USAGE,
    }


def embeddings(body: bytes, model: str) -> dict[str, Any]:
    given = field(body, "input")
    vector: object = [0.5, -0.25, 0.125]
    if field(body, "encoding_format") == "base64":
        vector = base64.b64encode(struct.pack("<3f", 0.5, -0.25, 0.125)).decode()
    rows = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index in range(len(given) if isinstance(given, list) else 1)
    ]
    usage = {"prompt_tokens": 8, "total_tokens": 8}
    return {"object": "list", "data": rows, "model": model, "usage": usage}


def message(status: str = "completed", text: str = TEXT) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {
        "type": "message",
        "id": "msg_67cc",
        "status": status,
        "role": "assistant",
        "content": [part] if text else [],
    }


def response(body: bytes, model: str, status: str = "completed") -> dict[str, Any]:
    done = status == "completed"
    return {
        "id": "resp_68ab",
        "object": "response",
        "created_at": NOW,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": model,
        "output": [message()] if done else [],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": RESPONSE_USAGE if done else None,
        "user": None,
    }


def images(body: bytes, model: str) -> dict[str, Any]:
    data = [{"b64_json": PIXEL}]
    return {"created": NOW, "data": data, "output_format": "png", "usage": IMAGE_USAGE}


def moderation(body: bytes, model: str) -> dict[str, Any]:
    result = {
        "flagged": False,
        "categories": dict.fromkeys(CATEGORIES, False),
        "category_scores": dict.fromkeys(CATEGORIES, 0.001),
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }
    return {"id": "modr-970d", "model": model, "results": [result]}


def transcription(body: bytes, model: str) -> dict[str, Any]:
    usage = SECONDS if model == "whisper-1" else AUDIO_USAGE
    return {"text": "One sentence.", "usage": usage}


def card(model: str) -> dict[str, Any]:
    return {"id": model, "object": "model", "created": NOW, "owned_by": "system"}


def compacted(body: bytes, model: str) -> dict[str, Any]:
    item = {"type": "compaction", "id": "cmp_1", "encrypted_content": "gAAAAA=="}
    return {
        "id": "resp_69cd",
        "object": "response.compaction",
        "created_at": NOW,
        "output": [item],
        "usage": RESPONSE_USAGE,
    }


def items(body: bytes, model: str) -> dict[str, Any]:
    part = {"type": "input_text", "text": "How many words?"}
    item = {"id": "msg_1", "type": "message", "role": "user", "content": [part]}
    ends = {"first_id": "msg_1", "last_id": "msg_1", "has_more": False}
    return {"object": "list", "data": [item], **ends}


WHOLE: dict[str, Callable[[bytes, str], dict[str, Any]]] = {
    "/chat/completions": chat,
    "/completions": completion,
    "/embeddings": embeddings,
    "/responses": response,
    "/responses/resp_68ab": response,
    "/responses/resp_68ab/input_items": items,
    "/responses/compact": compacted,
    "/images/generations": images,
    "/images/edits": images,
    "/moderations": moderation,
    "/audio/transcriptions": transcription,
}


def whole(method: str, path: str, body: bytes) -> tuple[str, bytes]:
    """The media type and body of the right answer."""
    tail = path.partition("/v1")[2]
    if tail == "/audio/speech":
        return "audio/mpeg", SOUND
    if field(body, "response_format") == "text":
        return "text/plain; charset=utf-8", b"One sentence.\n"
    return "application/json", _json(_answer(method, tail, body))


def _answer(method: str, tail: str, body: bytes) -> dict[str, Any]:
    model = model_of(body, "gpt-4o")
    if method == "DELETE":
        return {"id": tail.rpartition("/")[2], "object": "response", "deleted": True}
    if tail in WHOLE:
        return WHOLE[tail](body, model)
    match tail:
        case "/responses/resp_68ab/cancel":
            return response(body, model, "cancelled")
        case "/responses/input_tokens":
            return {"object": "response.input_tokens", "input_tokens": 11}
        case "/audio/translations":
            return {"text": "One sentence."}
        case "/models":
            return {"object": "list", "data": [card("gpt-4o-mini"), card("gpt-image-1")]}
    return card(tail.removeprefix("/models/"))


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def error(status: int) -> bytes:
    """The vendor's own error."""
    found = {"message": f"vendor says {status}", "type": "some_error", "param": None, "code": None}
    return _json({"error": found})


def lines(whole: bool) -> tuple[tuple[str, str], ...]:
    """What the vendor says in headers beside the media type."""
    numbered = (("X-Request-Id", "vendor-id-1"),) if whole else ()
    return (
        *numbered,
        ("Openai-Organization", "acme-secret-org"),
        ("Openai-Project", "proj_secret"),
        ("Openai-Processing-Ms", "512"),
        ("Openai-Version", "2020-10-01"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"),
        ("X-RateLimit-Remaining-Tokens", "149984"),
        ("X-RateLimit-Reset-Requests", "6ms"),
    )


def named(events: Iterator[dict[str, Any]]) -> list[bytes]:
    """Events whose name repeats their type."""
    return [b"event: %s\ndata: %s\n\n" % (one["type"].encode(), _json(one)) for one in events]


def unnamed(events: Iterator[dict[str, Any]]) -> list[bytes]:
    return [b"data: %s\n\n" % _json(one) for one in events]
