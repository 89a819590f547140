"""Section 5: preflights, and who may read an answer."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from compiler import contract
from tests.conformance.exchange import Exchange, Headers, bearer, refused
from tests.conformance.facts import CLIENT_KEY, ORIGIN, OTHER_ORIGIN

OPENING = (
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Max-Age",
)
AGE = ("Access-Control-Max-Age", str(contract.CORS_MAX_AGE_SECONDS))


def asks(origin: str, method: str = "POST", headers: str | None = None) -> Headers:
    lines: Headers = (("Origin", origin), ("Access-Control-Request-Method", method))
    return lines if headers is None else (*lines, ("Access-Control-Request-Headers", headers))


def preflight(
    id: str, headers: Headers, allow: str, given: str | None = None, **row: Any
) -> Exchange:
    has: Headers = (("Access-Control-Allow-Methods", allow), AGE)
    names = () if given is None else (("Access-Control-Allow-Headers", given),)
    ordinary: dict[str, Any] = {
        "method": "OPTIONS",
        "status": 204,
        "body": b"",
        "content": b"",
        "credentials": (),
        "headers": headers,
        "has": (*has, *names),
        "lacks": () if given else ("Access-Control-Allow-Headers",),
        "requests": 0,
        "consumer": None,
        "stream": None,
        "log": {"operation": ANY},
    }
    return Exchange(id=f"cors-{id}", section="5", **{**ordinary, **row})


PREFLIGHTS = (
    preflight(
        "preflight",
        asks(ORIGIN, headers="authorization, content-type"),
        "POST",
        "authorization, content-type",
    ),
    preflight(
        "preflight_other_origin", asks(OTHER_ORIGIN, headers="x-api-key"), "POST", "x-api-key"
    ),
    preflight("preflight_without_headers", asks(ORIGIN), "POST"),
    preflight(
        "preflight_invalid_names",
        asks(ORIGIN, headers="authorization, x-a b, <s>,X-Ok ,,é".encode().decode("latin-1")),
        "POST",
        "authorization, X-Ok",
    ),
    preflight("preflight_no_valid_name", asks(ORIGIN, headers="<s>, a b"), "POST"),
    preflight("preflight_get", asks(ORIGIN, "GET"), "GET", op="models"),
    preflight("preflight_parameter", asks(ORIGIN, "GET"), "GET", op="model"),
    preflight("preflight_open", asks(ORIGIN), "POST", api="Open"),
    preflight("preflight_keyless_vendor", asks(ORIGIN), "POST", api="EnvMissing"),
    preflight(
        "preflight_two_methods", asks(ORIGIN, "DELETE"), "DELETE, GET", api="Lab", op="thing"
    ),
    preflight("preflight_with_query", asks(ORIGIN), "POST", query="?a=1"),
)


def ordinary(id: str, headers: Headers, code: str = "method_not_allowed", **row: Any) -> Exchange:
    return refused(
        f"cors-{id}",
        "5",
        code,
        method="OPTIONS",
        content=b"",
        headers=headers,
        lacks=OPENING,
        **row,
    )


NO_PREFLIGHTS = (
    ordinary("unlisted", asks("http://evil.test", headers="authorization")),
    ordinary("unlisted_suffix", asks(ORIGIN + ".evil.test")),
    ordinary("unlisted_prefix", asks("http://portal.tes")),
    ordinary("unlisted_port", asks(ORIGIN + ":80")),
    ordinary("unlisted_scheme", asks("https://portal.test")),
    ordinary("unlisted_dot", asks("http://portalxtest")),
    ordinary("unlisted_case", asks("HTTP://PORTAL.TEST")),
    ordinary("null_origin", asks("null")),
    ordinary("two_in_one", asks(f"{ORIGIN} {OTHER_ORIGIN}")),
    ordinary("undescribed_method", asks(ORIGIN, "DELETE")),
    ordinary("lower_case_method", asks(ORIGIN, "post")),
    ordinary("no_method", (("Origin", ORIGIN),)),
    ordinary("no_origin", (("Access-Control-Request-Method", "POST"),)),
    ordinary("unknown_path", asks(ORIGIN), "unknown_operation", target=b"/main/1.0.0/v1/nothing"),
)

FROM_PORTAL: Headers = (("Origin", ORIGIN),)


def readable(id: str, **row: Any) -> Exchange:
    return Exchange(id=f"cors-{id}", section="5", **{"headers": FROM_PORTAL, **row})


def readable_refusal(id: str, *codes: str, **row: Any) -> Exchange:
    return refused(f"cors-{id}", "5", *codes, **{"headers": FROM_PORTAL, **row})


ANSWERS = (
    readable("answer"),
    readable("answer_other_origin", headers=(("Origin", OTHER_ORIGIN),)),
    readable("answer_stream", op="chat_stream", stream=True),
    readable("answer_unlisted", headers=(("Origin", "http://evil.test"),)),
    readable("answer_with_own_vary", mock="noisy", any_body=True, log={"vendor_request_id": ANY}),
    readable(
        "answer_with_own_vary_unlisted",
        mock="noisy",
        any_body=True,
        headers=(("Origin", "http://evil.test"),),
        log={"vendor_request_id": ANY},
    ),
    # Where the description has OPTIONS, a preflight is the vendor's to answer.
    readable(
        "described_options",
        api="Lab",
        op="options_things",
        credentials=bearer(CLIENT_KEY),
        headers=asks(ORIGIN, "GET"),
    ),
    readable("answer_429", mock="status=429", status=429, has=(("Retry-After", "17"),)),
    readable_refusal("answer_401", "invalid_api_key", credentials=()),
    readable_refusal("answer_404", "unknown_operation", target=b"/main/1.0.0/v1/nothing"),
    readable_refusal("answer_405", "method_not_allowed", method="GET", content=b""),
    readable_refusal(
        "answer_413", "request_too_large", api="Small", content=b" " * 3000, consumer=ANY
    ),
    readable_refusal("answer_503", "vendor_key_unavailable", api="EnvMissing", consumer="demo-app"),
    readable_refusal(
        "answer_502", "vendor_unreachable", mock="close", requests=1, consumer="demo-app"
    ),
)

ROWS = (*PREFLIGHTS, *NO_PREFLIGHTS, *ANSWERS)
