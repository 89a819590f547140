"""A server of somebody's own that copies OpenAI's interface, below a path that the API names."""

from __future__ import annotations

from tests.conformance.table.served import Rows

rows = Rows("compatible", "Compatible")
plain, streamed = rows.plain, rows.streamed

ROWS = (
    plain("chat"),
    plain("completion"),
    plain("response"),
    plain("response_get"),
    plain("response_cancel"),
    plain("embeddings"),
    plain("models"),
    plain("model"),
    plain(
        "model",
        "model_with_a_slash",
        target=b"/compatible/1.0.0/v1/models/meta-llama%2FLlama-3.3",
        codes=("unknown_operation",),
        requests=0,
        consumer=None,
        stream=None,
        routed=False,
    ),
    plain("transcription"),
    plain("translation"),
    streamed("chat_stream"),
    streamed("chat_stream_uncounted"),
    streamed("completion_stream"),
    streamed("response_stream"),
    streamed("response_get", "response_get_stream", query="?stream=true"),
    rows.one_by_one(),
    *rows.own("chat", 400, 401, 404, 429),
    *rows.own("chat_stream", 429),
    *rows.without_key(),
    rows.nothing("rerank", "/v1/rerank"),
    rows.nothing("base_path", "/llm/east/v1/chat/completions"),
)
