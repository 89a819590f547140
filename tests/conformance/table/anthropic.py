"""Anthropic: keys as `x-api-key` or bearer, the version's header, named events, rate headers."""

from __future__ import annotations

from tests.conformance.exchange import Headers
from tests.conformance.facts import CLIENT_KEY
from tests.conformance.table.served import Rows
from tests.conformance.vendors.anthropic import MODEL, NEW, NOW, OLD, READ

THEIRS: Headers = (
    ("anthropic-ratelimit-input-tokens-remaining", "49000"),
    ("anthropic-ratelimit-requests-reset", NOW),
    ("request-id", "vendor-id-1"),
)
OURS = ("anthropic-organization-id", "strict-transport-security")
OWN_KEY: Headers = (("x-api-key", CLIENT_KEY),)

rows = Rows("anthropic", "Anthropic", THEIRS, OURS)
plain, streamed = rows.plain, rows.streamed

ANSWERS = (
    plain("chat"),
    plain("chat_whole"),
    plain("chat", "key_of_its_own_clients", credentials=OWN_KEY),
    plain(
        "chat",
        "two_forms_of_one_key",
        credentials=(*OWN_KEY, ("Authorization", f"Bearer {CLIENT_KEY}")),
    ),
    plain("count"),
    plain("models", query="?limit=2&after_id=claude-haiku-4"),
    plain("model", credentials=OWN_KEY),
    plain("batch"),
    plain("batches"),
    plain("batch_get"),
    plain("batch_delete"),
    plain("batch_cancel"),
    plain("batch_results"),
    plain(
        "upload",
        headers=(("anthropic-beta", "files-api-2025-04-14"),),
        seen={"anthropic-beta": ("files-api-2025-04-14",)},
    ),
    plain("files"),
    plain("file"),
    plain("file_delete"),
    plain("file_content"),
)

STREAMS = (
    streamed("chat_stream"),
    streamed("chat_stream", "stream_key_of_its_own_clients", credentials=OWN_KEY),
    rows.one_by_one(),
    # What was read is known from the first event on, even if no other comes.
    rows.cut(log={"gen_ai.response.model": MODEL, "gen_ai.usage.input_tokens": READ}),
)

VERSIONS = (
    plain(
        "chat",
        "version_given",
        section="1.5",
        headers=(("Anthropic-Version", NEW),),
        seen={"anthropic-version": (NEW,)},
    ),
    plain("models", "version_by_default", section="1.5", seen={"anthropic-version": (OLD,)}),
    # The vendor's own answer to a version that it does not know.
    plain(
        "chat",
        "version_unknown_to_vendor",
        section="1.5",
        headers=(("anthropic-version", "1999-01-01"),),
        seen={"anthropic-version": ("1999-01-01",)},
        status=400,
        any_body=True,
        has=(),
        log={"vendor_request_id": None},
    ),
)

REFUSED = (
    *rows.own("chat", 400, 401, 404, 429, 529),
    *rows.own("chat_stream", 429),
    *rows.without_key(),
    rows.refused(
        "two_keys",
        "chat",
        "invalid_api_key",
        credentials=(("x-api-key", CLIENT_KEY), ("Authorization", "Bearer other")),
    ),
    rows.refused("wrong_key", "chat", "invalid_api_key", credentials=(("x-api-key", "sk-ant-x"),)),
    rows.nothing("legacy", "/v1/complete"),
    rows.nothing("administration", "/v1/organizations/users", "GET"),
)

ROWS = (*ANSWERS, *STREAMS, *VERSIONS, *REFUSED)
