"""Groq: paths below /openai/v1, usage of streams in `x_groq`, files and batches, sound."""

from __future__ import annotations

from tests.conformance.exchange import Headers
from tests.conformance.table.served import Rows

THEIRS: Headers = (
    ("x-ratelimit-limit-requests", "14400"),
    ("x-ratelimit-remaining-tokens", "17997"),
    ("x-ratelimit-reset-requests", "2m59.56s"),
)

rows = Rows("groq", "Groq", THEIRS)
plain, streamed = rows.plain, rows.streamed

ROWS = (
    plain("chat"),
    plain("embeddings"),
    plain("models"),
    plain("model"),
    plain("model_delete"),
    plain("speech"),
    plain("transcription"),
    plain("transcription_text"),
    plain("translation"),
    plain("transcription", "transcription_in_chunks", framing="chunked"),
    plain("upload"),
    plain("files"),
    plain("file"),
    plain("file_delete"),
    plain("file_content"),
    plain("batch"),
    plain("batches"),
    plain("batch_get"),
    plain("batch_cancel"),
    streamed("chat_stream"),
    rows.one_by_one(),
    *rows.own("chat", 400, 401, 404, 413, 429, 498),
    *rows.own("chat_stream", 429),
    *rows.without_key(),
    rows.nothing("without_prefix", "/v1/chat/completions"),
    rows.nothing("responses", "/openai/v1/responses"),
)
