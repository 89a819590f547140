"""What a review found beside the sections' own rows: rare forms, and who waits for whom."""

from __future__ import annotations

import time
from typing import Any

from tests.conformance import drives
from tests.conformance.client import Answer
from tests.conformance.exchange import CLIENT, CLOSED, Exchange, Headers, refused
from tests.conformance.facts import CLIENT_KEY, ORIGIN
from tests.conformance.play import Play

UNREACHABLE = "vendor_unreachable"
NO_FIGURES = dict.fromkeys(
    ("gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
)
SPACES = "a" + " " * 28_000 + "a"
MANY_TIMES_AS_LONG = 1.5
"""Seconds for what takes milliseconds; a search that goes back and forth takes longer."""


def at_once(play: Play) -> Answer:
    """The answer must not take the worker's time, which all its other clients wait for."""
    start = time.monotonic()
    answer = play.once()
    assert time.monotonic() - start < MANY_TIMES_AS_LONG
    return answer


def malformed(id: str, headers: Headers) -> Exchange:
    return refused(f"headers-{id}", "4", "invalid_request", headers=headers)


RARE: Headers = (("X'Quote", "1"), ("X~Tilde!", "2"), ("x.dot", "3"))

FORMS = (
    malformed("control", (("X-Control", "a\x01b"),)),
    malformed("delete", (("X-Control", "a\x7fb"),)),
    malformed("vertical_tab_key", (("x-api-key", "\x0b" + CLIENT_KEY),)),
    malformed("name_with_brackets", (("X(Name)", "1"),)),
    malformed("name_not_ascii", (("X-é".encode().decode("latin-1"), "1"),)),
    Exchange(
        id="headers-rare_names",
        section="3.6",
        headers=RARE,
        seen={name: (value,) for name, value in RARE},
    ),
    refused(
        "headers-chunk_longer_than_said",
        "4",
        "invalid_request",
        CLOSED,
        drive=drives.raw(
            b"POST /main/1.0.0/v1/chat/completions HTTP/1.1\r\n@"
            b"api-key: " + CLIENT_KEY.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n",
            and_body=b"2\r\n{}and more\r\n0\r\n\r\n",
        ),
        requests=None,
        seen_whole=False,
    ),
    *(
        refused(f"paths-authority_{id}", "1.2", "invalid_request", op="models", target=target)
        for id, target in (
            ("backslash", b"http://a\\b/main/1.0.0/v1/models"),
            ("half_bracket", b"http://[::1/main/1.0.0/v1/models"),
            ("empty", b"http://:80/main/1.0.0/v1/models"),
            ("encoded", b"http://%67/main/1.0.0/v1/models"),
        )
    ),
)


def answer(id: str, mock: str, *codes: str, **row: Any) -> Exchange:
    return Exchange(
        id=f"vendor-{id}",
        section="4",
        mock=mock,
        codes=codes,
        **{"stream": None if codes else False, **row},
    )


ANSWERS = (
    # An interim answer passes away, or the vendor's words are cut; never do they pass as they are.
    answer(
        "processing",
        "processing",
        UNREACHABLE,
        CLOSED,
        log={"status": 502, "error_code": UNREACHABLE},
        instead=answer("processing", "processing", lacks=("Set-Cookie",)),
    ),
    answer(
        "switching",
        "switching",
        UNREACHABLE,
        CLOSED,
        log={"status": 502, "error_code": UNREACHABLE},
    ),
    answer("hop_names_not_its_own", "naming", headers=(("Origin", ORIGIN),), lacks=("X-Hop",)),
    answer("wrong_figures", "figures", any_body=True, log=NO_FIGURES),
    answer(
        "long_event",
        "long-event",
        op="chat_stream",
        stream=True,
        any_body=True,
        drive=at_once,
    ),
)

TIME = (
    refused(
        "time-key_of_spaces",
        "2.4",
        "invalid_api_key",
        credentials=(*CLIENT, ("api-key", SPACES), ("apikey", SPACES)),
        drive=at_once,
    ),
    Exchange(
        id="time-preflight_of_spaces",
        section="5",
        method="OPTIONS",
        status=204,
        body=b"",
        content=b"",
        credentials=(),
        headers=(
            ("Origin", ORIGIN),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", SPACES),
            ("Access-Control-Request-Headers", SPACES),
        ),
        lacks=("Access-Control-Allow-Headers",),
        requests=0,
        consumer=None,
        stream=None,
        log={"operation": None},
        drive=at_once,
    ),
    Exchange(
        id="time-query_of_plus_signs",
        section="1.5",
        api="Pinned",
        op="models",
        query="?" + "+" * 12_000,
        seen_target=b"/deep/base/v1/models?"
        + b"+" * 12_000
        + b"&api-version=2024-10-21&trace=a%20b%26c",
        drive=at_once,
    ),
)

ROWS = (*FORMS, *ANSWERS, *TIME)
