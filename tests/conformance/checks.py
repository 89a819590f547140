"""What every exchange must show, read off its row: the answer and what the vendor saw."""

from __future__ import annotations

import json
import re
from functools import cache
from urllib.parse import quote

from compiler import contract
from tests.conformance import facts, replies
from tests.conformance.client import Answer
from tests.conformance.description import Description
from tests.conformance.exchange import CLOSED, Exchange
from tests.conformance.play import Outcome
from tests.conformance.vendor import Arrival
from tests.conformance.world import World

ENGINE_WORDS = re.compile(rb"nginx|njs|envoy|mitmproxy|traceback|127\.0\.0\.1|upstream", re.I)
SERVER = re.compile(r"nginx|envoy|mitmproxy|gatewright", re.I)

# What a vendor is sent besides what the client sent: nothing else may come from a gateway.
SET_BY_GATEWAY = {
    *("host", "accept-encoding", "x-request-id", "connection"),
    *("content-length", "transfer-encoding", "user-agent"),
}


@cache
def description(vendor: str) -> Description:
    return Description(vendor)


def check_answer(row: Exchange, tag: str, answer: Answer) -> None:
    """The answer against the row. AssertionError: what is wrong, and the answer."""
    if answer.status == 0 or not answer.complete:
        allowed = CLOSED in row.codes or not row.complete
        assert allowed, f"the answer broke off: {answer} {answer.body[:300]!r}"
        if answer.status == 0:
            assert CLOSED in row.codes, "closed without an answer"
            return
    else:
        assert row.complete, f"a clean end was invented: {answer}"
    check_headers(row, tag, answer)
    if row.codes:
        check_refusal(row, answer)
        return
    assert answer.status == row.status, f"{answer} {answer.body[:300]!r}"
    if row.mock == "" and row.requests:
        kind = (answer.one("content-type") or "").partition(";")[0]
        wanted = replies.stream_kind(row.provider) if row.stream is True else right(row)[0]
        assert kind == wanted.partition(";")[0]
    if not row.any_body:
        assert answer.body == expected_body(row)


def check_refusal(row: Exchange, answer: Answer) -> None:
    """The gateway's own error: one of the allowed rows of the contract, byte for byte as JSON."""
    if row.bodiless:
        assert answer.status in {contract.REFUSAL_BY_CODE[code].status for code in row.codes}
        return
    code = answer.json["error"]["code"]
    assert code in row.codes, f"{code} instead of {row.codes}"
    refusal = contract.REFUSAL_BY_CODE[code]
    assert answer.status == refusal.status
    wanted = json.loads(refusal.body)
    wanted["error"]["message"] = row.message or refusal.message
    assert answer.json == wanted
    kind = answer.one("content-type") or ""
    assert kind.split(";")[0].strip() == "application/json"
    assert not ENGINE_WORDS.search(answer.body)
    if answer.status == 401:
        told = code == "invalid_token" and not row.nothing_given
        wanted = contract.AUTHENTICATE_INVALID if told else contract.WWW_AUTHENTICATE
        assert answer.one("www-authenticate") == wanted


def expected_body(row: Exchange) -> bytes:
    """The vendor's right body, unchanged."""
    if row.body is not None:
        return row.body
    if row.mock.startswith("status="):
        return b"" if row.status in (204, 304) else replies.error(row.provider, row.status)
    if row.sent_method == "HEAD":
        return b""
    path = row.service.base_path + row.operation.path
    if replies.wants_stream(row.provider, path + row.query, row.sent_body):
        return b"".join(replies.events(row.provider, path, row.sent_body))
    return right(row)[1]


def right(row: Exchange) -> tuple[str, bytes]:
    """The media type and body of the vendor's right answer that is no stream."""
    path = row.service.base_path + row.operation.path
    return replies.whole(row.provider, row.sent_method, path, row.sent_body)


def check_headers(row: Exchange, tag: str, answer: Answer) -> None:
    """What holds for every answer, and what the row adds."""
    raw = "\n".join((answer.reason, *(f"{name}: {value}" for name, value in answer.headers)))
    for key in (*facts.CLIENT_KEYS, *facts.VENDOR_KEYS):
        assert key not in raw
        assert key.encode() not in answer.body
    assert answer.all("x-content-type-options") == ("nosniff",)
    identity = answer.one("x-request-id") or ""
    assert re.fullmatch(contract.REQUEST_ID_PATTERN, identity), f"X-Request-Id {identity!r}"
    given = (tag,) if row.request_ids is None else row.request_ids
    if row.keeps_id:
        assert identity == given[0]
    elif row.request_ids is not None:
        assert identity not in given
    server = answer.one("server")
    assert server is None or SERVER.fullmatch(server), f"Server: {server}"
    for name, _ in answer.headers:
        lower = name.lower()
        removed = lower.startswith(contract.REMOVED_RESPONSE_HEADER_PREFIXES)
        assert not removed or lower in {has.lower() for has, _ in row.has}, name
        assert lower not in ("set-cookie", "via", "alt-svc"), name
    if row.cors:
        varies = ", ".join(answer.all("vary")).lower().replace(" ", "").split(",")
        # The vendor's own stay, and may say the same.
        own = ("Vary", "Origin") in replies.lines(row.provider)
        assert varies.count("origin") in ((1, 2) if own else (1,)), f"Vary: {answer.all('vary')}"
    check_origin(row, answer)
    for name, value in row.has:
        assert value in answer.all(name), f"{name}: {answer.all(name)}, not {value}"
    for name, (least, most) in row.spans.items():
        assert least <= int(answer.one(name) or -1) <= most, f"{name}: {answer.all(name)}"
    for name in row.lacks:
        assert not answer.all(name), f"{name}: {answer.all(name)}"


def check_origin(row: Exchange, answer: Answer) -> None:
    """Who may read the answer from a browser: a listed origin and nobody else."""
    origins = [value for name, value in row.headers if name.lower() == "origin"]
    if row.cors and origins and origins[0] in (facts.ORIGIN, facts.OTHER_ORIGIN):
        assert answer.all("access-control-allow-origin") == (origins[0],)
        exposed = ", ".join(contract.CORS_EXPOSED_HEADERS)
        preflight = row.sent_method == "OPTIONS" and answer.status == 204
        assert preflight or answer.all("access-control-expose-headers") == (exposed,)
        return
    named = [name for name, _ in answer.headers if name.lower().startswith("access-control-")]
    assert not named, named


def check_vendor(row: Exchange, outcome: Outcome, world: World) -> None:
    """What reached the vendor against the row."""
    if row.requests is not None:
        assert len(outcome.arrivals) == row.requests, f"at the vendor: {outcome.arrivals}"
    for arrival in outcome.arrivals:
        assert arrival.complete == row.seen_whole, f"{arrival} {len(arrival.body)} bytes"
        check_place(row, arrival, world)
        check_arrival(row, outcome.answer, arrival)


def check_place(row: Exchange, arrival: Arrival, world: World) -> None:
    """The request came to its endpoint and to no other, by the endpoint's own name."""
    service = row.service
    assert arrival.port == service.port
    port = world.vendor.ports[service.port]
    assert arrival.all("host") == [f"{service.host}:{port.number}".encode()]
    assert arrival.server_name == (None if port.tls is None else service.host)


def check_arrival(row: Exchange, answer: Answer, arrival: Arrival) -> None:
    """One request at the vendor: credential, target, headers, body, the description."""
    service = row.service
    assert arrival.line.endswith(b" HTTP/1.1")
    given = [
        (name.lower().decode(), value.decode())
        for name, value in arrival.headers
        if name.lower().decode() in (*contract.CREDENTIAL_HEADERS, *(service.auth or ())[:1])
    ]
    wanted = [(service.auth[0], service.auth[1] + service.vendor_key)] if service.auth else []
    assert given == wanted
    if row.seen_target is not None:
        assert arrival.target == row.seen_target
    elif row.target is None:
        assert arrival.target == expected_target(row).encode("latin-1")
    assert arrival.method == row.sent_method
    assert arrival.all("accept-encoding") == [b"identity"]
    identity = arrival.all("x-request-id")
    assert len(identity) == 1
    if answer.status and row.requests == 1:
        assert identity == [value.encode() for value in answer.all("x-request-id")]
    check_seen_headers(row, arrival)
    if arrival.complete:
        assert bytes(arrival.body) == row.sent_body
    if arrival.complete and row.described:
        found = list(description(service.provider).violations(arrival, service.base_path))
        assert not found, found


def expected_target(row: Exchange) -> str:
    """What the vendor sees where the client's own query needs no change."""
    service = row.service
    pairs = [service.pinned_query] if service.pinned_query else []
    if service.parameter:
        name, prefix = service.parameter
        pairs.append(f"{name}={quote(prefix + service.vendor_key, safe='')}")
    query = (row.query or ("?" if pairs else "")) + ("&" if row.query and pairs else "")
    return service.base_path + row.operation.path + query + "&".join(pairs)


def check_seen_headers(row: Exchange, arrival: Arrival) -> None:
    """Nothing that the gateway made up, and what the row says of headers."""
    sent = {name.lower() for name, _ in row.headers}
    known = SET_BY_GATEWAY | {"content-type", "x-exchange", "x-mock"} | sent
    names = {name.lower().decode("latin-1") for name, _ in arrival.headers}
    pinned = dict(row.service.pinned_headers)
    known |= {row.service.auth[0]} if row.service.auth else set()
    known |= {name.lower() for name in (*row.seen, *pinned)}
    assert names <= known, f"made up: {sorted(names - known)}"
    for name, values in {**{n: (v,) for n, v in pinned.items()}, **row.seen}.items():
        assert tuple(v.decode("latin-1") for v in arrival.all(name)) == values, name
    for name in row.unseen:
        assert not arrival.all(name), f"{name}: {arrival.all(name)}"
    raw = b"\n".join(name + b": " + value for name, value in arrival.headers)
    for key in facts.CLIENT_KEYS:
        assert key.encode() not in raw
