"""Sections 1.5 and 2: credentials in the query or in a header of the vendor's own, pins that
remove, the request's model in the query or in a header."""

from __future__ import annotations

from typing import Any

from tests.conformance.exchange import CLIENT, CLOSED, Exchange, Headers, refused
from tests.conformance.facts import CLIENT_KEY, SECOND_CLIENT_KEY
from tests.conformance.keys import QUERY_KEY

UNREACHABLE = "vendor_unreachable"
VERSION, KEY = "api-version=2", f"key=v2%3A{QUERY_KEY}"
LAST = f"{VERSION}&{KEY}"


def asked(id: str, query: str = "", becomes: str = "", **row: Any) -> Exchange:
    ordinary: dict[str, Any] = {"section": "1.5", "api": "LabQuery", "op": "lab_forget"}
    if becomes:
        ordinary["seen_target"] = f"/v2/find?{becomes}".encode()
    return Exchange(**{"id": f"places-{id}", "query": query, **ordinary, **row})


IN_QUERY = (
    asked("key", becomes=LAST),
    asked("key_beside", "?a=1&b", f"a=1&b&{LAST}"),
    asked("key_given", "?key=theirs", LAST),
    asked("key_given_beside", "?a=%2f&key=theirs&b=+", f"a=%2f&b=+&{LAST}"),
    asked("key_given_encoded", "?k%65y=theirs&a=1&key&%6b%65%79=", f"a=1&{LAST}"),
    asked("key_like_names", "?keys=1&Key=2&ke=3&a=key", f"keys=1&Key=2&ke=3&a=key&{LAST}"),
    asked(
        "key_of_client",
        "?key=" + CLIENT_KEY,
        LAST,
        credentials=(("x-goog-api-key", "other"), *CLIENT),
    ),
    asked(
        "key_stream",
        "?alt=sse",
        op="lab_ask",
        mock="say=event_form_zero",
        any_body=True,
        stream=True,
    ),
    asked("key_posted", op="lab_ask"),
    asked("own_429", mock="status=429", status=429),
    asked(
        "key_repeated",
        "?a=1",
        section="2.2",
        mock="repeating",
        status=307,
        body=b"{}",
        has=(("X-Vendor-Word", "kept"),),
        lacks=("Location", "Link", "X-Repeated"),
    ),
    refused(
        "places-key_of_client_alone",
        "2.4",
        "invalid_api_key",
        api="LabQuery",
        op="lab_forget",
        query="?key=" + CLIENT_KEY,
        credentials=(),
    ),
    refused(
        "places-key_missing",
        "2.3",
        "vendor_key_unavailable",
        api="LabQueryMissing",
        op="lab_forget",
        consumer="demo-app",
    ),
    # What an engine says of a failure may name the target, and that has the key in it.
    refused(
        "places-key_and_refused",
        "2.2",
        UNREACHABLE,
        api="LabQueryDown",
        op="lab_forget",
        consumer="demo-app",
    ),
    *(
        refused(
            f"places-key_and_{mock}",
            "2.2",
            UNREACHABLE,
            *closed,
            api="LabQuery",
            op="lab_ask",
            mock=mock,
            requests=1,
            consumer="demo-app",
            log={"status": 502, "error_code": UNREACHABLE},
        )
        for mock, closed in (("reset", ()), ("garbage", (CLOSED,)))
    ),
)

REMOVED = (
    asked("removed", "?secret=1", LAST),
    asked("removed_beside", "?a=+%zz&secret=1&b=%2F", f"a=+%zz&b=%2F&{LAST}"),
    asked("removed_encoded", "?s%65cret=1&a=1&%73ecret&secret=", f"a=1&{LAST}"),
    asked(
        "removed_like_names", "?Secret=1&secrets=2&a=secret", f"Secret=1&secrets=2&a=secret&{LAST}"
    ),
    asked("removed_and_default", "?api-version=1&secret=x", f"api-version=1&{KEY}"),
    asked(
        "removed_header",
        headers=(("x-lab-debug", "1"), ("X-LAB-DEBUG", "2"), ("X-Lab-Debugger", "kept")),
        seen={"X-Lab-Debugger": ("kept",)},
        unseen=("X-Lab-Debug",),
    ),
)


def keyed(id: str, *credentials: tuple[str, str], **row: Any) -> Exchange:
    return Exchange(
        id=f"places-header_{id}",
        section="2.4",
        api="LabHeader",
        op="lab_counts",
        credentials=credentials,
        **row,
    )


def unkeyed(id: str, *credentials: tuple[str, str], **row: Any) -> Exchange:
    codes = row.pop("codes", ("invalid_api_key",))
    ordinary: dict[str, Any] = {"api": "LabHeader", "op": "lab_counts", "credentials": credentials}
    return refused(f"places-header_{id}", "2.4", *codes, routed=True, **{**ordinary, **row})


OWN: Headers = (("x-lab-key", CLIENT_KEY),)

IN_HEADER = (
    keyed("own", *OWN),
    keyed("own_upper_case", ("X-LAB-KEY", CLIENT_KEY)),
    keyed("own_spaces", ("X-Lab-Key", f" \t{CLIENT_KEY}\t ")),
    keyed("own_and_bearer", *OWN, *CLIENT),
    keyed("bearer", *CLIENT),
    keyed("empty_beside", ("X-Lab-Key", ""), *CLIENT),
    keyed("goog_beside", ("x-goog-api-key", "other"), *OWN),
    unkeyed("none"),
    unkeyed("wrong", ("X-Lab-Key", "gwk_nobody")),
    unkeyed("with_scheme", ("X-Lab-Key", f"Bearer {CLIENT_KEY}")),
    unkeyed("two_values", ("X-Lab-Key", SECOND_CLIENT_KEY), *CLIENT),
    unkeyed("wrong_beside", ("X-Lab-Key", "gwk_nobody"), *CLIENT),
    unkeyed(
        "two_lines",
        *OWN,
        ("X-Lab-Key", SECOND_CLIENT_KEY),
        codes=("invalid_api_key", "invalid_request"),
        logged=None,
    ),
    unkeyed("goog", ("x-goog-api-key", CLIENT_KEY)),
    unkeyed("elsewhere", *OWN, api="Main", op="chat"),
)


def model(id: str, query: str, name: str | None, **row: Any) -> Exchange:
    return asked(
        f"model_{id}",
        query,
        op="lab_ask",
        section="7",
        **{"log": {"gen_ai.request.model": name}, **row},
    )


def in_header(id: str, value: str, name: str | None, **row: Any) -> Exchange:
    return asked(
        f"model_header_{id}",
        op="lab_find",
        section="7",
        headers=(("X-Model", value),),
        seen={"X-Model": (value.strip(),)},
        **{"log": {"gen_ai.request.model": name}, **row},
    )


MODELS = (
    model("none", "?a=1", None),
    model("plain", "?a=1&model=m-1&b=2", "m-1"),
    model("encoded", "?model=m%201%2Fx%22%5C%C3%A9", 'm 1/x"\\é'),
    model("plus", "?model=a+b", "a b"),
    model("first", "?model=m-1&model=m-2", "m-1"),
    model("name_encoded", "?m%6fdel=m-1&model=m-2", "m-1"),
    model("like_names", "?Model=m-0&models=m-0", None),
    model("longest", "?model=" + "m" * 256, "m" * 256),
    model("longest_encoded", "?model=" + "%C3%A9" * 128, "é" * 128),
    model("too_long", "?model=" + "m" * 257, None),
    model("empty", "?model=", None),
    model("not_utf8", "?model=m%ff", None),
    in_header("empty", "", None),
    asked(
        "model_header_twice",
        op="lab_find",
        section="7",
        headers=(("X-Model", "m-1"), ("X-Model", "m-2")),
        log={"gen_ai.request.model": "m-1"},
    ),
    in_header("plain", "m-1", "m-1"),
    in_header("spaces", " \t m-1 ", "m-1"),
    in_header("quotes", 'm "1" \\', 'm "1" \\'),
    in_header("longest", "m" * 256, "m" * 256),
    in_header("too_long", "m" * 257, None),
    asked("model_header_none", op="lab_find", section="7"),
    asked("model_not_here", "?model=m-1", op="lab_forget", section="7"),
    refused(
        "places-model_without_key",
        "7",
        "invalid_api_key",
        api="LabQuery",
        op="lab_ask",
        query="?model=m-1",
        credentials=(),
        log={"gen_ai.request.model": "m-1"},
    ),
)

ROWS = (*IN_QUERY, *REMOVED, *IN_HEADER, *MODELS)
