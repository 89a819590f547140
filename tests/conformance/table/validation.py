"""`validate_requests`: which bodies pass, which do not, and in what words."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import ANY

from tests.conformance import drives, facts
from tests.conformance.exchange import Exchange, Headers, refused

KIB, MIB = 1024, 1024 * 1024
CHAT = facts.OPERATIONS["chat"].body
ASK: dict[str, Any] = json.loads(CHAT)
JSON: Headers = (("Content-Type", "application/json"),)
TEXT: Headers = (("Content-Type", "text/plain"),)
FRAMINGS = ("length", "chunked")
WARNING = "X-Gatewright-Warning"
CONTENT = "of a content type that the operation does not take"
NO_JSON = "not a JSON document"


def chat(**more: object) -> bytes:
    """A chat request with these members more, or instead."""
    return json.dumps(ASK | more).encode()


def told(role: object = "user", content: object = "x", size: int = 0) -> bytes:
    """A chat request with a second message like this, of at least so many bytes."""
    padding = {"role": "user", "content": "x" * size}
    return chat(messages=[padding, {"role": role, "content": content}])


def tools(depth: int) -> bytes:
    """A chat request that is so deep."""
    deep = b'{"a":' * (depth - 5) + b"[]" + b"}" * (depth - 5)
    return chat(tools=[{"function": {"name": "f", "parameters": "@"}}]).replace(b'"@"', deep)


# What is said of a body, whether it is refused for it or not.
WRONG: tuple[tuple[str, bytes, str], ...] = (
    ("array", b"[]", "not of type object"),
    ("missing", b'{"model": "m"}', "/messages: missing"),
    ("type", chat(model=1), "/model: not of type string"),
    ("types", chat(max_tokens=1.5), "/max_tokens: not of type integer or null"),
    ("enum", told("prompt-marker-role"), "/messages/1/role: not one of the allowed values"),
    ("maximum", chat(temperature=1.6), "/temperature: too large"),
    ("minimum", chat(n=0), "/n: too small"),
    ("alternatives", chat(stop=5), "/stop: in none of the allowed forms"),
    ("nearest", chat(stop=["a", 1]), "/stop/1: not of type string"),
    ("deeper", told(content=[{"type": "text"}]), "/messages/1/content/0/text: missing"),
    ("last_counts", CHAT[:-1] + b', "model": null}', "/model: not of type string"),
    ("depth", tools(65), "nested too deeply"),
    ("depth_alone", b"[" * 65, "nested too deeply"),
    ("cut_short", CHAT[:-1], NO_JSON),
    ("two_texts", CHAT + CHAT, NO_JSON),
    ("comma", CHAT[:-1] + b",}", NO_JSON),
    ("mark", b"\xef\xbb\xbf" + CHAT, NO_JSON),
    ("not_utf_8", CHAT.replace(b"prompt", b"pr\xffmpt"), NO_JSON),
    ("half_pair", CHAT.replace(b"prompt", b"pr\xed\xa0\x80mpt"), NO_JSON),
    ("utf_16", CHAT.decode().encode("utf-16"), NO_JSON),
    ("control", CHAT.replace(b"prompt", b"pr\x01mpt"), NO_JSON),
    ("not_a_number", CHAT[:-1] + b', "n": NaN}', NO_JSON),
    ("leading_zero", CHAT[:-1] + b', "n": 01}', NO_JSON),
    ("leading_point", CHAT[:-1] + b', "n": .5}', NO_JSON),
    ("trailing_point", CHAT[:-1] + b', "n": 1.}', NO_JSON),
    ("plus", CHAT[:-1] + b', "n": +1}', NO_JSON),
    ("nothing_but_space", b" ", NO_JSON),
    ("large", told("evil", size=300_000), "/messages/1/role: not one of the allowed values"),
)
OTHER_KINDS: tuple[tuple[str, bytes, Headers, str], ...] = (
    ("empty", b"", JSON, "missing"),
    ("other_kind", CHAT, TEXT, CONTENT),
    ("json_kind", b"[]", (("Content-Type", "Application/A+JSON; x=y"),), "not of type object"),
)
RIGHT: tuple[tuple[str, bytes], ...] = (
    ("ordinary", CHAT),
    (
        "spelled",
        b'\r\n\t{"messages":[], "model":"m", "messages" : [{"role":"us\\u0065r","content":""}]} ',
    ),
    ("unknown_member", chat(surely_unknown={"a": [None]})),
    ("integer_as_number", CHAT[:-1] + b', "max_tokens": 5.0e0, "n": 10E-1}'),
    ("null", chat(max_tokens=None, stop=None)),
    ("names", chat(metadata={"__proto__": 1, "constructor": 2, "": 3, "é€😀": 4})),
    ("deep", tools(33)),
    ("deepest", tools(64)),
    ("brackets_in_text", told(content="[" * 99 + '"\\')),
    ("above_memory", told(size=70_000)),
)


def right(id: str, content: bytes, framing: str, **row: Any) -> Exchange:
    return Exchange(
        id=f"validation-{id}_{framing}",
        section="1.6",
        content=content,
        framing=framing,
        **{"api": "Checked", "lacks": (WARNING,), "described": False, **row},
    )


def wrong(id: str, content: bytes, complaint: str, framing: str, **row: Any) -> Exchange:
    """The API refuses the body, and says so in these words."""
    ordinary: dict[str, Any] = {
        "api": "Checked",
        "framing": framing,
        "routed": True,
        "cors": True,
        "keeps_id": True,
        "consumer": "demo-app",
        "logged": True,
        "lacks": (WARNING,),
        "content": content,
        "message": f"The request body is not valid: {complaint}.",
    }
    return refused(
        f"validation-refused_{id}_{framing}", "1.6", "invalid_request", **{**ordinary, **row}
    )


def warned(id: str, content: bytes, complaint: str, framing: str, **row: Any) -> Exchange:
    """The body reaches the vendor as it is, and the answer says what is wrong."""
    ordinary: dict[str, Any] = {
        "api": "Warned",
        "mock": "status=422",
        "status": 422,
        "has": ((WARNING, f"request body: {complaint}"),),
        "log": {"error_code": "invalid_request"},
        "lacks": (),
    }
    return right(f"warned_{id}", content, framing, **{**ordinary, **row})


PASSED = (
    *(right(id, body, framing) for id, body in RIGHT for framing in FRAMINGS),
    *(right(f"warning_{id}", body, "length", api="Warned") for id, body in RIGHT),
    right("stream", facts.OPERATIONS["chat_stream"].body, "length", op="chat_stream", stream=True),
    right("embeddings", facts.OPERATIONS["embeddings"].body, "length", op="embeddings"),
    *(
        right("upload", facts.OPERATIONS["transcribe"].body, framing, op="transcribe")
        for framing in FRAMINGS
    ),
    right("no_body", b"", "length", op="models"),
    right("body_of_none", b"{", "length", op="models"),
    right(
        "other_vendor",
        facts.OPERATIONS["openai_chat"].body,
        "length",
        api="CheckedSmall",
        op="openai_chat",
    ),
    *(right("at_limit", told(size=10 * MIB - 400), framing) for framing in FRAMINGS),
    right(
        "expecting", CHAT, "length", headers=(("Expect", "100-continue"),), drive=drives.continued
    ),
    right("twice", CHAT, "length", drive=drives.twice, requests=2, times=2),
)

REFUSED = (
    *(wrong(*each, framing) for each in WRONG for framing in FRAMINGS),
    *(
        wrong(id, body, complaint, framing, headers=kind)
        for id, body, kind, complaint in OTHER_KINDS
        for framing in FRAMINGS
    ),
    wrong("upload_as_json", CHAT, CONTENT, "length", op="transcribe", headers=JSON),
    wrong("at_limit", told("evil", size=10 * MIB - 400), WRONG[-1][2], "chunked"),
    wrong(
        "place_in_ascii",
        json.dumps(
            json.loads(facts.OPERATIONS["openai_chat"].body) | {"metadata": {"~/é \n": 1}}
        ).encode(),
        "/metadata/~0~1%C3%A9%20%0A: not of type string",
        "length",
        api="CheckedSmall",
        op="openai_chat",
    ),
    wrong(
        "place_cut",
        json.dumps(
            json.loads(facts.OPERATIONS["openai_chat"].body) | {"metadata": {"m" * 500: 1}}
        ).encode(),
        f"/metadata/{'m' * 87}...: not of type string",
        "length",
        api="CheckedSmall",
        op="openai_chat",
    ),
    wrong(
        "expecting",
        b"{}",
        "/model: missing",
        "length",
        headers=(("Expect", "100-continue"),),
        drive=drives.continued,
    ),
    wrong("from_a_page", b"{}", "/model: missing", "length", headers=(("Origin", facts.ORIGIN),)),
)

WARNED = (
    *(warned(*each, "length") for each in WRONG),
    *(warned(*each, "chunked") for each in WRONG[-3:]),
    *(warned(id, b, text, f, headers=k) for id, b, k, text in OTHER_KINDS for f in FRAMINGS),
    warned("and_served", chat(n=0), "/n: too small", "length", mock="", status=200),
    warned(
        "and_streamed",
        chat(n=0, stream=True),
        "/n: too small",
        "length",
        op="chat_stream",
        mock="",
        status=200,
        stream=True,
    ),
    refused(
        "validation-warned_and_reset",
        "1.6",
        "vendor_unreachable",
        api="Warned",
        content=b"{}",
        mock="reset",
        requests=1,
        described=False,
        consumer="demo-app",
        has=((WARNING, "request body: /model: missing"),),
    ),
)

# After route, key and size, before the vendor's key.
ORDER = (
    refused(
        "validation-no_key", "1.6", "invalid_api_key", api="Checked", content=b"{", credentials=()
    ),
    refused(
        "validation-no_key_warned",
        "1.6",
        "invalid_api_key",
        api="Warned",
        content=b"{",
        credentials=(),
    ),
    *(
        refused(
            f"validation-too_large_{framing}",
            "3.2",
            "request_too_large",
            api="CheckedSmall",
            op="openai_chat",
            content=b"[" * (2 * KIB + 1),
            framing=framing,
            consumer=ANY,
        )
        for framing in FRAMINGS
    ),
    refused(
        "validation-no_vendor_key",
        "1.6",
        "vendor_key_unavailable",
        api="CheckedKeyless",
        content=b"{}",
        consumer="demo-app",
        lacks=(WARNING,),
    ),
)

ROWS = (*PASSED, *REFUSED, *WARNED, *ORDER)
