"""DeepSeek: paths without a version, comments in streams, what a model thought."""

from __future__ import annotations

from tests.conformance import drives
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
    plain("balance"),
    streamed("chat_stream"),
    streamed("chat_stream", "stream_one_by_one", mock="steps", drive=drives.step_by_step, has=()),
    streamed("fim_stream"),
    *rows.own("chat", 400, 401, 402, 422, 429),
    *rows.own("chat_stream", 429),
    *rows.without_key(),
    rows.nothing("version", "/v1/chat/completions"),
    rows.nothing("completions", "/completions"),
)
