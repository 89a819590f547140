"""Ollama: a vendor without a key, streams that are lines, counts on the last of them."""

from __future__ import annotations

from tests.conformance.facts import CLIENT_KEY
from tests.conformance.table.served import Rows
from tests.conformance.vendors.ollama import MODEL

rows = Rows("ollama", "Ollama")
plain, streamed = rows.plain, rows.streamed

ROWS = (
    plain("chat"),
    plain("chat", "api_key_of_client", credentials=(("api-key", CLIENT_KEY),)),
    plain("generate"),
    plain("embed"),
    plain("show"),
    plain("models"),
    plain("ps"),
    plain("version"),
    streamed("chat_stream"),
    streamed("chat_stream_said"),
    streamed("generate_stream"),
    rows.one_by_one(),
    streamed("generate_stream", "stream_byte_by_byte", mock="trickle"),
    rows.cut(log={"gen_ai.response.model": MODEL}),
    *rows.own("chat", 400, 404, 429, 500),
    *rows.own("chat_stream", 404),
    *rows.without_key(),
    rows.nothing("pull", "/api/pull"),
    rows.nothing("delete", "/api/delete", "DELETE"),
    rows.nothing("copied_chat", "/v1/chat/completions"),
)
