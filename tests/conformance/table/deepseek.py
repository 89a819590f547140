"""DeepSeek: paths with and without a version, comments in streams, what a model thought."""

from __future__ import annotations

from tests.conformance.exchange import Headers
from tests.conformance.facts import CLIENT_KEY
from tests.conformance.table.served import Rows

THEIRS: Headers = (("x-ds-trace-id", "5d0c"),)

rows = Rows("deepseek", "DeepSeek", THEIRS)
plain, streamed = rows.plain, rows.streamed

ROWS = (
    plain("chat"),
    plain("chat", "api_key_of_client", credentials=(("api-key", CLIENT_KEY),)),
    plain("fim"),
    plain("models"),
    plain("chat_v1"),
    plain("models_v1"),
    streamed("chat_v1_stream"),
    plain("balance"),
    streamed("chat_stream"),
    rows.one_by_one(),
    streamed("fim_stream"),
    *rows.own("chat", 400, 401, 402, 422, 429),
    *rows.own("chat_stream", 429),
    *rows.without_key(),
    rows.nothing("fim_v1", "/v1/beta/completions"),
    rows.nothing("completions", "/completions"),
)
