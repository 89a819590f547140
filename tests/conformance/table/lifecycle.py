"""Section 1.6: what deprecated, blocked and retired APIs answer."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from tests.conformance.client import Answer
from tests.conformance.exchange import Exchange, Headers, refused
from tests.conformance.facts import ORIGIN
from tests.conformance.faults import OUTDATED
from tests.conformance.play import Play
from tests.conformance.table.cors import asks

ADDED: Headers = (
    ("Deprecation", "@1780272000"),
    ("Sunset", "Fri, 01 Jan 2027 00:00:00 GMT"),
    (
        "Link",
        '<https://portal.test/deprecated?from=1%20$b>; rel="deprecation"; type="text/html"',
    ),
)
NAMES = tuple(name for name, _ in ADDED)
NOTHING = "/v1/nothing"


def said_once(play: Play) -> Answer:
    """Each header of a deprecation is there with the gateway's value and no other."""
    answer = play.once()
    for name, value in ADDED:
        assert answer.all(name) == (value,), f"{name}: {answer.all(name)}"
    return answer


def passed_on(play: Play) -> Answer:
    """The vendor's own headers, of an API that adds none."""
    answer = play.once()
    for name in NAMES:
        sent = tuple(value for key, value in OUTDATED if key.lower() == name.lower())
        assert answer.all(name) == sent, f"{name}: {answer.all(name)}"
    return answer


def served(id: str, **row: Any) -> Exchange:
    ordinary: dict[str, Any] = {"api": "Deprecated", "drive": said_once, "has": ADDED}
    return Exchange(id=f"lifecycle-deprecated_{id}", section="1.6", **{**ordinary, **row})


def not_served(id: str, *codes: str, **row: Any) -> Exchange:
    """A deprecated API's refusals say that it is."""
    ordinary: dict[str, Any] = {"api": "Deprecated", "drive": said_once, "has": ADDED}
    return refused(f"lifecycle-deprecated_{id}", "1.6", *codes, **{**ordinary, **row})


NO_FIGURES = dict.fromkeys(
    ("gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
)

DEPRECATED = (
    served("chat"),
    served("models", op="models"),
    served("stream", op="chat_stream", stream=True),
    served("upload", op="transcribe"),
    served("vendors_error", mock="status=429", status=429, has=(*ADDED, ("Retry-After", "17"))),
    served("vendors_own_headers", mock="outdated", log={"vendor_request_id": None}),
    served(
        "vendors_own_headers_of_an_error",
        mock="outdated=500",
        status=500,
        body=b"{}",
        log=NO_FIGURES,
    ),
    served("vendors_own_headers_elsewhere", api="Main", mock="outdated", drive=passed_on, has=()),
    served("for_browser", headers=(("Origin", ORIGIN),)),
    served(
        "preflight",
        method="OPTIONS",
        status=204,
        body=b"",
        content=b"",
        credentials=(),
        headers=asks(ORIGIN),
        requests=0,
        consumer=None,
        stream=None,
        log={"operation": ANY},
    ),
    not_served("without_key", "invalid_api_key", credentials=()),
    not_served("other_method", "method_not_allowed", method="GET", content=b""),
    not_served("too_large", "request_too_large", content=b" " * 11_000_000, consumer=ANY),
    not_served(
        "vendor_resets", "vendor_unreachable", mock="reset", requests=1, consumer="demo-app"
    ),
    not_served(
        "unknown_path",
        "unknown_operation",
        target=f"/deprecated/1.0.0{NOTHING}".encode(),
        drive=None,
        has=(),
        lacks=NAMES,
    ),
    not_served(
        "malformed",
        "invalid_request",
        headers=(("X-Latin", "\xe9"),),
        drive=None,
        has=(),
        lacks=NAMES,
    ),
    Exchange(id="lifecycle-published", section="1.6", lacks=NAMES),
)


def closed(api: str, code: str) -> tuple[Exchange, ...]:
    """Every operation answers the same, whoever asks; what comes before the lifecycle stays."""

    def row(id: str, *codes: str, **more: Any) -> Exchange:
        ordinary: dict[str, Any] = {"api": api, "lacks": (*NAMES, "WWW-Authenticate")}
        name = f"lifecycle-{api.lower()}_{id}"
        return refused(name, "1.6", *(codes or (code,)), **{**ordinary, **more})

    return (
        row("chat"),
        row("models", op="models"),
        row("model", op="model"),
        row("stream", op="chat_stream"),
        row("upload", op="transcribe"),
        row("without_key", credentials=()),
        row("wrong_key", credentials=(("api-key", "nonsense"),)),
        row("for_browser", headers=(("Origin", ORIGIN),)),
        row("other_method", "method_not_allowed", method="GET", content=b"", credentials=()),
        row(
            "unknown_path",
            "unknown_operation",
            target=f"/{api.lower()}/1.0.0{NOTHING}".encode(),
        ),
        row("malformed", "invalid_request", headers=(("X-Latin", "\xe9"),)),
        Exchange(
            id=f"lifecycle-{api.lower()}_preflight",
            section="5",
            api=api,
            method="OPTIONS",
            status=204,
            body=b"",
            content=b"",
            credentials=(),
            headers=asks(ORIGIN),
            has=(("Access-Control-Allow-Methods", "POST"),),
            requests=0,
            consumer=None,
            stream=None,
            log={"operation": ANY},
        ),
    )


ROWS = (*DEPRECATED, *closed("Blocked", "api_blocked"), *closed("Retired", "api_retired"))
