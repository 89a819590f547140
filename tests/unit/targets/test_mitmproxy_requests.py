"""The mitmproxy gateway's pure parts: heads, bodies, targets, routes, pins."""

from __future__ import annotations

import pytest
from gatewright_gateway import (
    decision,
    headers,
    heads,
    loading,
    pins,
    settings,
    targets,
    verdicts,
    wire,
)
from gatewright_gateway.counters import Counters
from gatewright_gateway.meter import Meter
from gatewright_gateway.settings import Pin, PinMode
from gatewright_gateway.wire import Malformed
from hypothesis import given
from hypothesis import strategies as st

from compiler import contract
from compiler.targets.mitmproxy import data
from tests.gateways import KEY, gateway

Header = tuple[bytes, bytes]


@pytest.fixture(scope="module", name="gate")
def the_settings(tmp_path_factory: pytest.TempPathFactory) -> settings.Settings:
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "gateway.json").write_bytes(b"".join(data.render(gateway(9001, 9002))))
    return loading.load(folder)


def request(raw: bytes) -> heads.RequestHead | None:
    buffer = bytearray(raw)
    return heads.take_request(buffer, contract.MAX_TARGET_BYTES, contract.MAX_HEADER_BYTES)


def head(method: str = "GET", target: str = "/", *extra: Header) -> heads.RequestHead:
    return heads.RequestHead(method.encode(), target.encode(), 1, ((b"Host", b"x"), *extra), 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"sk-a1B2c3D4 / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"A" * 33 + b" / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \xff\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /" + b"a" * 70_000,
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 90_000,
    ],
)
def test_malformed_heads(raw: bytes) -> None:
    with pytest.raises(Malformed):
        request(raw)


@given(st.lists(st.binary(min_size=1, max_size=3), max_size=40))
def test_heads_never_raise_anything_else(pieces: list[bytes]) -> None:
    raw = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"\r\n".join(pieces) + b"\r\n\r\n"
    try:
        found = request(raw)
    except Malformed:
        return
    assert found is None or found.method == b"GET"


def cut(raw: bytes, sizes: list[int]) -> list[bytes]:
    """`raw` in pieces of these sizes, the rest as the last one."""
    pieces = []
    for size in sizes:
        pieces.append(raw[:size])
        raw = raw[size:]
    return [*pieces, raw]


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.lists(st.integers(1, 9)))
def test_chunked_in_any_pieces(chunks: list[bytes], sizes: list[int]) -> None:
    raw = b"".join(wire.chunk(chunk) for chunk in chunks) + b"0\r\nX-Trailer: 1\r\n\r\n" + b"next"
    body, buffer, found = wire.ChunkedBody(), bytearray(), b""
    for piece in cut(raw, sizes):
        buffer += piece
        found += body.feed(buffer)
    assert body.done
    assert found == b"".join(chunks)
    assert bytes(buffer) == b"next"


@pytest.mark.parametrize(
    "raw", [b"zz\r\n", b"\r\n", b"-1\r\n", b"3\n", b"1\r\nab\r\n", b"1" * 16 + b"\r\n", b"1" * 5000]
)
def test_bad_chunks(raw: bytes) -> None:
    with pytest.raises(Malformed):
        wire.ChunkedBody().feed(bytearray(raw))


@pytest.mark.parametrize(
    "raw",
    [
        "/%00",
        "/%",
        "/%2",
        "/%zz",
        "/a%0",
        "/..",
        "/a/../..",
        "/a/../../x",
        "/%2e%2E",
        "/.%2e/x",
        "/a\\b",
        "/#a",
        "/a?b#c",
        "/\x7f",
        "/é",
        "/a?\x01",
        "a",
        "ftp://a/b",
        "http:///a",
        "http://user@h/a",
        "http://h:99999999/a",
        "http://[::1/a",
        "http://a\\b/c",
        "*",
        "",
    ],
)
def test_targets_that_no_parser_accepts(raw: str) -> None:
    with pytest.raises(Malformed):
        targets.read(raw.encode("latin-1"))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("/a@b?c@d", "/a@b?c@d"),
        ("http://h/a@b?c@d", "http://h/a@b?c@d"),
        ("http://u:p@h/a?c", "http://h/a?c"),
        ("http://u:p/?@@h/a", "http://h/a"),
        ("ftp://u@h", "ftp://h"),
        ("u:p@h:443", "h:443"),
        ("//u:p@h/a", "//u:p@h/a"),
        ("*", "*"),
    ],
)
def test_user_information_is_not_recorded(raw: str, shown: str) -> None:
    assert targets.shown(raw.encode(), ()) == shown.encode()


@pytest.mark.parametrize(
    "raw",
    [
        "//",
        "/a//b",
        "/a/./b",
        "/a/../b",
        "/a/%2e/b",
        "/a%2Fb",
        "/a%2fb",
        "/a%5C",
        "/%01",
        "/%1f",
        "/%7F",
        "/a/.",
        "/a/b/..",
    ],
)
def test_targets_that_are_not_normal(raw: str) -> None:
    assert not targets.read(raw.encode()).normal


def test_target_in_its_parts() -> None:
    found = targets.read(b"HTTP://h:1/a%41/b?x=\\%zz&y?")
    assert found == targets.Target(b"http", b"h:1", b"/a%41/b", b"x=\\%zz&y?", True)
    assert targets.read(b"http://h").path == b"/"
    assert targets.read(b"/a?").query == b""
    assert targets.read(b"/a").query is None


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", "/chat/1.0.0/v1/models", "list_models"),
        ("GET", "/chat/1.0.0/v1/models/a%20b", "get_model"),
        ("DELETE", "/chat/1.0.0/v1/models/a", "delete_model"),
        ("GET", "/chat/1.0.0/v1/models/", 404),
        ("GET", "/chat/1.0.0/v1/models/a/b", 404),
        ("GET", "/chat/1.0.0/V1/models", 404),
        ("GET", "/chat/1.0.0/v1/%6dodels", 404),
        ("GET", "/chat/1.0.0x/v1/models", 404),
        ("GET", "/v1/models", 404),
        ("HEAD", "/chat/1.0.0/v1/models", 405),
        ("OPTIONS", "/chat/1.0.0/v1/models", 405),
        ("GET", "/healthz", 200),
        ("PUT", "/healthz", 405),
        ("GET", "/healthz/", 404),
    ],
)
def test_routes(
    gate: settings.Settings,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    target: str,
    expected: str | int,
) -> None:
    monkeypatch.setenv("SAMPLE_API_KEY", "vendor-key")
    asked = head(method, target, (b"api-key", KEY.encode()))
    verdict = decision.decide(asked, b"id", gate, Meter(Counters()))
    if isinstance(verdict, verdicts.Plan):
        assert verdict.operation.id == expected
        assert verdict.credential == (b"Authorization", b"Bearer vendor-key")
    else:
        assert not isinstance(verdict, verdicts.Pending | verdicts.Asking)
        assert verdict.status == expected


def test_vendor_url(gate: settings.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_API_KEY", "vendor-key")
    asked = head("GET", "/pinned/1.0.0/v1/models/%41?q=%zz", (b"api-key", KEY.encode()))
    verdict = decision.decide(asked, b"id", gate, Meter(Counters()))
    assert isinstance(verdict, verdicts.Plan)
    assert verdict.target == b"/deep/v1/models/%41?q=%zz&api-version=2024-10-21&trace=1"
    assert verdict.headers[0] == (b"Host", b"127.0.0.1:9001")
    assert "vendor-key" not in repr(verdict)


DEFAULT = Pin("api-version", "2024 10", PinMode.DEFAULT)
FIXED = Pin("trace", "1", PinMode.FIXED)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (None, b"api-version=2024%2010&trace=1"),
        (b"", b"api-version=2024%2010&trace=1"),
        (b"a=%zz&&b", b"a=%zz&&b&api-version=2024%2010&trace=1"),
        (b"api-version=", b"api-version=&trace=1"),
        (b"api%2Dversion=x", b"api%2Dversion=x&trace=1"),
        (b"trace=0&a&tr%61ce", b"a&api-version=2024%2010&trace=1"),
    ],
)
def test_query_pins(query: bytes | None, expected: bytes) -> None:
    assert pins.pin_query(query, (DEFAULT, FIXED)) == expected


@given(st.none() | st.binary())
def test_query_without_pins_is_untouched(query: bytes | None) -> None:
    assert pins.pin_query(query, ()) == query


def test_header_pins() -> None:
    given = [(b"API-Version", b"mine"), (b"Trace", b"0"), (b"trace", b"2")]
    assert pins.pin_headers(given, (DEFAULT, FIXED)) == [given[0], (b"trace", b"1")]


def test_nothing_of_the_clients_way_or_keys_is_passed_on(gate: settings.Settings) -> None:
    spoofed = [(name.title().encode(), b"x") for name in contract.CREDENTIAL_HEADERS]
    spoofed += [(prefix.encode() + b"y", b"x") for prefix in contract.ROUTE_HEADER_PREFIXES]
    spoofed += [(b"Connection", b"x-named, content-length"), (b"X-Named", b"x"), (b"Keep", b"1")]
    shown = headers.shown(head("GET", "/", *spoofed), gate.contract)
    assert shown == [(b"Keep", b"1")]
