"""Correct answers, in the vendor's shapes (published API reference): bodies as plain data."""

from __future__ import annotations

import json
import re
from typing import Any

USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
WORDS = ("Four", " word", " answer", ".")


def model_of(body: bytes, default: str = "mistral-small-latest") -> str:
    """The model that a JSON or multipart request names."""
    try:
        data = json.loads(body)
    except ValueError:
        found = re.search(rb'name="model"\r\n\r\n([^\r]+)\r\n', body)
        return found.group(1).decode() if found else default
    model = data.get("model", default) if isinstance(data, dict) else default
    return str(model)


def wants_stream(body: bytes) -> bool:
    try:
        data = json.loads(body)
    except ValueError:
        return re.search(rb'name="stream"\r\n\r\n[Tt]rue\r\n', body) is not None
    return isinstance(data, dict) and data.get("stream") is True


def _card(model: str) -> dict[str, Any]:
    return {
        "id": model,
        "object": "model",
        "type": "base",
        "created": 1_700_000_000,
        "owned_by": "mistralai",
        "capabilities": {"completion_chat": True, "completion_fim": False},
        "max_context_length": 32_768,
    }


def _chat(body: bytes) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(WORDS), "tool_calls": None}
    return {
        "id": "cmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model_of(body),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": USAGE,
    }


def _embeddings(body: bytes) -> dict[str, Any]:
    given = json.loads(body).get("input", [])
    count = len(given) if isinstance(given, list) else 1
    vectors = [
        {"object": "embedding", "index": index, "embedding": [0.5, -0.25, 0.125]}
        for index in range(count)
    ]
    usage = {"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5}
    return {
        "id": "emb-1",
        "object": "list",
        "data": vectors,
        "model": model_of(body),
        "usage": usage,
    }


def _moderation(body: bytes) -> dict[str, Any]:
    result = {"categories": {"violence": False}, "category_scores": {"violence": 0.001}}
    return {"id": "mod-1", "model": model_of(body), "results": [result]}


def _ocr(body: bytes) -> dict[str, Any]:
    page = {"index": 0, "markdown": "# One page", "images": [], "dimensions": None}
    return {
        "pages": [page],
        "model": model_of(body),
        "usage_info": {"pages_processed": 1, "doc_size_bytes": 100},
    }


def _transcription(body: bytes) -> dict[str, Any]:
    return {
        "model": model_of(body),
        "text": "One sentence.",
        "language": "en",
        "segments": [],
        "usage": {**USAGE, "prompt_audio_seconds": 3},
    }


def answer(path: str, body: bytes) -> dict[str, Any]:
    """The JSON answer to a request for a vendor path (anything before `/v1` is the base path)."""
    match path.partition("/v1")[2]:
        case "/chat/completions" | "/fim/completions":
            return _chat(body)
        case "/embeddings":
            return _embeddings(body)
        case "/moderations" | "/chat/moderations":
            return _moderation(body)
        case "/ocr":
            return _ocr(body)
        case "/audio/transcriptions":
            return _transcription(body)
        case deployed if deployed.startswith("/deployments/"):
            return _chat(body)
        case "/models":
            return {"object": "list", "data": [_card("mistral-small-latest")]}
        case other:
            return _card(other.rpartition("/")[2])


def events(path: str, body: bytes) -> list[bytes]:
    """The stream of events of a chat or transcription; the last one before [DONE] has the usage."""
    model = model_of(body)
    if path.endswith("/audio/transcriptions"):
        last = {"model": model, "text": "One sentence.", "segments": [], "usage": USAGE}
        return [
            _event({"type": "transcription.text.delta", "text": "One"}, "transcription.text.delta"),
            _event({**last, "type": "transcription.done", "language": "en"}, "transcription.done"),
        ]
    parts: list[dict[str, Any]] = []
    for index, word in enumerate(WORDS):
        end = index == len(WORDS) - 1
        choice = {
            "index": 0,
            "delta": {"role": "assistant", "content": word},
            "finish_reason": "stop" if end else None,
        }
        part = {
            "id": "cmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": model,
            "choices": [choice],
        }
        parts.append({**part, "usage": USAGE} if end else part)
    return [*map(_event, parts), b"data: [DONE]\n\n"]


def _event(data: dict[str, Any], name: str = "") -> bytes:
    prefix = f"event: {name}\n" if name else ""
    return f"{prefix}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
