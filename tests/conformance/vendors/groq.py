"""Groq: OpenAI's paths below a prefix, usage of streams in a place of its own."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance import openai_streams
from tests.conformance.answers import model_of
from tests.conformance.forms import PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_answers import CHAT_USAGE, unnamed
from tests.conformance.vendors.copies import (
    BATCH,
    FILE,
    about,
    chat,
    embedding,
    of_openai,
    streams_by_body,
)
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

MODEL = "llama-3.3-70b-versatile"
V1 = "/openai/v1"
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(256)) * 16
TIMES = {"queue_time": 0.02, "prompt_time": 0.01, "completion_time": 0.05, "total_time": 0.06}
USAGE = {
    **{name: CHAT_USAGE[name] for name in ("prompt_tokens", "completion_tokens", "total_tokens")},
    **TIMES,
}


def whole(method: str, path: str, body: bytes) -> tuple[str, bytes]:
    tail = path.partition(V1)[2]
    if tail == "/audio/speech":
        return "audio/wav", SOUND
    if method == "DELETE" and tail.startswith("/models/"):
        gone = {"id": tail.rpartition("/")[2], "object": "model", "deleted": True}
        return "application/json", as_json(gone)
    kind, data = of_openai(V1)(method, path, body)
    if tail != "/chat/completions":
        return kind, data
    return kind, as_json(_plain({**json.loads(data), "usage": USAGE, "x_groq": {"id": "req_01"}}))


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    del data["service_tier"]
    for choice in data["choices"]:
        choice.get("message", choice.get("delta")).pop("refusal", None)
    return data


def events(_path: str, body: bytes) -> list[bytes]:
    """The last chunk has the usage, asked for or not, below the vendor's own member."""
    parts = json.loads(json.dumps(list(openai_streams.chat_parts(body, model_of(body)))))
    parts = [_plain(part) for part in parts]
    parts[0]["x_groq"] = {"id": "req_01"}
    parts[-1]["x_groq"] = {"id": "req_01", "usage": USAGE}
    return [*unnamed(iter(parts)), openai_streams.DONE]


def error(status: int) -> bytes:
    found = {"message": f"vendor says {status}", "type": "invalid_request_error"}
    return as_json({"error": {**found, "code": "some_code"}})


def lines(_stream: bool) -> Lines:
    return (
        ("x-request-id", "vendor-id-1"),
        ("x-ratelimit-limit-requests", "14400"),
        ("x-ratelimit-remaining-tokens", "17997"),
        ("x-ratelimit-reset-requests", "2m59.56s"),
        ("x-groq-region", "fra"),
    )


def heard(id: str, kind: str, **more: str) -> Operation:
    body = multipart({"model": "whisper-large-v3", **more})
    return Operation(id, "POST", f"{V1}/audio/{kind}", body)


OPERATIONS = {
    "groq_chat": chat(f"{V1}/chat/completions", MODEL),
    "groq_chat_stream": chat(f"{V1}/chat/completions", MODEL, stream=True),
    "groq_embeddings": embedding(f"{V1}/embeddings", "nomic-embed-text-v1.5"),
    "groq_models": Operation("listModels", "GET", f"{V1}/models"),
    "groq_model": about("retrieveModel", "GET", f"{V1}/models", "model", MODEL),
    "groq_model_delete": about("deleteModel", "DELETE", f"{V1}/models", "model", "own-1"),
    "groq_speech": Operation(
        "createSpeech",
        "POST",
        f"{V1}/audio/speech",
        json_body(model="playai-tts", input=PROMPT, voice="Fritz-PlayAI"),
    ),
    "groq_transcription": heard("createTranscription", "transcriptions"),
    "groq_transcription_text": heard(
        "createTranscription", "transcriptions", response_format="text"
    ),
    "groq_translation": heard("createTranslation", "translations"),
    "groq_files": Operation("listFiles", "GET", f"{V1}/files"),
    "groq_upload": Operation("uploadFile", "POST", f"{V1}/files", multipart({"purpose": "batch"})),
    "groq_file": about("retrieveFile", "GET", f"{V1}/files", "file_id", FILE),
    "groq_file_delete": about("deleteFile", "DELETE", f"{V1}/files", "file_id", FILE),
    "groq_file_content": about("downloadFile", "GET", f"{V1}/files", "file_id", FILE, "/content"),
    "groq_batch": Operation(
        "createBatch",
        "POST",
        f"{V1}/batches",
        json_body(input_file_id=FILE, endpoint="/v1/chat/completions", completion_window="24h"),
    ),
    "groq_batches": Operation("listBatches", "GET", f"{V1}/batches"),
    "groq_batch_get": about("retrieveBatch", "GET", f"{V1}/batches", "batch_id", BATCH),
    "groq_batch_cancel": about(
        "cancelBatch", "POST", f"{V1}/batches", "batch_id", BATCH, "/cancel"
    ),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=error,
        wants_stream=streams_by_body,
        events=events,
        lines=lines,
        limits=(("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "7.66s")),
    ),
    operations=OPERATIONS,
    apis={
        "Groq": Api(
            "/groqapi/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["GROQ"],
            port="GROQ",
            provider="groq/v1",
        ),
    },
)
