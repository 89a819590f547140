"""DeepSeek: paths without a version, what a model thought, errors of a form that is known."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance import openai_answers, openai_streams
from tests.conformance.answers import model_of
from tests.conformance.forms import PROMPT, Api, Operation, json_body
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_answers import unnamed
from tests.conformance.vendors.copies import BOTH_COUNTS, COUNTS, chat, streams_by_body
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

MODEL = "deepseek-reasoner"
THOUGHT = "Let me count the words."


def whole(_method: str, path: str, body: bytes) -> tuple[str, bytes]:
    return "application/json", as_json(answer(path, body))


def answer(path: str, body: bytes) -> dict[str, Any]:
    if path.endswith("/chat/completions"):
        data = openai_answers.chat(body, model_of(body))
        (choice,) = data["choices"]
        del choice["message"]["refusal"], data["service_tier"], data["system_fingerprint"]
        message = {**choice["message"], "reasoning_content": THOUGHT}
        return {**data, "choices": [{**choice, "message": message}]}
    if path.endswith("/completions"):
        return openai_answers.completion(body, model_of(body))
    if path.endswith("/models"):
        card = {"id": MODEL, "object": "model", "owned_by": "deepseek"}
        return {"object": "list", "data": [card]}
    amounts = ("total_balance", "granted_balance", "topped_up_balance")
    info = {"currency": "USD", **dict.fromkeys(amounts, "10.00")}
    return {"is_available": True, "balance_infos": [info]}


def events(path: str, body: bytes) -> list[bytes]:
    model = model_of(body)
    if not path.endswith("/chat/completions"):
        return [*unnamed(openai_streams.completion_parts(body, model)), openai_streams.DONE]
    parts = json.loads(json.dumps(list(openai_streams.chat_parts(body, model))))
    for part in parts:
        del part["service_tier"]
        for choice in part["choices"]:
            choice["delta"].pop("refusal", None)
    thinking = {**parts[0]["choices"][0], "delta": {"content": None, "reasoning_content": THOUGHT}}
    parts.insert(1, {**parts[0], "choices": [thinking]})
    # A server with much to do keeps the connection alive with comments.
    return [b": keep-alive\n\n", *unnamed(iter(parts)), openai_streams.DONE]


def error(status: int) -> bytes:
    found = {"message": f"vendor says {status}", "type": "unknown_error", "param": None}
    return as_json({"error": {**found, "code": "invalid_request_error"}})


def lines(_stream: bool) -> Lines:
    return (("x-ds-trace-id", "5d0c"),)


def completion(**more: object) -> Operation:
    body = json_body(model="deepseek-chat", prompt=PROMPT, suffix="end", **more)
    return Operation("createCompletion", "POST", "/beta/completions", body, usage=COUNTS)


OPERATIONS = {
    "deepseek_chat": chat("/chat/completions", MODEL),
    "deepseek_chat_stream": chat(
        "/chat/completions", MODEL, stream=True, stream_options=BOTH_COUNTS
    ),
    "deepseek_chat_v1": chat("/v1/chat/completions", MODEL, id="createChatCompletionV1"),
    "deepseek_chat_v1_stream": chat(
        "/v1/chat/completions",
        MODEL,
        id="createChatCompletionV1",
        stream=True,
        stream_options=BOTH_COUNTS,
    ),
    "deepseek_models_v1": Operation("listModelsV1", "GET", "/v1/models"),
    "deepseek_fim": completion(),
    "deepseek_fim_stream": completion(stream=True, stream_options=BOTH_COUNTS),
    "deepseek_models": Operation("listModels", "GET", "/models"),
    "deepseek_balance": Operation("getUserBalance", "GET", "/user/balance"),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=error,
        wants_stream=streams_by_body,
        events=events,
        stream_kind="text/event-stream; charset=utf-8",
        lines=lines,
    ),
    operations=OPERATIONS,
    apis={
        "DeepSeek": Api(
            "/deepseekapi/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["DEEPSEEK"],
            port="DEEPSEEK",
            provider="deepseek/v1",
        ),
    },
)
