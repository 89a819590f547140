"""Mistral beyond inference: PATCH and PUT, 201 and 204, DELETE with a body, agents that talk."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from tests.conformance.table.served import Rows

rows = Rows("mistral", "MistralMore", (("x-ratelimit-remaining-req-minute", "59"),))
plain, streamed = rows.plain, rows.streamed
EMPTY: dict[str, Any] = {"status": 204, "stream": ANY}

ANSWERS = (
    # A path that is written out goes before the parameter in its place.
    plain("agent_pages"),
    plain("agent"),
    plain("agent_change"),
    plain("agent_version", query="?version=2"),
    plain("agent_delete", **EMPTY),
    plain("alias", query="?alias=prod&version=3"),
    plain("alias_delete", query="?alias=prod", **EMPTY),
    plain("agent_chat"),
    plain("talk"),
    plain("talk_delete", **EMPTY),
    plain("library", status=201),
    plain("library_change"),
    plain("document", status=201),
    plain("document", "document_in_chunks", status=201, framing="chunked"),
    plain("document_delete", **EMPTY),
    plain("share"),
    plain("share_delete"),
    plain("share_delete", "share_delete_in_chunks", framing="chunked"),
    plain("upload"),
    plain("file_content"),
    plain("sample"),
    plain("voice_change"),
    plain("speech"),
    plain("model_delete"),
    streamed("talk_stream"),
    streamed("speech_stream"),
    rows.one_by_one("talk_stream", "talk_stream_one_by_one"),
)

REFUSED = (
    *rows.own("talk", 400, 401, 422, 429),
    *rows.own("talk_stream", 429),
    *rows.own("share_delete", 422),
    *rows.without_key("share_delete"),
    rows.refused(
        "put_of_agent",
        "agent",
        "method_not_allowed",
        method="PUT",
        has=(("Allow", "DELETE, GET, PATCH"),),
        log={"operation": None},
    ),
    rows.refused(
        "delete_of_pages",
        "agent_pages",
        "method_not_allowed",
        method="DELETE",
        has=(("Allow", "GET"),),
        log={"operation": None},
    ),
    rows.refused("chat_left_out", "talk", target=b"/mistral-more/1.0.0/v1/chat/completions"),
    rows.refused("workflows", "talk", target=b"/mistral-more/1.0.0/v1/workflows"),
)

ROWS = (*ANSWERS, *REFUSED)
