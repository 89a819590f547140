"""Gemini: the model and a verb in the path, `?key=` that never passes, streams in two forms."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from tests.conformance.exchange import CLIENT, Exchange, Headers
from tests.conformance.facts import CLIENT_KEY, SECOND_CLIENT_KEY
from tests.conformance.table.served import Rows
from tests.conformance.vendors.gemini import MODEL

THEIRS: Headers = (("Server-Timing", "gfet4t7; dur=512"),)
OWN_KEY: Headers = (("x-goog-api-key", CLIENT_KEY),)
SSE = "?alt=sse"
MODELS = b"/v1beta/models/"

rows = Rows("gemini", "Gemini", THEIRS)
first = Rows("geminiv1", "GeminiV1", THEIRS)
plain, streamed = rows.plain, rows.streamed

ANSWERS = (
    plain("chat"),
    plain("chat", "key_of_its_own_clients", credentials=OWN_KEY),
    plain("chat", "two_forms_of_one_key", credentials=(*OWN_KEY, *CLIENT)),
    plain("embed"),
    plain("embed_batch"),
    plain("count", credentials=OWN_KEY),
    plain("models", query="?pageSize=2"),
    plain("model"),
    first.plain("chat", credentials=OWN_KEY),
    first.plain("models"),
)

STREAMS = (
    streamed("chat_stream", query=SSE),
    streamed("chat_stream", "stream_key_of_its_own_clients", query=SSE, credentials=OWN_KEY),
    # Without alt=sse the answer is one document: an array of the same parts.
    plain("chat_array", section="3.3"),
    plain("chat_array", "chat_array_in_pieces", mock="trickle=json", section="3.3", has=()),
    streamed("chat_stream", "stream_byte_by_byte", query=SSE, mock="trickle", has=()),
    first.streamed("chat_stream", query=SSE),
)


def key_removed(id: str, query: str, becomes: str, op: str = "chat", **row: Any) -> Exchange:
    target = MODELS + f"{MODEL}:generateContent{becomes}".encode()
    ordinary: dict[str, Any] = {"section": "1.5", "seen_target": target, "credentials": OWN_KEY}
    return plain(op, f"query_{id}", query=query, **{**ordinary, **row})


KEYS = (
    key_removed("key", "?key=AIza-theirs", ""),
    key_removed("key_beside", "?a=1&key=AIza-theirs&b=%2F", "?a=1&b=%2F"),
    key_removed("key_encoded", "?k%65y=AIza-theirs&$alt=json", "?$alt=json"),
    key_removed("like_names", "?keys=1&Key=2&key=3", "?keys=1&Key=2"),
    streamed(
        "chat_stream",
        "query_key_of_stream",
        section="1.5",
        query=f"{SSE}&key={CLIENT_KEY}",
        credentials=OWN_KEY,
        seen_target=MODELS + f"{MODEL}:streamGenerateContent{SSE}".encode(),
    ),
    rows.refused(
        "key_in_query_alone",
        "chat",
        "invalid_api_key",
        credentials=(),
        query=f"?key={CLIENT_KEY}",
        log={"gen_ai.request.model": MODEL},
    ),
    rows.refused(
        "wrong_key",
        "chat",
        "invalid_api_key",
        credentials=(("x-goog-api-key", "AIza-x"),),
        log={"gen_ai.request.model": MODEL},
    ),
    rows.refused(
        "two_keys",
        "chat",
        "invalid_api_key",
        credentials=(("x-goog-api-key", SECOND_CLIENT_KEY), *CLIENT),
        log={"gen_ai.request.model": MODEL},
    ),
)


def named(id: str, name: str, **row: Any) -> Exchange:
    """A model's name passes byte for byte, to the vendor and into the log."""
    tail = MODELS + f"{name}:generateContent".encode()
    return plain(
        "chat",
        f"model_{id}",
        section="1.2",
        target=b"/geminiapi/1.0.0" + tail,
        seen_target=tail,
        log={"gen_ai.request.model": name},
        **row,
    )


def misplaced(id: str, path: str, code: str = "unknown_operation", **row: Any) -> Exchange:
    target = b"/geminiapi/1.0.0" + MODELS + path.encode()
    if code == "method_not_allowed":
        row["log"] = {"operation": None, "path": ANY, "gen_ai.request.model": None}
    return rows.refused(f"path_{id}", "chat", code, target=target, **row)


IN_PATH = (
    named("tuned", "tuned-1.5_a~b"),
    named("encoded", "a%20b%c3%a9"),
    named("with_a_colon", "a:b"),
    misplaced("slash", "a%2Fb:generateContent"),
    misplaced("two_segments", "a/b:generateContent"),
    # Of a model by that name only its description is known.
    misplaced("no_model", ":generateContent", "method_not_allowed"),
    misplaced("other_verb", f"{MODEL}:predict", "method_not_allowed", has=(("Allow", "GET"),)),
    misplaced(
        "get_of_verb",
        f"{MODEL}:generateContent",
        "method_not_allowed",
        method="GET",
        content=b"",
        has=(("Allow", "POST"),),
    ),
    misplaced("encoded_verb", f"{MODEL}%3AgenerateContent", "method_not_allowed"),
    misplaced("other_case", f"{MODEL}:GenerateContent", "method_not_allowed"),
    rows.nothing("tuned_models", "/v1beta/tunedModels/a:generateContent"),
    rows.nothing("version", f"/v1/models/{MODEL}:generateContent"),
    rows.nothing("files", "/v1beta/files", "GET"),
)

REFUSED = (
    *rows.own("chat", 400, 401, 404, 429, 503),
    *rows.own("chat_stream", 429, query=SSE),
    *rows.without_key(log={"gen_ai.request.model": MODEL}),
)

ROWS = (*ANSWERS, *STREAMS, *KEYS, *IN_PATH, *REFUSED)
