"""What vendors differ in, on a real Envoy: where keys, models and counts stand."""

from __future__ import annotations

import json
import socket
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compiler import ir
from compiler.terms import (
    FileSecret,
    HeaderCredential,
    InBody,
    InHeader,
    InQuery,
    PathTemplate,
    Pin,
    PinMode,
    QueryCredential,
    Reported,
    Usage,
)
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.envoy_rig import administered, deploy, logged, running
from tests.unit.targets.sample_wire import VENDOR_KEY, exchange, vendor

PATH = "/chat/1.0.0/v1/things"
GET = f"GET {PATH} HTTP/1.1\r\nHost: g"
POST = f"POST {PATH} HTTP/1.1\r\nHost: g\r\napi-key: {KEY}"
BY_KEY = f"{GET}\r\napi-key: {KEY}"
CANARY = "swordfish+/=&%~.x"
ENCODED = "swordfish%2b%2f%3d%26%25~.x"  # the recording vendor writes everything in lower case
LIMIT = 50_000


def only(one: ir.Gateway, api: ir.Api, **operation_changes: Any) -> ir.Gateway:
    """The gateway with one API, which has one path that is read and written."""
    read = replace(operation("read", "GET"), **operation_changes)
    written = replace(operation("write", "POST"), limit=LIMIT)
    path = ir.Path(PathTemplate(("/v1/things",)), (read, written))
    return replace(one, apis=(replace(api, paths=(path,)),))


def with_query_key(vendor_port: int, port: int, file: Path) -> ir.Gateway:
    one = gateway(vendor_port, port)
    endpoint = replace(
        one.apis[0].endpoint,
        credential=QueryCredential("the key", "p ", FileSecret(str(file))),
        query=(Pin("v", "1", PinMode.DEFAULT), Pin("gone", "", PinMode.REMOVED)),
        headers=(Pin("X-Gone", "", PinMode.REMOVED), Pin("X-Set", "1", PinMode.DEFAULT)),
    )
    return only(one, replace(one.apis[0], endpoint=endpoint))


def test_a_key_in_the_query(tmp_path: Path) -> None:
    """And in nothing else: no header, log, answer or page of an administration port."""
    port, admin, key = free_port(), free_port(), tmp_path / "key"
    key.write_text(CANARY + "\n")
    with vendor() as one:
        folder = deploy(with_query_key(one.port, port, key), tmp_path / "copy")
        with running(folder, port, config=administered(folder, admin)) as up:
            assert up
            query = "?gone&a=%2F&the+key=mine&%67one=2&b&the%20key"
            head = f"GET {PATH}{query} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}"
            answer = exchange(port, f"{head}\r\nX-Gone: 1\r\nX-Stays: 1")
            assert answer
            assert answer.status == 200
            pages = [
                urllib.request.urlopen(f"http://127.0.0.1:{admin}/{page}").read().decode()
                for page in ("config_dump?include_eds", "clusters", "stats", "listeners", "memory")
            ]
        (sent,) = one.heads
    assert sent.startswith(f"get /v1/things?a=%2f&b&v=1&the%20key=p%20{ENCODED} http/1.1\r\n")
    assert "authorization" not in sent
    assert "x-gone" not in sent
    assert "x-set: 1" in sent
    assert "x-stays: 1" in sent
    assert "swordfish" not in "".join([*pages, answer.head, logged(folder)])


def chunked(port: int, size: int) -> bytes:
    """What comes back for a body of unannounced length."""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: g\r\napi-key: {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(head.encode())
        for _ in range(size // 10_000):
            time.sleep(0.02)
            connection.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        return connection.recv(65536)


def test_no_message_holds_a_key_of_the_query(tmp_path: Path) -> None:
    """Envoy prints the target of a body that outgrows its limit, and what it knows of a failure."""
    port, key = free_port(), tmp_path / "key"
    key.write_text(CANARY)
    folder = tmp_path / "copy"
    with vendor() as one:
        with running(deploy(with_query_key(one.port, port, key), folder), port) as up:
            assert up
            assert chunked(port, LIMIT).startswith(b"HTTP/1.1 200")
            assert b"content-length: 50000" in one.heads[0].encode()
            assert chunked(port, LIMIT + 10_000).startswith(b"HTTP/1.1 413")
            long = exchange(port, f"{POST}\r\nContent-Length: {LIMIT + 1}")
            assert long
            assert long.status == 413
            key.unlink()
            missing = exchange(port, BY_KEY)
            assert missing
            assert missing.status == 503
        assert len(one.heads) == 1
    dead = free_port()
    key.write_text(CANARY)
    with running(deploy(with_query_key(dead, port, key), tmp_path / "dead"), port) as up:
        assert up
        answer = exchange(port, BY_KEY)
        assert answer
        assert answer.status == 502
    assert "swordfish" not in logged(folder) + logged(tmp_path / "dead")


KEY_LINES = (
    ((f"x-acme-key: {KEY}",), 200),
    ((f"X-Acme-Key:  {KEY}\t",), 200),
    ((f"x-acme-key: {KEY}", f"x-acme-key: {KEY}"), 200),
    ((f"x-acme-key: {KEY}", f"Authorization: Bearer {KEY}"), 200),
    ((f"x-acme-key: {KEY}", "api-key: other"), 401),
    (("x-acme-key: other", f"api-key: {KEY}"), 401),
    ((f"x-acme-key: {KEY}", "x-acme-key: other"), 401),
    ((f"x-acme-key: Bearer {KEY}",), 401),
    (("x-acme-key:", f"api-key: {KEY}"), 200),
    (("x-acme-key:",), 401),
)


def test_a_header_of_the_vendors_clients(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as one:
        made = gateway(one.port, port)
        api = made.apis[0]
        credential = replace(_header(api), header="X-Acme-Key", prefix="")
        endpoint = replace(api.endpoint, credential=credential)
        made = only(made, replace(api, key_header="x-acme-key", endpoint=endpoint))
        with running(deploy(made, tmp_path), port) as up:
            assert up
            for lines, status in KEY_LINES:
                answer = exchange(port, "\r\n".join((GET, *lines)))
                assert answer
                assert answer.status == status, lines
        assert len(one.heads) == len([status for _, status in KEY_LINES if status == 200])
        for head in one.heads:
            assert head.count("x-acme-key") == 1
            assert f"x-acme-key: {VENDOR_KEY}\r\n" in head
            assert KEY not in head


def _header(api: ir.Api) -> HeaderCredential:
    assert isinstance(api.endpoint.credential, HeaderCredential)
    return api.endpoint.credential


@pytest.mark.parametrize("secured", [True, False])
def test_such_a_header_never_passes(secured: bool, tmp_path: Path) -> None:
    """Nor where anybody may call, and where the vendor's credential is another one."""
    port = free_port()
    with vendor() as one:
        made = gateway(one.port, port)
        api = replace(made.apis[0], key_header="x-acme-key")
        api = api if secured else replace(api, security=())
        with running(deploy(only(made, api), tmp_path), port) as up:
            assert up
            answer = exchange(port, f"{BY_KEY}\r\nx-acme-key: {KEY}")
        assert answer
        assert answer.status == 200
        assert KEY not in one.heads[0]
        assert "x-acme-key" not in one.heads[0]


COUNTED = Reported(
    input=InBody((("usage", "in"), ("usage", "cached"))),
    output=InHeader("x-out"),
    model=InHeader("request-id"),
)
STREAMED = Reported(
    input=InBody((("usage", "in"), ("usage", "cached"), ("in",))),
    output=InBody((("usage", "out"),)),
    model=InBody((("model",),)),
)
EVENT_STREAM = b"content-type: application/vnd.amazon.eventstream\r\n"
PAYLOAD = b'{"usage":{"out":5},"in":2}'
FRAME = (16 + len(PAYLOAD)).to_bytes(4, "big") + bytes(8) + PAYLOAD + bytes(4)


ANSWERS: tuple[tuple[bytes, bytes, list[int | None], str | None], ...] = (
    (b"x-out: 7\r\nrequest-id: m-1\r\n", b'{"usage":{"in":1,"cached":2}}', [3, 7], "m-1"),
    (b"x-out: 7.0\r\n", b'{"usage":{"in":1e1,"cached":"2"}}', [10, None], None),
    (b"x-out:\r\n", b'{"usage":{"cached":2.0}}', [2, None], None),
    (b"", b'{"usage":{"in":2.5,"cached":-1}}', [None, None], None),
    (b'request-id: "\xc3\xa9\r\n', b"{}", [None, None], '"é'),
    (EVENT_STREAM, FRAME + FRAME, [2, 5], None),
    (
        b"content-type: text/event-stream\r\nx-out: 1\r\n",
        b'data: {"usage":{"in":1,"out":1},"model":"a"}\n\n'
        b'data: {"usage":{"out":2,"cached":4}}\n\ndata: {"usage":{"in":null,"out":3.0}}\n\n',
        [5, 3],
        "a",
    ),
)


def answering(head: bytes, body: bytes) -> bytes:
    kind = b"" if b"content-type" in head else b"content-type: application/json\r\n"
    return b"HTTP/1.1 200 OK\r\n" + head + kind + b"content-length: %d\r\n\r\n" % len(body) + body


def test_usage(tmp_path: Path) -> None:
    """Sums, headers, and the last value of each pointer; a header that is read may be removed."""
    port = free_port()
    with vendor() as one:
        made = gateway(one.port, port)
        api = replace(made.apis[0], removed_response_headers=("x-out", "x-cost"))
        made = only(made, api, usage=Usage(COUNTED, STREAMED))
        with running(deploy(made, tmp_path), port) as up:
            assert up
            for head, body, _, _ in ANSWERS:
                one.answer = answering(head, body)
                answer = exchange(port, BY_KEY)
                assert answer
                assert answer.body == body
                assert "x-out" not in answer.head
    lines = [json.loads(line) for line in (tmp_path / "stdout").read_text().splitlines()]
    for line, (head, _, counts, model) in zip(lines, ANSWERS, strict=True):
        tokens = [line["gen_ai.usage.input_tokens"], line["gen_ai.usage.output_tokens"]]
        assert (tokens, line["gen_ai.response.model"]) == (counts, model)
        assert line["stream"] is (b"stream" in head)


@pytest.mark.parametrize(
    ("place", "rows"),
    [
        (
            InHeader("x-model"),
            [
                ("", "X-Model: \tm 1 ", "m 1"),
                ("?x-model=a", "X-Other: 1", None),
                ("", "X-Model: " + "m" * 257, None),
            ],
        ),
        (
            InQuery("model"),
            [
                ("?a&mod%65l=m%201+%22%c3%a9&model=2", "model: 3", 'm 1 "é'),
                ("?model=%ff", "model: 3", None),
                ("", "model: 3", None),
            ],
        ),
    ],
)
def test_models_of_requests(
    place: InHeader | InQuery, rows: Sequence[tuple[str, str, str | None]], tmp_path: Path
) -> None:
    """Where the request names it, refused or not."""
    port = free_port()
    with vendor() as one:
        made = gateway(one.port, port)
        made = only(made, made.apis[0], request_model=place)
        with running(deploy(made, tmp_path), port) as up:
            assert up
            for query, line, _ in rows:
                head = f"GET {PATH}{query} HTTP/1.1\r\nHost: g\r\n{line}"
                assert exchange(port, f"{head}\r\napi-key: {KEY}")
                assert exchange(port, head)
    found = [json.loads(one) for one in (tmp_path / "stdout").read_text().splitlines()]
    told = [(line["status"], line["gen_ai.request.model"]) for line in found]
    assert told == [(status, model) for _, _, model in rows for status in (200, 401)]
