"""Sections 3.1, 3.4, 3.5 and 4: a vendor that is down, slow, wrong or refuses; TLS to it."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from tests.conformance import drives
from tests.conformance.exchange import CLOSED, Exchange, Headers, refused
from tests.conformance.facts import ORIGIN

ANY_LINE = {"status": ANY, "error_code": ANY, "stream": ANY}
UNREACHABLE_LINE = {"status": 502, "error_code": "vendor_unreachable"}
UNREACHABLE, TIMEOUT = "vendor_unreachable", "vendor_timeout"


def down(id: str, api: str, code: str = UNREACHABLE, **row: Any) -> Exchange:
    """No request can reach this vendor."""
    return refused(f"{id}", "4", code, api=api, consumer="demo-app", **row)


def failing(id: str, mock: str, *codes: str, **row: Any) -> Exchange:
    """The vendor takes the request and does not answer it: it is sent once, never again."""
    return refused(
        f"vendor-{id}",
        "3.5",
        *codes,
        **{"mock": mock, "consumer": "demo-app", "requests": 1, **row},
    )


DOWN = (
    down("vendor-refused", "Refused"),
    down("vendor-refused_get", "Refused", op="models"),
    down("vendor-no_such_name", "Nowhere"),
    down("vendor-refused_for_browser", "Refused", headers=(("Origin", ORIGIN),)),
    failing("reset", "reset", UNREACHABLE),
    failing("reset_upload", "reset", UNREACHABLE, op="transcribe"),
    failing("closed", "close", UNREACHABLE),
    failing("closed_get", "close", UNREACHABLE, op="models", requests=None),
    failing("garbage", "garbage", UNREACHABLE, CLOSED, log=UNREACHABLE_LINE),
    failing(
        "reset_with_retry_wishes",
        "reset",
        UNREACHABLE,
        headers=(("X-Envoy-Retry-On", "reset,5xx,retriable-4xx"), ("X-Envoy-Max-Retries", "5")),
    ),
    failing("two_lengths", "two-lengths", UNREACHABLE, CLOSED, log=ANY_LINE),
    Exchange(id="vendor-others_served", section="3.5"),
)

TIMEOUTS = (
    failing("timeouts_idle", "hang", TIMEOUT, api="Impatient"),
    Exchange(
        id="timeouts-slow_upload",
        section="3.4",
        api="Impatient",
        op="transcribe",
        drive=drives.slow_upload,
    ),
    down("timeouts-connect", "BlackHole", TIMEOUT),
    down("timeouts-handshake", "TlsSilent", TIMEOUT),
)

TLS = (
    Exchange(id="tls-private_authority", section="3.1", api="TlsPrivate"),
    Exchange(
        id="tls-private_authority_stream",
        section="3.1",
        api="TlsPrivate",
        op="chat_stream",
        stream=True,
    ),
    Exchange(id="tls-private_authority_upload", section="3.1", api="TlsPrivate", op="transcribe"),
    down("tls-other_authority", "TlsOther"),
    down("tls-other_name", "TlsName"),
    down("tls-no_tls", "TlsPlain"),
)

LIMITS: Headers = (
    ("Retry-After", "17"),
    ("X-RateLimit-Remaining-Requests", "0"),
    ("X-Vendor-Word", "kept"),
)


def own(status: int, **row: Any) -> Exchange:
    """The vendor's own status and body, unchanged."""
    return Exchange(
        id=f"vendor-own_{status}",
        section="4",
        mock=f"status={status}",
        status=status,
        **{"has": LIMITS, **row},
    )


OWN = (
    own(400),
    own(401, lacks=("WWW-Authenticate",)),
    own(403),
    own(404),
    own(405, lacks=("Allow",)),
    own(408),
    own(413),
    own(422),
    own(429),
    own(500),
    own(502),
    own(503),
    own(504),
    own(201),
    own(204, stream=ANY),
    own(307, has=(*LIMITS, ("Location", "https://elsewhere.test/v1/models"))),
)

ROWS = (*DOWN, *TIMEOUTS, *TLS, *OWN)
