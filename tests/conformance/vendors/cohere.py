"""Cohere: events with names of their own, counts that are written with a point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conformance.answers import WORDS
from tests.conformance.forms import MESSAGES, PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_answers import field
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

MODEL = "command-a-03-2025"
NOW = "2026-11-02T09:30:00Z"
ID = "c14c80c3-18eb-4519-9460-6c92edd8cfb4"
BATCH = "batch-7f1e"
USAGE = {
    "billed_units": {"input_tokens": 5.0, "output_tokens": 4.0},
    "tokens": {"input_tokens": 71.0, "output_tokens": 9.0},
}
META = {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 6.0}}


def batch(status: str = "BATCH_STATUS_QUEUED") -> dict[str, Any]:
    return {
        "id": BATCH,
        "name": "nightly",
        "model": MODEL,
        "input_dataset_id": "set-1",
        "status": status,
        "created_at": NOW,
    }


def card(name: str) -> dict[str, Any]:
    return {"name": name, "endpoints": ["chat"], "finetuned": False, "context_length": 256000}


def answer(method: str, tail: str, body: bytes) -> dict[str, Any]:
    match tail:
        case "/v2/chat":
            said = {"role": "assistant", "content": [{"type": "text", "text": "".join(WORDS)}]}
            return {"id": ID, "finish_reason": "COMPLETE", "message": said, "usage": USAGE}
        case "/v2/embed":
            vectors = [[0.5, -0.25, 0.125] for _ in field(body, "texts")]
            return {"id": ID, "embeddings": {"float": vectors}, "meta": META}
        case "/v2/rerank":
            best = {"index": 1, "relevance_score": 0.92}
            return {"id": ID, "results": [best], "meta": {"billed_units": {"search_units": 1.0}}}
        case "/v1/tokenize":
            return {"tokens": [101, 7], "token_strings": ["two", " words"]}
        case "/v1/detokenize":
            return {"text": "two words"}
        case "/v2/audio/transcriptions":
            return {"text": "One sentence."}
        case "/v1/models":
            return {"models": [card(MODEL)]}
    return _kept(method, tail)


def _kept(method: str, tail: str) -> dict[str, Any]:
    if tail.endswith(":cancel"):
        return {}
    if tail == "/v2/batches" and method == "GET":
        return {"batches": [batch()]}
    return {"batch": batch()} if "/batches" in tail else card(tail.rpartition("/")[2])


def whole(method: str, path: str, body: bytes) -> tuple[str, bytes]:
    return "application/json", as_json(answer(method, path, body))


def parts() -> Iterator[dict[str, Any]]:
    yield {"id": ID, "type": "message-start", "delta": {"message": {"role": "assistant"}}}
    begun = {"message": {"content": {"type": "text", "text": ""}}}
    yield {"type": "content-start", "index": 0, "delta": begun}
    for word in WORDS:
        piece = {"message": {"content": {"text": word}}}
        yield {"type": "content-delta", "index": 0, "delta": piece}
    yield {"type": "content-end", "index": 0}
    yield {"type": "message-end", "delta": {"finish_reason": "COMPLETE", "usage": USAGE}}


def events(_path: str, _body: bytes) -> list[bytes]:
    return [b"event: %s\ndata: %s\n\n" % (one["type"].encode(), as_json(one)) for one in parts()]


def wants_stream(_target: str, body: bytes) -> bool:
    return field(body, "stream") is True


def error(status: int) -> bytes:
    return as_json({"id": ID, "message": f"vendor says {status}"})


def lines(_stream: bool) -> Lines:
    return (("x-trial-endpoint-call-remaining", "39"), ("X-API-Warning", "vendor's word"))


def posted(
    id: str, path: str, *, counts: tuple[int, int | None] | None = None, **of: Any
) -> Operation:
    return Operation(id, "POST", path, json_body(model=MODEL, **of), usage=counts, model=None)


OPERATIONS = {
    "cohere_chat": posted("chatv2", "/v2/chat", counts=(71, 9), messages=MESSAGES),
    "cohere_chat_stream": posted(
        "chatv2", "/v2/chat", counts=(71, 9), messages=MESSAGES, stream=True
    ),
    "cohere_embed": posted(
        "embedv2",
        "/v2/embed",
        counts=(6, None),
        texts=[PROMPT, "two"],
        input_type="search_query",
        embedding_types=["float"],
    ),
    "cohere_rerank": posted("rerankv2", "/v2/rerank", query=PROMPT, documents=["one", "two"]),
    "cohere_tokenize": posted("tokenize", "/v1/tokenize", text=PROMPT),
    "cohere_detokenize": posted("detokenize", "/v1/detokenize", tokens=[101, 7]),
    "cohere_transcription": Operation(
        "create-transcription",
        "POST",
        "/v2/audio/transcriptions",
        multipart({"model": "transcribe", "language": "en"}),
    ),
    "cohere_models": Operation("list-models", "GET", "/v1/models"),
    "cohere_model": Operation("get-model", "GET", "/v1/models/{model}", tail=f"/v1/models/{MODEL}"),
    "cohere_batch": posted("CreateBatch", "/v2/batches", name="nightly", input_dataset_id="set-1"),
    "cohere_batches": Operation("ListBatches", "GET", "/v2/batches"),
    "cohere_batch_get": Operation(
        "GetBatch", "GET", "/v2/batches/{id}", tail=f"/v2/batches/{BATCH}"
    ),
    "cohere_batch_cancel": Operation(
        "CancelBatch", "POST", "/v2/batches/{id}:cancel", tail=f"/v2/batches/{BATCH}:cancel"
    ),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=error,
        wants_stream=wants_stream,
        events=events,
        lines=lines,
        limits=(("x-trial-endpoint-call-limit", "40"), ("x-trial-endpoint-call-remaining", "0")),
    ),
    operations=OPERATIONS,
    apis={
        "Cohere": Api(
            "/cohereapi/2.0.0",
            "2.0.0",
            BUNDLED_VENDOR_KEYS["COHERE"],
            port="COHERE",
            provider="cohere/v2",
        ),
    },
)
