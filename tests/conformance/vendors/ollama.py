"""Ollama: lines of JSON unless told otherwise, the counts on the last, and no key."""

from __future__ import annotations

from typing import Any

from tests.conformance.answers import WORDS, model_of
from tests.conformance.forms import MESSAGES, PROMPT, Api, Operation, json_body
from tests.conformance.openai_answers import field
from tests.conformance.vendors.voice import Served, Voice, as_json

MODEL = "gemma3:4b"
NOW = "2026-11-02T09:30:00.123456Z"
COST = {
    "total_duration": 4_883_583_458,
    "load_duration": 1_334_875,
    "prompt_eval_count": 26,
    "prompt_eval_duration": 342_546_000,
    "eval_count": 282,
    "eval_duration": 4_535_599_000,
}
DETAILS = {"format": "gguf", "family": "gemma3", "parameter_size": "4.3B"}


def said(path: str, text: str) -> dict[str, Any]:
    if path.endswith("/chat"):
        return {"message": {"role": "assistant", "content": text}}
    return {"response": text}


def whole(_method: str, path: str, body: bytes) -> tuple[str, bytes]:
    return "application/json", as_json(answer(path, body))


def answer(path: str, body: bytes) -> dict[str, Any]:
    card = {"name": MODEL, "model": MODEL, "size": 3_338_801_804, "details": DETAILS}
    match path.rpartition("/")[2]:
        case "chat" | "generate":
            made = {"model": model_of(body), "created_at": NOW}
            return {
                **made,
                **said(path, "".join(WORDS)),
                "done": True,
                "done_reason": "stop",
                **COST,
            }
        case "embed":
            cost = {
                "total_duration": 14_143_917,
                "load_duration": 1_019_500,
                "prompt_eval_count": 8,
            }
            return {"model": model_of(body), "embeddings": [[0.5, -0.25]], **cost}
        case "show":
            facts = {"general.architecture": "gemma3", "gemma3.context_length": 131_072}
            card = {"details": DETAILS, "model_info": facts, "modified_at": NOW}
            return {**card, "capabilities": ["completion"]}
        case "version":
            return {"version": "0.12.6"}
    return {"models": [card]}


def events(path: str, body: bytes) -> list[bytes]:
    made = {"model": model_of(body), "created_at": NOW}
    parts = [{**made, **said(path, word), "done": False} for word in WORDS]
    last = {**made, **said(path, ""), "done": True, "done_reason": "stop", **COST}
    return [as_json(part) + b"\n" for part in (*parts, last)]


def wants_stream(target: str, body: bytes) -> bool:
    return target.endswith(("/chat", "/generate")) and field(body, "stream") is not False


def error(status: int) -> bytes:
    return as_json({"error": f"vendor says {status}"})


def posted(id: str, counts: tuple[int, int | None] | None = (26, 282), **of: object) -> Operation:
    body = json_body(model=MODEL, **of)
    return Operation(id, "POST", f"/api/{id}", body, usage=counts)


OPERATIONS = {
    "ollama_chat": posted("chat", messages=MESSAGES, stream=False),
    "ollama_chat_stream": posted("chat", messages=MESSAGES),
    "ollama_chat_stream_said": posted("chat", messages=MESSAGES, stream=True),
    "ollama_generate": posted("generate", prompt=PROMPT, stream=False),
    "ollama_generate_stream": posted("generate", prompt=PROMPT),
    "ollama_embed": posted("embed", (8, None), input=PROMPT),
    "ollama_show": posted("show", None),
    "ollama_models": Operation("list", "GET", "/api/tags"),
    "ollama_ps": Operation("ps", "GET", "/api/ps"),
    "ollama_version": Operation("version", "GET", "/api/version"),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=error,
        wants_stream=wants_stream,
        events=events,
        stream_kind="application/x-ndjson",
    ),
    operations=OPERATIONS,
    apis={
        "Ollama": Api(
            "/ollamaapi/1.0.0", vendor_key="", port="OLLAMA", provider="ollama/v1", auth=None
        ),
    },
)
