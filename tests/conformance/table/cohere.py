"""Cohere: named events with the usage in the last, counts with a point, a verb in the path."""

from __future__ import annotations

from tests.conformance.exchange import Headers
from tests.conformance.table.served import Rows

THEIRS: Headers = (("x-trial-endpoint-call-remaining", "39"), ("X-API-Warning", "vendor's word"))

rows = Rows("cohere", "Cohere", THEIRS)
plain, streamed = rows.plain, rows.streamed

ANSWERS = (
    plain("chat"),
    plain("embed"),
    plain("rerank"),
    plain("tokenize"),
    plain("detokenize"),
    plain("transcription"),
    plain("models", query="?page_size=2&endpoint=chat"),
    plain("model"),
    plain("batch"),
    plain("batches"),
    plain("batch_get"),
    plain("batch_cancel"),
    streamed("chat_stream"),
    rows.one_by_one(),
    streamed("chat_stream", "stream_byte_by_byte", mock="trickle", has=()),
)

REFUSED = (
    *rows.own("chat", 400, 401, 429, 498, 503),
    *rows.own("chat_stream", 429),
    *rows.without_key(),
    rows.nothing("older_chat", "/v1/chat"),
    rows.nothing("cancel_without_verb", "/v2/batches/batch-7f1e/cancel"),
    rows.nothing("datasets", "/v1/datasets", "GET"),
    # Any other verb is a part of the parameter.
    rows.refused(
        "batch_other_verb",
        "batch_get",
        "method_not_allowed",
        method="POST",
        content=b"",
        target=b"/cohereapi/2.0.0/v2/batches/batch-7f1e:resume",
        has=(("Allow", "GET"),),
        log={"operation": None},
    ),
    rows.refused(
        "batch_get_with_verb",
        "batch_cancel",
        "method_not_allowed",
        method="GET",
        has=(("Allow", "POST"),),
        log={"operation": None},
    ),
)

ROWS = (*ANSWERS, *REFUSED)
