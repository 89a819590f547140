"""Gemini: the model and a verb in the path, streams as events or as one array, thoughts counted."""

from __future__ import annotations

from typing import Any

from tests.conformance.answers import WORDS
from tests.conformance.forms import PROMPT, Api, Operation, json_body
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

MODEL = "gemini-3-flash"
ANSWERING = "gemini-3-flash-001"
READ, SAID, THOUGHT = 12, 8, 40
ID = "generativelanguage.models."
STATES = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED"}
CONTENTS = [{"role": "user", "parts": [{"text": PROMPT}]}]


def piece(text: str, said: int, end: str | None = None) -> dict[str, Any]:
    """An answer, or a part of one with what all parts up to it cost."""
    candidate = {"index": 0, "content": {"role": "model", "parts": [{"text": text}]}}
    counts = {"candidatesTokenCount": said, "thoughtsTokenCount": THOUGHT}
    return {
        "candidates": [{**candidate, "finishReason": end} if end else candidate],
        "usageMetadata": {
            "promptTokenCount": READ,
            **counts,
            "totalTokenCount": READ + said + THOUGHT,
        },
        "modelVersion": ANSWERING,
        "responseId": "kZcHaf",
    }


def pieces() -> list[dict[str, Any]]:
    last = len(WORDS)
    return [
        piece(word, SAID * number // last, "STOP" if number == last else None)
        for number, word in enumerate(WORDS, 1)
    ]


def whole(_method: str, path: str, _body: bytes) -> tuple[str, bytes]:
    name, _, verb = path.rpartition("/")[2].rpartition(":")
    return "application/json; charset=UTF-8", as_json(answer(name, verb))


def answer(name: str, verb: str) -> object:
    vector = {"values": [0.5, -0.25, 0.125]}
    card = {"name": f"models/{MODEL}", "version": "001", "displayName": "Flash"}
    match verb:
        case "generateContent":
            return piece("".join(WORDS), SAID, "STOP")
        case "streamGenerateContent":
            return pieces()
        case "embedContent":
            return {"embedding": vector, "usageMetadata": {"promptTokenCount": 3}}
        case "batchEmbedContents":
            return {"embeddings": [vector, vector], "usageMetadata": {"promptTokenCount": 6}}
        case "countTokens":
            return {"totalTokens": 12}
    return card if name or verb != "models" else {"models": [card]}


def events(_path: str, _body: bytes) -> list[bytes]:
    return [b"data: %s\r\n\r\n" % as_json(one) for one in pieces()]


def wants_stream(target: str, _body: bytes) -> bool:
    path, _, query = target.partition("?")
    return path.endswith(":streamGenerateContent") and "alt=sse" in query.split("&")


def error(status: int) -> bytes:
    state = STATES.get(status, "UNKNOWN")
    found = {"code": status, "message": f"vendor says {status}", "status": state}
    return as_json({"error": found})


def lines(_stream: bool) -> Lines:
    return (("Server-Timing", "gfet4t7; dur=512"), ("Vary", "Origin"), ("Vary", "X-Origin"))


def operations(version: str, word: str) -> dict[str, Operation]:
    def of(verb: str, counts: tuple[int, int | None] | None, **fields: object) -> Operation:
        return Operation(
            ID + verb,
            "POST",
            f"/{version}/models/{{model}}:{verb}",
            json_body(**fields),
            tail=f"/{version}/models/{MODEL}:{verb}",
            usage=counts,
            model=ANSWERING if verb.endswith("enerateContent") else None,
            deployment=MODEL,
        )

    counts = (READ, SAID + THOUGHT)
    content = {"parts": [{"text": PROMPT}]}
    requests = [{"model": f"models/{MODEL}", "content": content}] * 2
    return {
        f"{word}_chat": of("generateContent", counts, contents=CONTENTS),
        f"{word}_chat_stream": of("streamGenerateContent", counts, contents=CONTENTS),
        f"{word}_chat_array": of("streamGenerateContent", None, contents=CONTENTS),
        f"{word}_embed": of("embedContent", (3, None), content=content),
        f"{word}_embed_batch": of("batchEmbedContents", (6, None), requests=requests),
        f"{word}_count": of("countTokens", None, contents=CONTENTS),
        f"{word}_models": Operation(ID + "list", "GET", f"/{version}/models"),
        f"{word}_model": Operation(
            ID + "get",
            "GET",
            f"/{version}/models/{{model}}",
            tail=f"/{version}/models/{MODEL}",
            deployment=MODEL,
        ),
    }


def served(version: str, word: str, name: str, context: str) -> Served:
    return Served(
        voice=Voice(
            whole=whole,
            error=error,
            wants_stream=wants_stream,
            events=events,
            stream_kind="text/event-stream",
            lines=lines,
        ),
        operations=operations(version, word),
        apis={
            name: Api(
                f"/{context}/1.0.0",
                vendor_key=BUNDLED_VENDOR_KEYS["GEMINI"],
                port="GEMINI",
                provider=f"gemini/{version}",
                auth=("x-goog-api-key", ""),
            )
        },
    )


BETA = served("v1beta", "gemini", "Gemini", "geminiapi")
FIRST = served("v1", "geminiv1", "GeminiV1", "geminiv1")
