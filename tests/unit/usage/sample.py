"""Log lines as the engines write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from compiler import contract

LINE: Mapping[str, Any] = {
    "time": "2026-11-21T09:30:00.125Z",
    "request_id": "6c1d7a3f0b9e4d52a8f1c0e7b6d5a493",
    "vendor_request_id": "vendor-1",
    "environment": "production",
    "api": "ChatAPI",
    "api_version": "1.0.0",
    "operation": "createChatCompletion",
    "consumer": "support-desk",
    "method": "POST",
    "path": "/chat/1.0.0/v1/chat/completions",
    "status": 200,
    "error_code": None,
    "duration_ms": 812,
    "upstream_ms": 431,
    "bytes_in": 98,
    "bytes_out": 315,
    "stream": False,
    "gen_ai.provider.name": "acme",
    "gen_ai.request.model": None,
    "gen_ai.response.model": "acme-small",
    "gen_ai.usage.input_tokens": 11,
    "gen_ai.usage.output_tokens": 7,
}
assert tuple(LINE) == contract.LOG_NAMES

COMPACT, SPACED = (",", ":"), (", ", ": ")
# Envoy has an order of its own; mitmproxy writes blanks.
LAYOUTS = (
    (tuple(LINE), COMPACT),
    (("time", *sorted(set(LINE) - {"time"}, reverse=True)), COMPACT),
    (tuple(LINE), SPACED),
)

INPUT, OUTPUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
MODEL, ASKED_MODEL = "gen_ai.response.model", "gen_ai.request.model"
REFUSED: Mapping[str, Any] = {
    "consumer": None,
    "operation": None,
    "status": 401,
    "error_code": "invalid_api_key",
    "duration_ms": 1,
    "upstream_ms": None,
    MODEL: None,
    INPUT: None,
    OUTPUT: None,
}


def line(layout: int = 0, /, **changed: Any) -> bytes:
    """A line in one of LAYOUTS; `changed` are values by name, with _ for a dot at will."""
    names, separators = LAYOUTS[layout]
    data = {**LINE, **{name.replace("__", "."): value for name, value in changed.items()}}
    ordered = {name: data[name] for name in (*names, *(set(data) - set(names)))}
    return json.dumps(ordered, separators=separators).encode() + b"\n"


def shown_log() -> bytes:
    """What README adds up: two days of two consumers, and somebody without a key."""
    small, large = {MODEL: "mistral-small-latest"}, {MODEL: "mistral-large-latest"}
    api = {"api": "MistralAIAPI", "api_version": "0.0.2"}
    first, second = "2026-11-21T09:30:00.125Z", "2026-11-22T16:04:09.007Z"
    calls: tuple[tuple[int, dict[str, Any]], ...] = (
        (150, {"time": first, **small, INPUT: 212, OUTPUT: 95, "duration_ms": 840}),
        (8, {"time": first, **small, INPUT: 590, OUTPUT: 301, "duration_ms": 2311}),
        (3, {"time": first, "status": 429, **small, INPUT: None, OUTPUT: None, "duration_ms": 31}),
        (64, {"time": second, **small, INPUT: 198, OUTPUT: 102, "duration_ms": 911}),
        (
            12,
            {
                "time": second,
                "consumer": "demo-app",
                **large,
                INPUT: 4021,
                OUTPUT: 850,
                "duration_ms": 9120,
            },
        ),
        (2, {"time": second, **REFUSED}),
    )
    return b"".join(line(0, **{**api, **changed}) for count, changed in calls for _ in range(count))
