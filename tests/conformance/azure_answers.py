"""Correct answers in Azure OpenAI's shapes (published API description), whole and as events."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance import openai_answers, openai_streams
from tests.conformance.azure_facts import ANSWERING

SAFE = {"filtered": False, "severity": "safe"}
FINDINGS = dict.fromkeys(("hate", "self_harm", "sexual", "violence"), SAFE)
PROMPT_FINDINGS = [{"prompt_index": 0, "content_filter_results": FINDINGS}]


def tail_of(path: str) -> str:
    """What follows the deployment."""
    return "/" + path.partition("/openai/deployments/")[2].partition("/")[2]


def whole(path: str, body: bytes) -> tuple[str, bytes]:
    """The media type and body of the right answer."""
    if openai_answers.field(body, "response_format") == "text":
        return "text/plain; charset=utf-8", b"One sentence.\n"
    return "application/json", _json(_answer(path, body))


def _answer(path: str, body: bytes) -> dict[str, Any]:
    match tail_of(path):
        case "/chat/completions":
            return filtered(openai_answers.chat(body, ANSWERING))
        case "/completions":
            return filtered(openai_answers.completion(body, ANSWERING))
        case "/embeddings":
            return openai_answers.embeddings(body, ANSWERING)
        case "/images/generations":
            data = [{"url": "https://pictures.test/1.png", "revised_prompt": "A picture."}]
            return {"created": openai_answers.NOW, "data": data}
        case "/audio/transcriptions" | "/audio/translations":
            return {"text": "One sentence."}
    return {"object": "list", "data": [_card("gpt-4o")]}


def filtered(answer: dict[str, Any]) -> dict[str, Any]:
    choices = [{**one, "content_filter_results": FINDINGS} for one in answer["choices"]]
    answer.pop("service_tier", None)
    return {**answer, "choices": choices, "prompt_filter_results": PROMPT_FINDINGS}


def _card(model: str) -> dict[str, Any]:
    abilities = dict.fromkeys(("chat_completion", "inference"), True)
    return {
        "id": model,
        "object": "model",
        "created_at": openai_answers.NOW,
        "updated_at": openai_answers.NOW,
        "status": "succeeded",
        "capabilities": {**abilities, "completion": False, "embeddings": False},
        "lifecycle_status": "generally-available",
        "deprecation": {"inference": 1_900_000_000},
    }


def events(path: str, body: bytes) -> list[bytes]:
    """The events of the right answer: first one that has nothing but what the filter found."""
    parts = (
        openai_streams.chat_parts(body, ANSWERING)
        if tail_of(path) == "/chat/completions"
        else openai_streams.completion_parts(body, ANSWERING)
    )
    data = list(parts)
    findings = {**data[0], "choices": [], "prompt_filter_results": PROMPT_FINDINGS}
    return [*openai_answers.unnamed(iter([findings, *data])), openai_streams.DONE]


def error(status: int) -> bytes:
    """The vendor's own error: of the model's side at 400, of the edge otherwise."""
    if status == 400:
        inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": FINDINGS}
        found = {"message": "The prompt was filtered.", "type": None, "param": "prompt"}
        return _json({"error": {**found, "code": "content_filter", "innererror": inner}})
    return _json({"error": {"code": str(status), "message": f"vendor says {status}"}})


def lines(whole: bool) -> tuple[tuple[str, str], ...]:
    """What the vendor says in headers beside the media type."""
    numbered = (("apim-request-id", "vendor-id-1"),) if whole else ()
    return (
        *numbered,
        ("x-ms-region", "Secret Region"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"),
        ("x-ratelimit-remaining-tokens", "7959"),
        ("x-ms-client-request-id", "client-side"),
    )


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
