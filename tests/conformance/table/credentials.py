"""Section 2: the client's credentials, what the client pretends to be, the vendor's keys."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.conformance import drives, facts
from tests.conformance.exchange import Exchange, Headers, bearer, refused

KEY, SECOND = facts.CLIENT_KEY, facts.SECOND_CLIENT_KEY
UNAUTHORIZED = "invalid_api_key"


def known(id: str, *lines: tuple[str, str], **row: Any) -> Exchange:
    return Exchange(id=f"credentials-{id}", section="2.4", credentials=lines, **row)


def unknown(id: str, *lines: tuple[str, str], codes: tuple[str, ...] = (UNAUTHORIZED,)) -> Exchange:
    return refused(f"credentials-{id}", "2.4", *codes, routed=True, credentials=lines)


def anybody(id: str, *lines: tuple[str, str]) -> Exchange:
    return Exchange(id=f"credentials-open_{id}", section="2.4", api="Open", credentials=lines)


ACCEPTED = (
    known("authorization", ("Authorization", f"Bearer {KEY}")),
    known("authorization_lower_case", ("authorization", f"bearer {KEY}")),
    known("authorization_upper_case", ("AUTHORIZATION", f"BEARER {KEY}")),
    known("authorization_spaces", ("Authorization", f"Bearer   {KEY}\t ")),
    known("api_key", ("api-key", KEY)),
    known("api_key_upper_case", ("API-KEY", KEY)),
    known("x_api_key", ("x-api-key", KEY)),
    known("apikey", ("apikey", KEY)),
    known("apikey_of_wso2", ("ApiKey", KEY)),
    known("spaces", ("api-key", f" \t{KEY}\t ")),
    known("same_twice", ("Authorization", f"Bearer {KEY}"), ("x-api-key", KEY)),
    known("same_four_times", *bearer(KEY), *((n, KEY) for n in ("api-key", "x-api-key", "apikey"))),
    known("empty_beside", ("Authorization", "Bearer "), ("api-key", ""), ("apikey", KEY)),
    known("basic_beside", ("Authorization", "Basic dXNlcjpwYXNz"), ("api-key", KEY)),
    known("google_key_beside", ("x-goog-api-key", "AIza-other"), ("api-key", KEY)),
    known("cookie_beside", ("Cookie", "session=1; key=2"), ("api-key", KEY)),
    known("proxy_beside", ("Proxy-Authorization", "Basic dXNlcjpwYXNz"), ("api-key", KEY)),
    known("second_key", ("api-key", SECOND)),
    known("bound_here", ("api-key", facts.BOUND_CLIENT_KEY), consumer="bound-app"),
)

REFUSED = (
    unknown("none"),
    unknown("empty", ("api-key", "")),
    unknown("empty_bearer", ("Authorization", "Bearer")),
    unknown("wrong", ("api-key", "gwk_nobody")),
    unknown("wrong_bearer", ("Authorization", "Bearer gwk_nobody")),
    unknown("no_scheme", ("Authorization", KEY)),
    unknown("basic", ("Authorization", f"Basic {KEY}")),
    unknown("scheme_without_space", ("Authorization", f"Bearer{KEY}")),
    unknown("digest", ("api-key", sha256(KEY.encode()).hexdigest())),
    unknown("prefix", ("api-key", KEY[:-1])),
    unknown("suffix", ("api-key", KEY + "x")),
    unknown("upper_case", ("api-key", KEY.upper())),
    unknown("list", ("Authorization", f"Bearer {KEY}, Bearer {KEY}")),
    unknown("two_values", ("Authorization", f"Bearer {KEY}"), ("api-key", SECOND)),
    unknown("good_and_bad", ("api-key", KEY), ("x-api-key", "gwk_nobody")),
    unknown("bad_and_good", ("Authorization", "Bearer gwk_nobody"), ("apikey", KEY)),
    unknown("two_lines", ("api-key", KEY), ("api-key", "gwk_nobody")),
    unknown(
        "two_authorizations",
        ("Authorization", f"Bearer {KEY}"),
        ("Authorization", f"Bearer {SECOND}"),
        codes=("invalid_request", UNAUTHORIZED),
    ),
    unknown(
        "two_authorizations_alike",
        *(("Authorization", f"Bearer {KEY}"),) * 2,
        codes=("invalid_request", UNAUTHORIZED),
    ),
    unknown("google_key", ("x-goog-api-key", KEY)),
    unknown("cookie", ("Cookie", f"api-key={KEY}")),
    unknown("proxy", ("Proxy-Authorization", f"Bearer {KEY}")),
    unknown("bound_elsewhere", ("api-key", facts.ELSEWHERE_CLIENT_KEY)),
    unknown("vendor_key", ("Authorization", f"Bearer {facts.MAIN_VENDOR_KEY}")),
    unknown("not_ascii", ("api-key", "clé".encode().decode("latin-1"))),
    unknown("long", ("api-key", "k" * 9000)),
    unknown("object_property", ("api-key", "__proto__")),
    refused(
        "credentials-in_query",
        "2.4",
        UNAUTHORIZED,
        op="models",
        query=f"?api-key={KEY}&api_key={KEY}",
        credentials=(),
    ),
)

OPEN = (
    anybody("none"),
    anybody("known", ("Authorization", f"Bearer {KEY}")),
    anybody("wrong", ("Authorization", "Bearer gwk_nobody")),
    anybody("two_values", ("api-key", "a"), ("x-api-key", "b"), ("apikey", "c")),
    anybody("all", *bearer("x"), ("x-goog-api-key", "y"), ("Cookie", "a=b")),
)

FACTS: Headers = (
    ("X-Consumer", "admin"),
    ("X-Consumer-Id", "1"),
    ("x-consumer-name", "admin"),
    ("X-Gatewright-Consumer", "admin"),
    ("X-Gatewright-Key-Hash", sha256(KEY.encode()).hexdigest()),
)
NAMES = tuple(name for name, _ in FACTS)

SPOOFED = (
    Exchange(id="spoofed-facts", section="2.5", headers=FACTS, unseen=NAMES),
    refused("spoofed-facts_without_key", "2.5", UNAUTHORIZED, headers=FACTS, credentials=()),
    Exchange(
        id="spoofed-facts_open",
        section="2.5",
        api="Open",
        credentials=(),
        headers=FACTS,
        unseen=NAMES,
    ),
)


def keyless(id: str, api: str) -> Exchange:
    return refused(f"keys-{id}", "2.3", "vendor_key_unavailable", api=api, consumer="demo-app")


VENDOR_KEYS = (
    keyless("env_missing", "EnvMissing"),
    keyless("env_empty", "EnvEmpty"),
    keyless("env_with_space", "EnvBroken"),
    keyless("file_missing", "FileMissing"),
    keyless("file_empty", "FileEmpty"),
    keyless("file_two_lines", "FileBroken"),
    keyless("file_folder", "FileFolder"),
    Exchange(id="keys-others_served", section="2.3"),
    Exchange(id="keys-file_line_break", section="2.2", api="Second"),
    Exchange(id="keys-file_replaced", section="2.2", api="FileReplaced", drive=drives.replaced_key),
    Exchange(id="keys-each_endpoint_its_own", section="2.1", api="MainTwo", op="embeddings"),
)

ROWS = (*ACCEPTED, *REFUSED, *OPEN, *SPOOFED, *VENDOR_KEYS)
