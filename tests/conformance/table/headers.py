"""Section 3.6: headers both ways; section 4: requests that are none."""

from __future__ import annotations

from typing import Any

from compiler import contract
from tests.conformance import drives
from tests.conformance.exchange import CLOSED, Exchange, Headers, refused
from tests.conformance.facts import CLIENT_KEY, MODEL

HOPS: Headers = (
    ("Connection", "keep-alive, X-Secret-Hop,x-other-hop"),
    ("X-Secret-Hop", "1"),
    ("X-Other-Hop", "2"),
    ("Keep-Alive", "timeout=5"),
    ("TE", "trailers"),
    ("Trailer", "X-Checksum"),
    ("Proxy-Connection", "keep-alive"),
)
H2C: Headers = (
    ("Connection", "Upgrade, HTTP2-Settings"),
    ("Upgrade", "h2c"),
    ("HTTP2-Settings", "AAMAAABkAAQAoAAAAAIAAAAA"),
)
ROUTE: Headers = (
    ("X-Forwarded-For", "1.2.3.4"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "evil.test"),
    ("X-Forwarded-Prefix", "/x"),
    ("X-Forwarded-Client-Cert", "Hash=1"),
    ("X-Forwarded-Weird", "1"),
    ("Forwarded", "for=1.2.3.4"),
    ("Via", "1.1 proxy"),
    ("X-Real-IP", "1.2.3.4"),
    ("True-Client-IP", "1.2.3.4"),
    ("X-Envoy-Original-Path", "/x"),
    ("X-Envoy-Internal", "true"),
    ("X-Envoy-External-Address", "1.2.3.4"),
    ("X-Envoy-Foo", "1"),
    ("X-Accel-Redirect", "/x"),
    ("X-Original-URL", "/healthz"),
    ("X-Rewrite-URL", "/healthz"),
    ("X-HTTP-Method-Override", "DELETE"),
)
EVERY_ROUTE: Headers = tuple(
    (name, "1.2.3.4")
    for name in (
        *contract.ROUTE_HEADERS,
        *contract.FACT_HEADERS,
        *(prefix + "something" for prefix in contract.ROUTE_HEADER_PREFIXES),
        "proxy-authenticate",
    )
)
ORDINARY: Headers = (
    ("User-Agent", "conformance/1 (tests)"),
    ("Accept", "application/json"),
    ("Accept-Language", "de, en;q=0.5"),
    ("X-Dup", "one"),
    ("X-Dup", "two, three"),
    ("x_under", "score"),
    ("X-Empty", ""),
    ("Range", "bytes=0-1"),
    ("If-None-Match", '"abc"'),
    ("X-Spaces", "a  b\tc"),
    ("X-Marks", "!#$%&'*+-.^_`|~\"(),/:;<=>?@[\\]{}"),
    ("X-Utf8", "é€😀".encode().decode("latin-1")),
    ("OpenAI-Beta", "x=v1"),
    ("Idempotency-Key", "abc-123"),
    ("Referer", "http://portal.test/page"),
    ("Pragma", "no-cache"),
    ("Date", "Sun, 22 Nov 2026 00:00:00 GMT"),
)


def names(headers: Headers) -> tuple[str, ...]:
    return tuple(name for name, _ in headers)


def as_sent(headers: Headers) -> dict[str, tuple[str, ...]]:
    return {name: tuple(v for n, v in headers if n == name) for name, _ in headers}


def passes(id: str, headers: Headers, **row: Any) -> Exchange:
    return Exchange(id=f"headers-{id}", section="3.6", headers=headers, **row)


TO_VENDOR = (
    passes("ordinary", ORDINARY, seen=as_sent(ORDINARY)),
    passes("hops", HOPS, unseen=names(HOPS)[1:]),
    passes("h2c_upgrade", H2C, unseen=("Upgrade", "HTTP2-Settings")),
    passes("route", ROUTE, unseen=names(ROUTE)),
    passes("route_every_name", EVERY_ROUTE, unseen=names(EVERY_ROUTE)),
    passes(
        "connection_names_credential",
        (("Connection", "authorization, accept-encoding"),),
        credentials=(("api-key", CLIENT_KEY),),
    ),
    passes("coding_asked", (("Accept-Encoding", "gzip, br"),)),
    passes("expect", (("Expect", "100-continue"),), drive=drives.continued, unseen=("Expect",)),
    passes(
        "retry_wishes",
        (("X-Envoy-Retry-On", "5xx,reset"), ("X-Envoy-Max-Retries", "3")),
        mock="status=503",
        status=503,
        unseen=("X-Envoy-Retry-On", "X-Envoy-Max-Retries"),
    ),
    passes(
        "timeout_wishes",
        (("X-Envoy-Upstream-Rq-Timeout-Ms", "1"), ("X-Envoy-Expected-Rq-Timeout-Ms", "1")),
        op="chat_stream",
        mock="steady",
        stream=True,
    ),
    passes(
        "many",
        (many := tuple((f"X-Many-{number}", "v") for number in range(150))),
        seen=as_sent(many),
    ),
    passes("long_line", (("X-Long", "v" * 30_000),), seen={"X-Long": ("v" * 30_000,)}),
    passes(
        "long_block",
        (block := tuple((f"X-Long-{number}", "v" * 7000) for number in range(7))),
        seen=as_sent(block),
    ),
    passes("close", (("Connection", "close"),)),
    passes("two_on_one_connection", (), drive=drives.twice, requests=2, times=2),
    passes("kept_alive_to_vendor", (), drive=drives.twice_upstream, requests=2, times=2),
    passes("pipelined", (), op="models", drive=drives.pipelined, requests=2, times=2),
)


def malformed(id: str, *codes: str, **row: Any) -> Exchange:
    return refused(f"headers-{id}", "4", *(codes or ("invalid_request",)), **row)


def raw(id: str, head: bytes, body: bytes = b"", **row: Any) -> Exchange:
    drive = drives.raw(head, and_body=body)
    return malformed(id, "invalid_request", drive=drive, **row)


CHAT = f"POST /main/1.0.0/v1/chat/completions HTTP/1.1\r\n@api-key: {CLIENT_KEY}\r\n".encode()

MALFORMED = (
    refused(
        "headers-expect_refused",
        "3.6",
        "invalid_api_key",
        credentials=(),
        headers=(("Expect", "100-continue"),),
        drive=drives.head_alone,
    ),
    malformed("not_utf8", headers=(("X-Latin", "\xe9"),)),
    malformed("not_utf8_credential", credentials=(("api-key", "\xe9"),)),
    malformed("null", headers=(("X-Null", "a\0b"),)),
    malformed("two_hosts", hosts=("gateway.test", "gateway.test")),
    malformed("two_other_hosts", hosts=("gateway.test", "evil.test")),
    malformed("no_host", hosts=()),
    malformed("large", headers=tuple((f"X-Large-{n}", "v" * 6000) for n in range(12))),
    malformed("large_line", headers=(("X-Large", "v" * 70_000),)),
    # RFC 9112 section 5.2: a folded line is refused, or joined before it goes on.
    raw(
        "folded",
        CHAT + b"X-Fold: a\r\n b\r\nContent-Length: 2\r\n\r\n",
        b"{}",
        instead=Exchange(
            id="headers-folded",
            section="4",
            request_ids=(),
            keeps_id=False,
            content=b"{}",
            seen={"X-Fold": ("a b",)},
            described=False,
            log=dict.fromkeys(("gen_ai.response.model",), MODEL),
        ),
    ),
    raw("space_before_colon", CHAT + b"X-Space : a\r\nContent-Length: 2\r\n\r\n", b"{}"),
    raw(
        "length_and_chunked",
        CHAT + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"0\r\n\r\n",
    ),
    raw("two_lengths", CHAT + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n", b"{}x"),
    raw("length_no_number", CHAT + b"Content-Length: two\r\n\r\n", b"{}"),
    raw("length_signed", CHAT + b"Content-Length: +2\r\n\r\n", b"{}"),
    raw("length_negative", CHAT + b"Content-Length: -2\r\n\r\n", b"{}"),
    raw("coding_unknown", CHAT + b"Transfer-Encoding: gzip\r\n\r\n", b"{}"),
    raw("request_line_words", b"GET /main/1.0.0/v1/models extra HTTP/1.1\r\n@\r\n"),
    raw("target_relative", b"GET main/1.0.0/v1/models HTTP/1.1\r\n@\r\n"),
    raw("binary", bytes(range(1, 32)) + b"\x80\xff\r\n\r\n"),
    malformed(
        "broken_chunk",
        "invalid_request",
        CLOSED,
        framing="chunked",
        drive=drives.broken_chunks,
        requests=None,
        seen_whole=False,
    ),
)

REMOVED = (
    "Set-Cookie",
    "Via",
    "Alt-Svc",
    "X-Accel-Redirect",
    "X-Accel-Expires",
    "X-Accel-Limit-Rate",
    "X-Accel-Buffering",
    "X-Accel-Charset",
    "X-Accel-Foo",
    "X-Envoy-Upstream-Service-Time",
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Expose-Headers",
)
# Headers that every answer has, with the gateway's or the engine's own value.
OWN = ("server", "x-content-type-options", "x-request-id")
KEPT: Headers = (
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("Expires", "0"),
    ("ETag", '"abc"'),
    ("X-RateLimit-Limit-Requests", "60"),
    ("X-RateLimit-Remaining-Tokens", "499"),
    ("X-Vendor-Twice", "one"),
    ("X-Vendor-Twice", "two"),
)

FROM_VENDOR = (
    Exchange(
        id="headers-answer",
        section="3.6",
        mock="noisy",
        has=KEPT,
        lacks=REMOVED,
        log={"vendor_request_id": "vendor-id-2"},
    ),
    Exchange(
        id="headers-answer_every_name",
        section="3.6",
        mock="removed",
        lacks=tuple(name for name in contract.REMOVED_RESPONSE_HEADERS if name not in OWN),
        log={"vendor_request_id": "vendor-word"},
    ),
    Exchange(
        id="headers-answer_of_described_vendor",
        section="3.6",
        api="Lab",
        op="things",
        mock="noisy",
        has=KEPT,
        lacks=(*REMOVED, "X-Lab-Internal"),
        log={"vendor_request_id": "vendor-id-2"},
    ),
    Exchange(
        id="headers-interim_answer",
        section="3.6",
        mock="interim",
        log={"vendor_request_id": "vendor-id-1"},
    ),
    Exchange(
        id="headers-wide_answer",
        section="3.6",
        mock="wide",
        has=(("X-Vendor-Policy-6", "p" * 1000),),
    ),
    Exchange(
        id="headers-id_with_marks",
        section="7",
        mock="marked-id",
        log={"vendor_request_id": 'vendor "id" \\ {1}'},
    ),
    Exchange(id="headers-trailers", section="3.6", mock="trailers"),
    Exchange(
        id="headers-coded_answer",
        section="3.3",
        mock="encoded",
        body=b"\x1f\x8b not really gzip \x00\xff",
        has=(("Content-Encoding", "gzip"),),
        log=dict.fromkeys(
            ("gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
        ),
    ),
)


ROWS = (*TO_VENDOR, *MALFORMED, *FROM_VENDOR)
