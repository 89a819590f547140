"""OpenAI: every form of answer, usage from each, errors, selection, versions side by side."""

from __future__ import annotations

from typing import Any

from tests.conformance import drives, openai_facts, replies
from tests.conformance.exchange import Exchange, Headers, refused

OURS = ("Openai-Organization", "Openai-Project", "Strict-Transport-Security")
"""What the description of the vendor has removed from answers."""

THEIRS: Headers = (
    ("X-RateLimit-Remaining-Tokens", "149984"),
    ("X-RateLimit-Reset-Requests", "6ms"),
    ("Openai-Version", "2020-10-01"),
    ("Openai-Processing-Ms", "512"),
)


def plain(op: str, **row: Any) -> Exchange:
    """A whole answer that passes, without what the description has removed."""
    facts = {"id": f"openai-{op}", "api": "OpenAI", "section": "3.2", "has": THEIRS, "lacks": OURS}
    return Exchange(**{**facts, "op": f"openai_{op}", **row})


def streamed(op: str, **row: Any) -> Exchange:
    return plain(op, stream=True, section="3.3", **row)


ANSWERS = (
    plain("chat"),
    plain("completion"),
    plain("response"),
    plain("response_tokens"),
    plain("response_compact"),
    plain("response_get"),
    plain("response_delete"),
    plain("response_cancel"),
    plain("response_items", query="?limit=2&order=asc"),
    plain("embeddings"),
    plain("models"),
    plain("model"),
    plain("moderation"),
    plain("image"),
    plain("image_edit"),
    plain("speech"),
    plain("transcription"),
    plain("transcription_seconds"),
    plain("transcription_text"),
    plain("translation"),
    plain("transcription", id="openai-transcription_in_chunks", framing="chunked"),
    plain("image_edit", id="openai-image_edit_in_chunks", framing="chunked"),
    plain(
        "model",
        id="openai-model_encoded",
        target=b"/openaiapi/2.3.0/v1/models/ft%3Agpt-4o%2d%c3%a9",
        seen_target=b"/v1/models/ft%3Agpt-4o%2d%c3%a9",
        any_body=True,
    ),
)

STREAMS = (
    streamed("chat_stream"),
    streamed("chat_stream_usage"),
    streamed("completion_stream"),
    streamed("response_stream"),
    streamed("image_stream"),
    streamed("image_edit_stream"),
    streamed("speech_stream"),
    streamed("transcription_stream"),
    # It repeats what has been paid for: no usage, and no model either.
    streamed("response_get", id="openai-response_get_stream", query="?stream=true"),
    streamed(
        "response_stream",
        id="openai-response_stream_incomplete",
        mock="incomplete",
        any_body=True,
        has=(),
    ),
    streamed(
        "response_stream",
        id="openai-response_stream_one_by_one",
        mock="steps",
        drive=drives.step_by_step,
        has=(),
    ),
    streamed("response_stream", id="openai-response_stream_byte_by_byte", mock="trickle", has=()),
    streamed(
        "chat_stream_usage",
        id="openai-chat_stream_cut",
        mock="cut",
        drive=drives.cut_after_first,
        complete=False,
        body=replies.events(
            replies.OPENAI,
            "/v1/chat/completions",
            openai_facts.OPERATIONS["openai_chat_stream_usage"].body,
        )[0],
        has=(),
        log={"gen_ai.response.model": openai_facts.MODEL},
    ),
)


def long(op: str, size: int, **row: Any) -> Exchange:
    """Texts or pictures of this many bytes, the usage after them in the same answer or event."""
    operation = openai_facts.OPERATIONS[f"openai_{op}"]
    path, body = operation.path, operation.body
    stream = replies.wants_stream(replies.OPENAI, path, body)
    parts = replies.events(replies.OPENAI, path, body)
    if not stream:
        parts = [replies.whole(replies.OPENAI, operation.method, path, body)[1]]
    return plain(
        op,
        id=f"openai-{op}_long",
        section="7",
        mock=f"long-texts={size}",
        body=b"".join(replies.lengthened(part, size) for part in parts),
        stream=stream,
        has=(),
        **row,
    )


LONG = (
    long("chat", 1_000_000),
    long("image", 3_000_000),
    long("response", 1_000_000),
    long("response_stream", 100_000),
    long("image_stream", 200_000),
    long("image_edit_stream", 3_000_000),
)

LIMITS: Headers = (("Retry-After", "17"), ("X-Vendor-Word", "kept"))

ERRORS = (
    *(
        plain("chat", id=f"openai-own_{status}", mock=f"status={status}", status=status, has=LIMITS)
        for status in (400, 401, 403, 404, 429, 500)
    ),
    plain(
        "response_stream", id="openai-own_429_to_stream", mock="status=429", status=429, has=LIMITS
    ),
)


def unselected(id: str, op: str, *codes: str, **row: Any) -> Exchange:
    api = row.pop("api", "OpenAIPart")
    return refused(f"openai-{id}", "1.1", *codes, api=api, op=f"openai_{op}", **row)


SELECTED = (
    plain("chat", id="openai-part_chat", api="OpenAIPart"),
    plain("image", id="openai-part_image", api="OpenAIPart"),
    plain("response_get", id="openai-part_response_get", api="OpenAIPart"),
    plain("model", id="openai-part_model", api="OpenAIPart"),
    plain(
        "chat",
        id="openai-part_tenant_given",
        api="OpenAIPart",
        query="?tenant=theirs",
        seen_target=b"/v1/chat/completions?tenant=theirs",
    ),
    unselected("part_embeddings", "embeddings", "unknown_operation"),
    unselected("part_edit_excluded", "image_edit", "unknown_operation"),
    unselected("part_models", "models", "unknown_operation"),
    unselected(
        "part_delete_of_response",
        "response_delete",
        "method_not_allowed",
        has=(("Allow", "GET"),),
        log={"operation": None},
    ),
    unselected("default_completion", "completion", "unknown_operation", api="OpenAINext"),
    unselected("default_speech", "speech", "unknown_operation", api="OpenAINext"),
    unselected("no_version", "models", "unknown_operation", target=b"/openaiapi/v1/models"),
    unselected(
        "no_such_version", "models", "unknown_operation", target=b"/openaiapi/2.3/v1/models"
    ),
)

VERSIONS = (
    plain("chat", id="openai-next_chat", api="OpenAINext"),
    streamed("response_stream", id="openai-next_response_stream", api="OpenAINext"),
    plain("models", id="openai-next_models", api="OpenAINext", query="?after=a%2Fb&limit=2"),
    refused(
        "openai-wrong_key",
        "2.4",
        "invalid_api_key",
        api="OpenAI",
        op="openai_chat",
        credentials=(("Authorization", "Bearer sk-not-ours"),),
    ),
)

ROWS = (*ANSWERS, *STREAMS, *LONG, *ERRORS, *SELECTED, *VERSIONS)
