"""Azure OpenAI's newer surface: OpenAI's operations below /openai/v1, the model in the body."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance import azure_answers, openai_answers
from tests.conformance.forms import PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_facts import RESPONSE_USAGE
from tests.conformance.openai_streams import wants
from tests.conformance.vendors.copies import (
    BOTH_COUNTS,
    FILE,
    about,
    chat,
    embedding,
    events_of_openai,
    of_openai,
    page,
)
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

MODEL = "gpt-4o"
V1 = "/openai/v1"
STORE, ANSWER = "vs_3a1c", "resp_68ab"
JSON = "application/json"


def whole(method: str, path: str, body: bytes) -> tuple[str, bytes]:
    tail = path.partition(V1)[2]
    if tail.startswith("/vector_stores"):
        return JSON, as_json(stores(method, tail))
    if tail == "/evals":
        return JSON, as_json(evaluation())
    if tail == "/chat/completions":
        kind, data = of_openai(V1)(method, path, body)
        return kind, as_json(azure_answers.filtered(json.loads(data)))
    return of_openai(V1)(method, path, body)


def stores(method: str, tail: str) -> dict[str, Any]:
    counts = dict.fromkeys(("in_progress", "completed", "failed", "cancelled", "total"), 0)
    one = {
        "id": STORE,
        "object": "vector_store",
        "created_at": openai_answers.NOW,
        "name": "notes",
        "usage_bytes": 0,
        "file_counts": counts,
        "status": "completed",
        "last_active_at": None,
        "metadata": {},
    }
    if method == "DELETE":
        return {"id": STORE, "object": "vector_store.deleted", "deleted": True}
    ends = {"first_id": STORE, "last_id": STORE, "has_more": False}
    return {**page(one), **ends} if method == "GET" and tail.count("/") == 1 else one


def evaluation() -> dict[str, Any]:
    schema = {"type": "object", "properties": {"item": {"type": "object"}}}
    return {
        "id": "eval_5f2e",
        "object": "eval",
        "name": "words",
        "created_at": openai_answers.NOW,
        "data_source_config": {"type": "custom", "schema": schema},
        "testing_criteria": [],
        "metadata": {},
    }


def status(method: str, path: str) -> int:
    return 201 if method == "POST" and path.endswith("/evals") else 200


def wants_stream(target: str, body: bytes) -> bool:
    path, _, query = target.partition("?")
    return wants(path, query, body)


def response(**more: object) -> Operation:
    body = json_body(model=MODEL, input=PROMPT, **more)
    return Operation("createResponse", "POST", f"{V1}/responses", body, usage=RESPONSE_USAGE)


def lines(stream: bool) -> Lines:
    return azure_answers.lines(not stream)


OPERATIONS = {
    "azurev1_chat": chat(f"{V1}/chat/completions", MODEL),
    "azurev1_chat_stream": chat(
        f"{V1}/chat/completions", MODEL, stream=True, stream_options=BOTH_COUNTS
    ),
    "azurev1_response": response(),
    "azurev1_response_stream": response(stream=True),
    "azurev1_response_get": about("getResponse", "GET", f"{V1}/responses", "response_id", ANSWER),
    "azurev1_response_delete": about(
        "deleteResponse", "DELETE", f"{V1}/responses", "response_id", ANSWER
    ),
    "azurev1_embeddings": embedding(f"{V1}/embeddings", "text-embedding-3-small"),
    "azurev1_models": Operation("listModels", "GET", f"{V1}/models"),
    "azurev1_model": about("retrieveModel", "GET", f"{V1}/models", "model", MODEL),
    "azurev1_upload": Operation(
        "createFile", "POST", f"{V1}/files", multipart({"purpose": "assistants"})
    ),
    "azurev1_files": Operation("listFiles", "GET", f"{V1}/files"),
    "azurev1_file_content": about(
        "downloadFile", "GET", f"{V1}/files", "file_id", FILE, "/content"
    ),
    "azurev1_file_delete": about("deleteFile", "DELETE", f"{V1}/files", "file_id", FILE),
    "azurev1_store": Operation(
        "createVectorStore", "POST", f"{V1}/vector_stores", json_body(name="notes")
    ),
    "azurev1_store_change": Operation(
        "modifyVectorStore",
        "POST",
        f"{V1}/vector_stores/{{vector_store_id}}",
        json_body(name="notes"),
        tail=f"{V1}/vector_stores/{STORE}",
    ),
    "azurev1_stores": Operation("listVectorStores", "GET", f"{V1}/vector_stores"),
    "azurev1_evaluation": Operation(
        "createEval",
        "POST",
        f"{V1}/evals",
        json_body(
            data_source_config={"type": "custom", "item_schema": {"type": "object"}},
            testing_criteria=[],
        ),
    ),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=azure_answers.error,
        status=status,
        wants_stream=wants_stream,
        events=events_of_openai(V1),
        lines=lines,
        limits=(("x-ratelimit-reset-tokens", "60"),),
    ),
    operations=OPERATIONS,
    apis={
        "AzureV1": Api(
            "/azurev1/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["AZURE_V1"],
            port="AZURE_V1",
            provider="azure-openai/v1",
            auth=("api-key", ""),
        ),
    },
)
