"""OpenAI beyond inference: uploads in, files of every type out, 201 and empty answers, paths that
are beside parameters, headers of features in trial."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from tests.conformance.table.openai import OURS, THEIRS
from tests.conformance.table.served import Rows
from tests.conformance.vendors.openai_more import BETA

rows = Rows("more", "OpenAIMore", THEIRS, OURS)
plain, streamed = rows.plain, rows.streamed
IN_TRIAL: dict[str, Any] = {"headers": (BETA,), "seen": {BETA[0]: (BETA[1],)}}
SDP = (("Content-Type", "application/sdp"),)

ANSWERS = (
    plain("upload_file"),
    plain("upload_file", "upload_file_in_chunks", framing="chunked"),
    plain("files", query="?purpose=batch&limit=2&after=file-1"),
    plain("file"),
    plain("file_delete"),
    plain("file_content"),
    plain("batch"),
    plain("batches"),
    plain("batch_get"),
    plain("batch_cancel"),
    plain("upload"),
    plain("upload_part"),
    plain("upload_complete"),
    plain("upload_cancel"),
    plain("call", status=201, headers=SDP),
    plain("call_in_parts", status=201),
    plain("hangup", stream=ANY),
    plain("secret"),
    plain("box_delete", stream=ANY),
    plain("box_upload"),
    plain("box_file"),
    plain("box_content"),
    plain("skill"),
    plain("video"),
    plain("video_get"),
    plain("video_edit"),
    plain("video_content", query="?variant=video"),
    # One word more of the path is written out, so it is this operation and not the one above.
    plain("character"),
    plain("evaluation", status=201),
    plain("stored_delete"),
    plain("model_delete"),
    plain("run", **IN_TRIAL),
    plain("run_get", **IN_TRIAL),
    streamed("run_stream", **IN_TRIAL),
    rows.one_by_one("run_stream", "run_stream_one_by_one", **IN_TRIAL),
)

REFUSED = (
    *rows.own("batch", 400, 401, 404, 429),
    *rows.own("upload_part", 413),
    *rows.own("run_stream", 429, **IN_TRIAL),
    *rows.without_key("upload_part"),
    rows.refused(
        "get_of_edits",
        "video_get",
        "method_not_allowed",
        target=b"/openai-more/1.0.0/v1/videos/edits",
        has=(("Allow", "POST"),),
        log={"operation": None, "path": "/openai-more/1.0.0/v1/videos/edits"},
    ),
    rows.refused(
        "put_of_file",
        "file",
        "method_not_allowed",
        method="PUT",
        has=(("Allow", "DELETE, GET"),),
        log={"operation": None},
    ),
    rows.refused(
        "websocket_left_out",
        "files",
        target=b"/openai-more/1.0.0/v1/realtime?model=gpt-realtime",
    ),
    rows.refused("administration", "files", target=b"/openai-more/1.0.0/v1/organization/users"),
)

ROWS = (*ANSWERS, *REFUSED)
