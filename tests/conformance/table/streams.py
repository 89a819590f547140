"""Section 3.3: streaming, cut streams, clients that leave; 3.2: answers byte for byte."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from tests.conformance import drives
from tests.conformance.behaviours import ALL_BYTES
from tests.conformance.exchange import CLOSED, Exchange
from tests.conformance.facts import MODEL

MODEL_ONLY: dict[str, object] = {
    "gen_ai.response.model": MODEL,
    "gen_ai.usage.input_tokens": None,
    "gen_ai.usage.output_tokens": None,
}
NO_USAGE = dict.fromkeys(
    ("gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
)


def streamed(id: str, **row: Any) -> Exchange:
    ordinary: dict[str, Any] = {"op": "chat_stream", "stream": True}
    return Exchange(id=f"streams-{id}", section="3.3", **{**ordinary, **row})


def events(id: str, **row: Any) -> Exchange:
    """Each event is with the client before the vendor sends the next."""
    return streamed(id, **{"mock": "steps", "drive": drives.step_by_step, **row})


STREAMS = (
    streamed("chat"),
    streamed("transcription", op="transcribe_stream"),
    events("event_by_event"),
    events("event_by_event_transcription", op="transcribe_stream"),
    events("event_by_event_open", api="Open", credentials=()),
    events(
        "compression_wanted",
        headers=(("Accept-Encoding", "gzip, br"),),
        lacks=("Content-Encoding",),
    ),
    events("ndjson", op="models", mock="steps=ndjson", any_body=True),
    events("aws_event_stream", op="models", mock="steps=aws", any_body=True),
    events("http_1_0", version="HTTP/1.0"),
    streamed("byte_by_byte", mock="trickle"),
    streamed("json_in_pieces", op="chat", mock="trickle=json", stream=False),
    streamed("longer_than_idle", api="Impatient", mock="steady"),
)

CUT = (
    streamed(
        "cut",
        mock="cut",
        drive=drives.cut_after_first,
        complete=False,
        any_body=True,
        log=MODEL_ONLY,
    ),
    streamed(
        "cut_short_of_length",
        mock="cut=length",
        drive=drives.cut_after_first,
        complete=False,
        any_body=True,
        stream=False,
        log={**NO_USAGE, "gen_ai.response.model": ANY},
    ),
    streamed(
        "idle_after_first_event",
        api="Impatient",
        mock="hang=1",
        complete=False,
        any_body=True,
        log=MODEL_ONLY,
    ),
)


def left(id: str, **row: Any) -> Exchange:
    return Exchange(id=f"streams-{id}", section="3.3", any_body=True, complete=False, **row)


def left_before(id: str, **row: Any) -> Exchange:
    return left(
        id,
        codes=(CLOSED,),
        mock="hang",
        stream=None,
        log={"status": 499, "error_code": None, **NO_USAGE},
        **row,
    )


LEAVING = (
    left_before("left_before_answer", drive=drives.leave_before_answer()),
    left_before("reset_before_answer", drive=drives.leave_before_answer(reset=True)),
    left_before("left_before_stream", op="chat_stream", drive=drives.leave_before_answer()),
    left(
        "left_within_stream",
        op="chat_stream",
        mock="hang=2",
        stream=True,
        drive=drives.leave_within_answer(),
        log=MODEL_ONLY,
    ),
    left(
        "reset_within_stream",
        op="chat_stream",
        mock="hang=2",
        stream=True,
        drive=drives.leave_within_answer(reset=True),
        log=MODEL_ONLY,
    ),
    left(
        "left_within_upload",
        op="transcribe",
        content=b"x" * 3_000_000,
        codes=(CLOSED,),
        requests=None,
        seen_whole=False,
        drive=drives.leave_within_request,
        logged=None,
        log={"status": 499, "error_code": None, "stream": None, **NO_USAGE},
    ),
)


def answered(id: str, **row: Any) -> Exchange:
    return Exchange(id=f"streams-{id}", section="3.2", **row)


BYTES = (
    answered("binary_as_json", mock="binary", body=ALL_BYTES, log=NO_USAGE),
    answered("binary_file", mock="binary=file", body=ALL_BYTES, log=NO_USAGE),
    answered("unframed", mock="unframed"),
    answered("large", mock="big=3000000", any_body=True),
    answered(
        "usage_in_text", mock="decoy", any_body=True, log={"gen_ai.response.model": "true-model"}
    ),
)

ROWS = (*STREAMS, *CUT, *LEAVING, *BYTES)
