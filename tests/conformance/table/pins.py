"""Section 3.6: request ids; section 1.5: what the vendor or the endpoint pins."""

from __future__ import annotations

from typing import Any

from tests.conformance import drives
from tests.conformance.exchange import Exchange


def identity(id: str, *given: str, keeps: bool = False, **row: Any) -> Exchange:
    ids = tuple(one.encode().decode("latin-1") for one in given)
    return Exchange(id=f"ids-{id}", section="3.6", request_ids=ids, keeps_id=keeps, **row)


IDS = (
    identity("none"),
    identity("fresh_each_time", drive=drives.fresh_ids, requests=2),
    identity("kept", "conformance.Kept_id-1", keeps=True),
    identity("uuid", "6f1c2a8e-9d3b-4c57-8a10-2b7e5f9c0d41", keeps=True),
    identity("longest", "i" * 127 + "1", keeps=True),
    identity("too_long", "i" * 129),
    identity("empty", ""),
    identity("space", "a b"),
    identity("not_ascii", "é"),
    identity("quote", 'a"b\\'),
    identity("list", "a,b"),
    identity("two", "conformance-first", "conformance-second"),
)


def pinned(id: str, query: str, becomes: str, **row: Any) -> Exchange:
    return Exchange(
        id=f"pins-{id}",
        section="1.5",
        api="Pinned",
        op="models",
        query=query,
        seen_target=f"/deep/base/v1/models{becomes}".encode(),
        **row,
    )


VERSION, TRACE = "api-version=2024-10-21", "trace=a%20b%26c"

PINS = (
    pinned("none_given", "", f"?{VERSION}&{TRACE}"),
    pinned("default_given", "?api-version=1", f"?api-version=1&{TRACE}"),
    pinned("default_given_encoded", "?api%2Dversi%6Fn=1", f"?api%2Dversi%6Fn=1&{TRACE}"),
    pinned("default_given_without_value", "?api-version", f"?api-version&{TRACE}"),
    pinned("fixed_given", "?trace=evil", f"?{VERSION}&{TRACE}"),
    pinned("fixed_given_encoded", "?a=1&tr%61ce=evil&trace&b=2", f"?a=1&b=2&{VERSION}&{TRACE}"),
    pinned("rest_untouched", "?b=%2F&a=+%e2&b=%zz", f"?b=%2F&a=+%e2&b=%zz&{VERSION}&{TRACE}"),
    pinned(
        "similar_names", "?api-versions=1&Trace=2", f"?api-versions=1&Trace=2&{VERSION}&{TRACE}"
    ),
    Exchange(id="pins-headers", section="1.5", api="Lab", op="things"),
    Exchange(
        id="pins-headers_given",
        section="1.5",
        api="Lab",
        op="things",
        headers=(("x-default-pin", "client"), ("X-Fixed-Pin", "client"), ("x-fixed-pin", "again")),
        seen={"X-Default-Pin": ("client",)},
    ),
    Exchange(
        id="pins-given_to_vendor",
        section="1.5",
        api="Lab",
        op="things",
        query="?api-version=1",
        seen_target=b"/v1/things?api-version=1",
    ),
)


def overruled(id: str, query: str = "", becomes: str = "?trace=1", **row: Any) -> Exchange:
    """At an endpoint that removes what the vendor pins, and sets the rest in another way."""
    return Exchange(
        id=f"pins-endpoint_{id}",
        section="1.5",
        api="LabPinned",
        op="things",
        query=query,
        seen_target=f"/pinned/v1/things{becomes}".encode(),
        unseen=("X-Fixed-Pin", "X-Lab-Debug"),
        **row,
    )


OF_ENDPOINTS = (
    overruled("none_given"),
    overruled("removed", "?api-version=1", "?trace=1"),
    overruled("removed_encoded", "?a=1&api%2Dversi%6Fn=1&b&secret&s%65cret=2", "?a=1&b&trace=1"),
    overruled(
        "removed_like_names", "?Api-Version=1&secrets=%zz", "?Api-Version=1&secrets=%zz&trace=1"
    ),
    overruled("default_given", "?tr%61ce=2&secret=1", "?tr%61ce=2"),
    overruled(
        "headers_given",
        headers=(
            ("x-default-pin", "client"),
            ("X-Own-Pin", "client"),
            ("X-Fixed-Pin", "client"),
            ("x-fixed-pin", "again"),
            ("X-Lab-Debug", "1"),
            ("X-Lab-Debugger", "kept"),
        ),
        seen={"X-Own-Pin": ("client",), "X-Lab-Debugger": ("kept",)},
    ),
)

ROWS = (*IDS, *PINS, *OF_ENDPOINTS)
