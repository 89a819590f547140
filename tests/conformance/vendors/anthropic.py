"""Anthropic: messages with named events, batches whose results are lines, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.conformance.answers import WORDS, model_of
from tests.conformance.forms import MESSAGES, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_answers import field
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

MODEL = "claude-sonnet-5-5"
NOW = "2026-11-02T09:30:00Z"
FRESH, CACHED, KEPT, WRITTEN = 25, 100, 4, 15
READ = FRESH + CACHED + KEPT
BATCH, FILE = "msgbatch_01Hk", "file_011C"
OLD, NEW = "2023-06-01", "2026-10-21"
INPUT = {
    "input_tokens": FRESH,
    "cache_creation_input_tokens": KEPT,
    "cache_read_input_tokens": CACHED,
}
KINDS = {400: "invalid_request_error", 401: "authentication_error", 429: "rate_limit_error"}
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def message(body: bytes, *, begun: bool = False) -> dict[str, Any]:
    usage = {**INPUT, "output_tokens": 1 if begun else WRITTEN}
    return {
        "id": "msg_01XF",
        "type": "message",
        "role": "assistant",
        "model": model_of(body, MODEL),
        "content": [] if begun else [{"type": "text", "text": "".join(WORDS)}],
        "stop_reason": None if begun else "end_turn",
        "stop_sequence": None,
        "usage": {**usage, "service_tier": "standard"},
    }


def batch(status: str = "in_progress") -> dict[str, Any]:
    counts = dict.fromkeys(("succeeded", "errored", "canceled", "expired"), 0)
    return {
        "id": BATCH,
        "type": "message_batch",
        "processing_status": status,
        "request_counts": {"processing": 1, **counts},
        "created_at": NOW,
        "expires_at": NOW,
        "ended_at": None,
        "results_url": None,
    }


def file() -> dict[str, Any]:
    return {
        "id": FILE,
        "type": "file",
        "filename": "a.wav",
        "mime_type": "application/octet-stream",
        "size_bytes": 12,
        "created_at": NOW,
        "downloadable": False,
    }


def card(name: str) -> dict[str, Any]:
    return {"id": name, "type": "model", "display_name": "Claude", "created_at": NOW}


def page(*items: dict[str, Any]) -> dict[str, Any]:
    ends = {"first_id": items[0]["id"], "last_id": items[-1]["id"]}
    return {"data": list(items), "has_more": False, **ends}


def whole(method: str, path: str, body: bytes) -> tuple[str, bytes]:
    tail = path.partition("/v1")[2]
    if tail.endswith("/results"):
        lines = (
            {"custom_id": f"one-{n}", "result": {"type": "succeeded", "message": message(b"{}")}}
            for n in range(2)
        )
        return "application/x-jsonl", b"\n".join(map(as_json, lines)) + b"\n"
    if tail.endswith("/content"):
        return "image/png", PICTURE
    return "application/json", as_json(answer(method, tail, body))


def answer(method: str, tail: str, body: bytes) -> dict[str, Any]:
    match method, tail:
        case "POST", "/messages":
            return message(body)
        case _, "/messages/count_tokens":
            return {"input_tokens": 14}
        case "GET", "/models":
            return page(card(MODEL), card("claude-haiku-4"))
        case "GET", "/messages/batches":
            return page(batch())
        case "POST", "/messages/batches":
            return batch()
        case "DELETE", _:
            kind = "message_batch" if "batches" in tail else "file"
            return {"id": tail.rpartition("/")[2], "type": f"{kind}_deleted"}
        case "GET", "/files":
            return {"data": [file()], "next_page": None}
    if tail.startswith("/files"):
        return file()
    if tail.startswith("/messages/batches"):
        return batch("canceling" if tail.endswith("/cancel") else "in_progress")
    return card(tail.rpartition("/")[2])


def parts(body: bytes) -> Iterator[dict[str, Any]]:
    """What was read comes first, what was written last: each counted from the beginning."""
    yield {"type": "message_start", "message": message(body, begun=True)}
    block = {"type": "text", "text": ""}
    yield {"type": "content_block_start", "index": 0, "content_block": block}
    yield {"type": "ping"}
    for word in WORDS:
        delta = {"type": "text_delta", "text": word}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    for reason, written in ((None, 7), ("end_turn", WRITTEN)):
        end = {"stop_reason": reason, "stop_sequence": None}
        yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": written}}
    yield {"type": "message_stop"}


def events(_path: str, body: bytes) -> list[bytes]:
    return [
        b"event: %s\ndata: %s\n\n" % (one["type"].encode(), as_json(one)) for one in parts(body)
    ]


def wants_stream(target: str, body: bytes) -> bool:
    return target.partition("?")[0].endswith("/messages") and field(body, "stream") is True


def error(status: int) -> bytes:
    found = {"type": KINDS.get(status, "api_error"), "message": f"vendor says {status}"}
    return as_json({"type": "error", "error": found, "request_id": "req_011C"})


def refuses(_target: str, headers: Mapping[str, str]) -> tuple[int, bytes] | None:
    """The vendor answers no request that does not say for which version it is written."""
    return None if headers.get("anthropic-version") in (OLD, NEW) else (400, error(400))


def lines(_stream: bool) -> Lines:
    return (
        ("request-id", "vendor-id-1"),
        ("anthropic-organization-id", "0000-secret-org"),
        ("strict-transport-security", "max-age=31536000"),
        ("anthropic-ratelimit-input-tokens-remaining", "49000"),
        ("anthropic-ratelimit-requests-reset", NOW),
    )


def chat(**more: object) -> Operation:
    body = json_body(model=MODEL, max_tokens=64, messages=MESSAGES, **more)
    return Operation("messages_post", "POST", "/v1/messages", body, usage=(READ, WRITTEN))


def batched(id: str, method: str, tail: str = "") -> Operation:
    path = f"/v1/messages/batches/{BATCH}{tail}"
    return Operation(id, method, "/v1/messages/batches/{message_batch_id}" + tail, tail=path)


def filed(id: str, method: str, tail: str = "") -> Operation:
    return Operation(id, method, "/v1/files/{file_id}" + tail, tail=f"/v1/files/{FILE}{tail}")


PARAMS = {"model": MODEL, "max_tokens": 64, "messages": MESSAGES}
OPERATIONS = {
    "anthropic_chat": chat(),
    "anthropic_chat_stream": chat(stream=True),
    "anthropic_chat_whole": chat(stream=False),
    "anthropic_count": Operation(
        "messages_count_tokens_post",
        "POST",
        "/v1/messages/count_tokens",
        json_body(model=MODEL, messages=MESSAGES),
    ),
    "anthropic_models": Operation("models_list", "GET", "/v1/models"),
    "anthropic_model": Operation(
        "models_get", "GET", "/v1/models/{model_id}", tail=f"/v1/models/{MODEL}"
    ),
    "anthropic_batch": Operation(
        "message_batches_post",
        "POST",
        "/v1/messages/batches",
        json_body(requests=[{"custom_id": "one-0", "params": PARAMS}]),
    ),
    "anthropic_batches": Operation("message_batches_list", "GET", "/v1/messages/batches"),
    "anthropic_batch_get": batched("message_batches_retrieve", "GET"),
    "anthropic_batch_delete": batched("message_batches_delete", "DELETE"),
    "anthropic_batch_cancel": batched("message_batches_cancel", "POST", "/cancel"),
    "anthropic_batch_results": batched("message_batches_results", "GET", "/results"),
    "anthropic_upload": Operation("upload_file_v1_files_post", "POST", "/v1/files", multipart({})),
    "anthropic_files": Operation("list_files_v1_files_get", "GET", "/v1/files"),
    "anthropic_file": filed("get_file_metadata_v1_files__file_id__get", "GET"),
    "anthropic_file_delete": filed("delete_file_v1_files__file_id__delete", "DELETE"),
    "anthropic_file_content": filed(
        "download_file_v1_files__file_id__content_get", "GET", "/content"
    ),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=error,
        wants_stream=wants_stream,
        events=events,
        lines=lines,
        limits=(
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", NOW),
        ),
        refuses=refuses,
    ),
    operations=OPERATIONS,
    apis={
        "Anthropic": Api(
            "/anthropicapi/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["ANTHROPIC"],
            port="ANTHROPIC",
            provider="anthropic/v1",
            auth=("x-api-key", ""),
            pinned_headers=(("anthropic-version", OLD),),
        ),
    },
)
