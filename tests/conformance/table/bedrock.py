"""Bedrock: the model in the path, binary frames with the usage in the last, counts in headers."""

from __future__ import annotations

from typing import Any

from tests.conformance.exchange import Exchange
from tests.conformance.table.served import Rows
from tests.conformance.vendors.bedrock import MODEL

rows = Rows("bedrock", "Bedrock", (("x-amzn-RequestId", "vendor-id-1"),))
plain, streamed = rows.plain, rows.streamed
NAMED = {"gen_ai.request.model": MODEL}

ANSWERS = (
    plain("chat"),
    plain("invoke", headers=(("X-Amzn-Bedrock-Trace", "ENABLED"),)),
    plain("count"),
    plain("guardrail"),
    plain("start"),
    plain("models", query="?maxResults=2&sortBy=SubmissionTime"),
    plain(
        "chat",
        "session_of_a_signing_client",
        section="1.5",
        headers=(("X-Amz-Security-Token", "IQoJb3JpZ2lu"), ("X-Amz-Date", "20261102T093000Z")),
        seen={"X-Amz-Date": ("20261102T093000Z",)},
        unseen=("X-Amz-Security-Token",),
    ),
)

STREAMS = (
    streamed("chat_stream"),
    streamed("invoke_stream"),
    rows.one_by_one(),
    streamed("chat_stream", "stream_byte_by_byte", mock="trickle", has=()),
    rows.cut(),
)


def named(id: str, name: str, **row: Any) -> Exchange:
    """A model's name passes byte for byte, to the vendor and into the log."""
    tail = f"/model/{name}/converse".encode()
    return plain(
        "chat",
        f"model_{id}",
        section="1.2",
        target=b"/bedrockapi/1.0.0" + tail,
        seen_target=tail,
        log={"gen_ai.request.model": name},
        **row,
    )


def misplaced(id: str, path: str) -> Exchange:
    target = b"/bedrockapi/1.0.0" + path.encode()
    return rows.refused(f"path_{id}", "chat", target=target)


IN_PATH = (
    # As the vendor's own clients write it, which encode the colon.
    named("encoded", "eu.anthropic.claude-sonnet-5-v1%3A0"),
    named("account", "arn:aws:bedrock:eu-west-1:000000000000:prompt-router"),
    # A slash inside of a name is a slash of the path to some and none to others: nobody may say so.
    misplaced("slash", "/model/arn:aws:bedrock:eu-west-1:0:inference-profile%2Fx/converse"),
    misplaced("two_segments", "/model/inference-profile/x/converse"),
    misplaced("no_model", "/model//converse"),
    misplaced("other_verb", f"/model/{MODEL}/invoke-all"),
    rows.nothing("control_plane", "/foundation-models", "GET"),
)

REFUSED = (
    *rows.own("chat", 400, 403, 404, 424, 429),
    *rows.own("chat_stream", 429),
    *rows.without_key(log=NAMED),
)

ROWS = (*ANSWERS, *STREAMS, *IN_PATH, *REFUSED)
