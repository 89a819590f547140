"""The laboratory's later versions: what the bundled vendors do not have, or not all together."""

from __future__ import annotations

from tests.conformance.forms import MESSAGES, Api, Operation, json_body
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.vendors.voice import Served, Voice, as_json


def whole(_method: str, path: str, _body: bytes) -> tuple[str, bytes]:
    return "application/json", as_json({"said": path.rpartition("/")[2]})


def error(status: int) -> bytes:
    return as_json({"problem": f"vendor says {status}"})


def posted(id: str, version: str = "v3") -> Operation:
    return Operation(id, "POST", f"/{version}/{id}", json_body(messages=MESSAGES))


def query(base: str) -> Api:
    return Api(
        f"{base}/1.0.0",
        vendor_key=BUNDLED_VENDOR_KEYS["LABQUERY"],
        port="LABQUERY",
        provider="lab/v2",
        auth=None,
        parameter=("key", "v2:"),
        pinned_query="api-version=2",
        pinned_headers=(("X-Fixed-Pin", "always"),),
    )


VOICE = Voice(whole=whole, error=error)

SECOND = Served(
    voice=VOICE,
    operations={
        "lab_ask": posted("ask", "v2"),
        "lab_find": Operation("find", "GET", "/v2/find"),
        "lab_forget": Operation("forget", "DELETE", "/v2/find"),
    },
    apis={
        "LabQuery": query("/lab-query"),
        "LabQueryDown": query("/lab-query-down"),
        "LabQueryMissing": query("/lab-query-missing"),
    },
)

THIRD = Served(
    voice=VOICE,
    operations={
        f"lab_{id}": posted(id) for id in ("sums", "counts", "flat", "deep", "told", "frames")
    },
    apis={
        "LabHeader": Api(
            "/lab-header/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["LABHEADER"],
            port="LABHEADER",
            provider="lab/v3",
            auth=("x-lab-key", ""),
        ),
    },
)
