"""The mock vendor as a server: connections, streams, hostile clients, its end."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from compiler.mock import MockVendor, start
from tests.unit.mock.gateways import gateway

OPEN = "openai/v1"
BASE = "/openai/v1/1.0.0"
CHAT = f"{BASE}/v1/chat/completions"
BODY: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Say hello"}]}
JSON = {"content-type": "application/json"}
WAIT_S = 20.0


@pytest.fixture(scope="module")
def mock() -> Iterator[MockVendor]:
    with start(gateway(OPEN), pause_ms=0) as one:
        yield one


@pytest.fixture
def client(mock: MockVendor) -> Iterator[http.client.HTTPConnection]:
    one = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=WAIT_S)
    yield one
    one.close()


def post(client: http.client.HTTPConnection, body: Any, **headers: str) -> tuple[int, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client.request("POST", CHAT, json.dumps(body), JSON | named)
    answer = client.getresponse()
    return answer.status, answer.read()


def test_one_connection_for_many_requests(client: http.client.HTTPConnection) -> None:
    client.connect()
    own = client.sock
    answers = {post(client, BODY) for _ in range(3)}
    streams = {post(client, {**BODY, "stream": True}) for _ in range(3)}
    assert client.sock is own
    assert len(answers) == len(streams) == 1  # the same at each time
    ((status, stream),) = streams
    assert (status, stream[-14:]) == (200, b"data: [DONE]\n\n")
    client.request("HEAD", f"{BASE}/v1/models")
    assert client.getresponse().read() == b""
    assert client.sock is own


def test_headers_of_an_answer(client: http.client.HTTPConnection) -> None:
    client.request("POST", CHAT, json.dumps({**BODY, "stream": True}), JSON)
    answer = client.getresponse()
    assert (answer.reason, answer.headers["transfer-encoding"]) == ("OK", "chunked")
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.headers["x-request-id"].startswith("mock-")
    assert "date" not in answer.headers
    answer.read()


def test_a_body_in_chunks_and_one_that_waits(mock: MockVendor) -> None:
    raw = json.dumps(BODY).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (raw[:9], raw[9:]))
    named = f"Host: 127.0.0.1:{mock.port}\r\nContent-Type: application/json\r\n"
    head = f"POST {CHAT} HTTP/1.1\r\n{named}".encode()
    with socket.create_connection(("127.0.0.1", mock.port), WAIT_S) as one:
        one.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
        assert until(one, b"asked.").startswith(b"HTTP/1.1 200 OK\r\n")
        one.sendall(head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(raw))
        assert until(one, b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        one.sendall(raw)
        assert until(one, b"asked.").startswith(b"HTTP/1.1 200 OK\r\n")


def until(one: socket.socket, end: bytes) -> bytes:
    found = b""
    while end not in found:
        piece = one.recv(65536)
        assert piece, found
        found += piece
    return found


def test_pieces_come_one_by_one() -> None:
    with start(gateway(OPEN), pause_ms=30) as slow:
        client = http.client.HTTPConnection("127.0.0.1", slow.port, timeout=WAIT_S)
        began = time.monotonic()
        client.request("POST", CHAT, json.dumps({**BODY, "stream": True}), JSON)
        answer = client.getresponse()
        first = answer.readline()
        in_between = time.monotonic() - began
        answer.read()
        assert first.startswith(b"data: ")
        assert time.monotonic() - began > in_between + 0.3
        client.close()


def test_a_stream_that_breaks(mock: MockVendor, client: http.client.HTTPConnection) -> None:
    whole = post(client, {**BODY, "stream": True})[1].count(b"data: ")
    for after in (0, 3, 500):
        client = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=WAIT_S)
        client.request("POST", CHAT, json.dumps({**BODY, "stream": True}),
                       {**JSON, "x-mock-cut": str(after)})  # fmt: skip
        answer = client.getresponse()
        with pytest.raises(http.client.IncompleteRead) as broken:
            answer.read()
        assert broken.value.partial.count(b"data: ") == min(after, whole)
        client.close()


def test_an_answer_that_waits(client: http.client.HTTPConnection) -> None:
    began = time.monotonic()
    assert post(client, BODY, x_mock_delay="150ms")[0] == 200
    assert time.monotonic() - began >= 0.15
    assert post(client, BODY, x_mock_delay="10ms", x_mock_status="503")[0] == 503


@pytest.mark.parametrize("raw", [
    b"GARBAGE\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
])  # fmt: skip
def test_requests_that_are_none(mock: MockVendor, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", mock.port), WAIT_S) as one:
        with suppress(OSError):  # the answer may come before the end of the request
            one.sendall(raw)
            one.shutdown(socket.SHUT_WR)
        assert not ended(one).startswith(b"HTTP/1.1 2")


def ended(one: socket.socket) -> bytes:
    found = b""
    try:
        while piece := one.recv(65536):
            found += piece
    except ConnectionResetError:
        pass
    return found


HOSTILE = [
    ("/%00/%2e%2e/x", b""),
    ("*", b""),
    ("//" + "a/" * 5000, b""),
    (f"{BASE}/v1/models/{'%ff' * 50}", b""),
    (f"{BASE}/v1/models/a?{'a=b&' * 2000}", b""),
    (CHAT, b'{"messages": ' + b"[" * 50_000),
    (CHAT, b'{"model": "\\ud800", "messages": [{"role": "user", "content": "\\udfff"}]}'),
    (CHAT, b'{"messages": [{"role": "user", "content": "' + b"x " * 500_000 + b'"}]}'),
    (CHAT, b'{"model": "m", "messages": ' + b"[" + b"{}," * 500 + b"{}" + b"]}"),
    (CHAT, b'{"n": 1' + b"0" * 5000 + b', "model": "m", "messages": []}'),
    (CHAT, b'{"model": "m\\r\\nX-Evil: 1", "messages": [{"role": "user", "content": "\\u0000"}]}'),
    (f"{BASE}/v1/embeddings", json.dumps({"model": "m", "input": ["a"] * 2100}).encode()),
    (f"{BASE}/v1/embeddings", json.dumps({"model": "m", "input": {"a": [[]]}}).encode()),
    (f"{BASE}/v1/embeddings",
     json.dumps({"model": "m", "input": "a", "dimensions": 10**30}).encode()),
]  # fmt: skip


@pytest.mark.parametrize(("target", "body"), HOSTILE)
def test_hostile_requests(
    mock: MockVendor, client: http.client.HTTPConnection, target: str, body: bytes
) -> None:
    for stream in (b"", b'{"stream": true, '):
        sent = stream + body[1:] if stream and body[:1] == b"{" else body
        client.putrequest("POST" if body else "GET", target, skip_host=True)
        client.putheader("Host", f"127.0.0.1:{mock.port}")
        client.putheader("Content-Type", "application/json")
        client.putheader("Content-Length", str(len(sent)))
        client.endheaders(sent)
        answer = client.getresponse()
        content = answer.read()
        assert answer.status in (200, 400, 404, 405), content[:300]
        assert answer.headers["x-evil"] is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:{port}", ""]
)
def test_names_that_lead_here_are_not_answered(
    mock: MockVendor, client: http.client.HTTPConnection, host: str
) -> None:
    status, said = post(client, BODY, Host=host.format(port=mock.port))
    assert status == 421
    assert b"127.0.0.1" not in said  # a name that was bound anew learns no port
    assert post(client, BODY)[0] == 200


def test_clients_that_leave(mock: MockVendor) -> None:
    head = f"POST {CHAT} HTTP/1.1\r\nHost: mock\r\nContent-Length: 1000\r\n\r\n".encode()
    for number in range(30):
        with socket.create_connection(("127.0.0.1", mock.port), WAIT_S) as one:
            one.sendall(head[: 10 * number + 10])
    client = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=WAIT_S)
    assert post(client, BODY)[0] == 200
    client.close()


def test_many_at_once(mock: MockVendor) -> None:
    def one(number: int) -> tuple[int, bytes]:
        client = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=WAIT_S)
        try:
            return post(client, {**BODY, "stream": bool(number % 2)})
        finally:
            client.close()

    with ThreadPoolExecutor(16) as threads:
        found = set(threads.map(one, range(64)))
    assert len(found) == 2
    assert {status for status, _ in found} == {200}


def test_other_apis_while_it_runs() -> None:
    with start(gateway(OPEN), pause_ms=0) as one:
        client = http.client.HTTPConnection("127.0.0.1", one.port, timeout=WAIT_S)
        assert post(client, BODY)[0] == 200
        one.update(gateway("mistral/v1"))
        assert post(client, BODY)[0] == 404
        one.update(gateway(OPEN, "mistral/v1"))
        assert post(client, BODY)[0] == 200
        client.close()


def test_closing_ends_everything() -> None:
    before = threading.active_count()
    one = start(gateway(OPEN), pause_ms=1000)
    client = http.client.HTTPConnection("127.0.0.1", one.port, timeout=WAIT_S)
    client.request("POST", CHAT, json.dumps({**BODY, "stream": True}), JSON)
    answer = client.getresponse()
    one.close()
    one.close()
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        answer.read()
    client.close()
    with pytest.raises(ConnectionError):
        socket.create_connection(("127.0.0.1", one.port), WAIT_S)
    assert threading.active_count() == before
