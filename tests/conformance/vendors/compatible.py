"""A server that copies OpenAI's interface: somebody's own, below a path of its own."""

from __future__ import annotations

from tests.conformance.forms import PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_facts import RESPONSE_USAGE
from tests.conformance.vendors.copies import (
    BOTH_COUNTS,
    COUNTS,
    about,
    chat,
    embedding,
    events_of_openai,
    of_openai,
    streams_by_body,
)
from tests.conformance.vendors.voice import Served, Voice, as_json

MODEL = "meta-llama/Llama-3.3-70B-Instruct"
ANSWER = "resp_68ab"


def wants_stream(target: str, body: bytes) -> bool:
    return streams_by_body(target, body) or target.endswith("stream=true")


def error(status: int) -> bytes:
    found = {"message": f"vendor says {status}", "type": "BadRequestError", "param": None}
    return as_json({"error": {**found, "code": status}})


def completion(**more: object) -> Operation:
    body = json_body(model=MODEL, prompt=PROMPT, **more)
    return Operation("createCompletion", "POST", "/v1/completions", body, usage=COUNTS)


def response(**more: object) -> Operation:
    body = json_body(model=MODEL, input=PROMPT, **more)
    return Operation("createResponse", "POST", "/v1/responses", body, usage=RESPONSE_USAGE)


OPERATIONS = {
    "compatible_chat": chat("/v1/chat/completions", MODEL),
    "compatible_chat_stream": chat(
        "/v1/chat/completions", MODEL, stream=True, stream_options=BOTH_COUNTS
    ),
    "compatible_chat_stream_uncounted": chat(
        "/v1/chat/completions", MODEL, (None, None), stream=True
    ),
    "compatible_completion": completion(),
    "compatible_completion_stream": completion(stream=True, stream_options=BOTH_COUNTS),
    "compatible_response": response(),
    "compatible_response_stream": response(stream=True),
    "compatible_response_get": about("getResponse", "GET", "/v1/responses", "response_id", ANSWER),
    "compatible_response_cancel": about(
        "cancelResponse", "POST", "/v1/responses", "response_id", ANSWER, "/cancel"
    ),
    "compatible_embeddings": embedding("/v1/embeddings", MODEL),
    "compatible_models": Operation("listModels", "GET", "/v1/models"),
    "compatible_model": about("retrieveModel", "GET", "/v1/models", "model", "Llama-3.3"),
    "compatible_transcription": Operation(
        "createTranscription",
        "POST",
        "/v1/audio/transcriptions",
        multipart({"model": "whisper-large-v3"}),
        usage=(14, 45),
        model=None,
    ),
    "compatible_translation": Operation(
        "createTranslation", "POST", "/v1/audio/translations", multipart({"model": "whisper"})
    ),
}

SERVED = Served(
    voice=Voice(
        whole=of_openai("/v1"),
        error=error,
        wants_stream=wants_stream,
        events=events_of_openai("/v1"),
    ),
    operations=OPERATIONS,
    apis={
        "Compatible": Api(
            "/compatible/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["COMPATIBLE"],
            base_path="/llm/east",
            port="COMPATIBLE",
            provider="openai-compatible/v1",
        ),
    },
)
