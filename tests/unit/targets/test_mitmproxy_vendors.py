"""What vendors differ in, on the real engine: credentials, pins, models, upgrades."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.terms import (
    EnvSecret,
    HeaderCredential,
    InHeader,
    InPath,
    InQuery,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
    QueryCredential,
)
from tests.gateways import KEY, api, gateway, operation
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.mitmproxy_engine import BODY, VENDOR_KEY, Engine, Vendor

CLIENTS_OWN = "client-key-that-must-not-leak"
SECRET = EnvSecret("SAMPLE_API_KEY")
PINS = (Pin("gone", "", PinMode.REMOVED), Pin("trace", "1", PinMode.DEFAULT))
HEADER_PINS = (Pin("X-Gone", "", PinMode.REMOVED), Pin("X-Set", "a b", PinMode.FIXED))
REMOVED = (Pin("key", "", PinMode.REMOVED),)
PATHS = (
    ir.Path(PathTemplate(("/v1/live",)), (replace(operation("live", "GET"), websocket=True),)),
    ir.Path(PathTemplate(("/v1/plain",)), (operation("plain", "GET"),)),
    ir.Path(
        PathTemplate(("/v1/by-query",)),
        (replace(operation("by_query", "GET"), request_model=InQuery("model")),),
    ),
    ir.Path(
        PathTemplate(("/v1/by-header",)),
        (replace(operation("by_header", "GET"), request_model=InHeader("x-model")),),
    ),
    ir.Path(
        PathTemplate(("/v1/", Parameter("model"), "/by-path")),
        (replace(operation("by_path", "GET"), request_model=InPath("model")),),
    ),
)


def served(vendor_port: int) -> ir.Gateway:
    """In front of one vendor: an API with the key in the query, two with headers of their own."""
    one = gateway(vendor_port, free_port())
    (upstream,) = one.upstreams
    plain = replace(api("Plain", upstream, SECRET), paths=PATHS)
    key = HeaderCredential("X-Acme-Key", "", SECRET)
    return replace(
        one,
        apis=(
            with_endpoint(
                replace(plain, base="/acme/1", key_header="x-acme-key"),
                credential=key,
                base_path="/acme",
            ),
            with_endpoint(
                replace(plain, base="/goog/1", key_header="x-goog-api-key"),
                credential=HeaderCredential("x-goog-api-key", "", SECRET),
                query=REMOVED,
                base_path="/goog",
            ),
            with_endpoint(
                replace(plain, base="/query/1"),
                credential=QueryCredential("key", "p/", SECRET),
                query=PINS,
                headers=HEADER_PINS,
            ),
        ),
    )


def with_endpoint(one: ir.Api, **changes: object) -> ir.Api:
    return replace(one, endpoint=replace(one.endpoint, **changes))  # type: ignore[arg-type]  # of the tests


@dataclass
class Running:
    engine: Engine
    vendor: Vendor

    def get(self, target: str, *headers: str, key: bool = True) -> bytes:
        """The status and body of the answer."""
        shown = (f"Authorization: Bearer {KEY}",) if key else ()
        lines = (f"GET {target} HTTP/1.1", "Host: x", "Connection: close", *shown, *headers, "", "")
        with socket.create_connection(("127.0.0.1", self.engine.port), timeout=5) as client:
            client.sendall("\r\n".join(lines).encode())
            return engines.read_answer(client)


@pytest.fixture(scope="module", name="running")
def an_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("vendors")
    with engines.vendor() as vendor:
        one = served(vendor.port)
        port = one.listener.port
        with engines.running(home, vendor, port, ("-q",), one=one) as engine:
            yield Running(engine, vendor)


SENT = "key=p%2Fvendor-key-that-must-not-leak"


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("", f"?trace=1&{SENT}"),
        ("?", f"?trace=1&{SENT}"),
        (f"?key={CLIENTS_OWN}", f"?trace=1&{SENT}"),
        (f"?a=%zz&k%65y={CLIENTS_OWN}&&b+c&key", f"?a=%zz&&b+c&trace=1&{SENT}"),
        ("?gone=1&trace=%30&g%6fne&Gone=2", f"?trace=%30&Gone=2&{SENT}"),
        ("?KEY=1&keys=2", f"?KEY=1&keys=2&trace=1&{SENT}"),
    ],
)
def test_key_in_the_query(running: Running, query: str, sent: str) -> None:
    answer = running.get(f"/query/1/v1/plain{query}", "X-Gone: 1", "x-set: mine", "X-Kept: 1")
    assert answer.endswith(BODY)
    assert running.vendor.lines[-1] == f"GET /v1/plain{sent} HTTP/1.1"
    seen = running.vendor.seen[-1]
    assert b"X-Set: a b" in seen
    assert b"X-Kept: 1" in seen
    assert b"X-Gone" not in seen
    assert b"mine" not in seen
    assert KEY.encode() not in seen
    assert VENDOR_KEY.encode() not in seen


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("", ""),
        ("?", "?"),
        ("?alt=sse", "?alt=sse"),
        (f"?key={CLIENTS_OWN}", ""),
        (f"?key={CLIENTS_OWN}&alt=sse&%6bey=", "?alt=sse"),
    ],
)
def test_parameters_that_do_not_pass(running: Running, query: str, sent: str) -> None:
    assert running.get(f"/goog/1/v1/plain{query}").endswith(BODY)
    assert running.vendor.lines[-1] == f"GET /goog/v1/plain{sent} HTTP/1.1"


@pytest.mark.parametrize(
    ("base", "headers", "status"),
    [
        ("acme", (f"X-Acme-Key:  {KEY} ",), 200),
        ("acme", (f"x-acme-key: {KEY}", f"api-key: {KEY}"), 200),
        ("acme", (f"x-acme-key: {KEY}", "api-key: other"), 401),
        ("acme", (f"x-acme-key: Bearer {KEY}",), 401),
        ("acme", (f"x-goog-api-key: {KEY}",), 401),
        ("goog", (f"x-goog-api-key: {KEY}",), 200),
        ("goog", (f"x-goog-api-key: {KEY}", "x-goog-api-key: other"), 401),
        ("goog", (f"x-acme-key: {KEY}",), 401),
        ("query", (f"x-acme-key: {KEY}",), 401),
    ],
)
def test_clients_key_in_the_vendors_header(
    running: Running, base: str, headers: tuple[str, ...], status: int
) -> None:
    before = len(running.vendor.seen)
    answer = running.get(f"/{base}/1/v1/plain", *headers, key=False)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert len(running.vendor.seen) == before + (status == 200)
    if status == 200:
        assert KEY.encode() not in running.vendor.seen[-1]
        assert running.vendor.seen[-1].count(VENDOR_KEY.encode()) == 1


@pytest.mark.parametrize(
    ("target", "header", "model"),
    [
        ("a%20b/by-path", "X: 1", "a%20b"),
        ("by-query?a=1&m%6fdel=g+4%2F%C3%A9&model=no", "X: 1", "g 4/é"),
        ("by-query?model=%ff", "X: 1", None),
        ("by-query?model=" + "x" * 257, "X: 1", None),
        ("by-query?model=" + "x" * 256, "X: 1", "x" * 256),
        ("by-query?models=x", "X: 1", None),
        ("by-header", "X-Model: \t m é ", "m é"),
        ("by-header", "X-Model: " + "x" * 257, None),
        ("by-header", "X-Other: x", None),
        ("plain?model=x", "X-Model: x", None),
    ],
)
def test_requested_model(running: Running, target: str, header: str, model: str | None) -> None:
    assert running.get(f"/goog/1/v1/{target}", header).endswith(BODY)
    assert running.engine.last_line()["gen_ai.request.model"] == model


@pytest.mark.parametrize("mode", ["gateway", "proxy"])
def test_no_key_of_a_query_in_what_mitmproxy_says_and_records(tmp_path: Path, mode: str) -> None:
    """Of the vendor's or the client's, in requests that pass and in refused ones."""
    options = ["-vvv", "--set", "proxy_debug=true", "--set", "flow_detail=4"]
    with engines.vendor() as vendor:
        one = served(vendor.port)
        port = one.listener.port
        own = f"http://127.0.0.1:{vendor.port}"
        if mode == "proxy":
            options += ["--set", "gatewright_mode=proxy", "--listen-port", str(port)]
        with engines.running(tmp_path, vendor, port, options, one=one) as engine:
            running = Running(engine, vendor)
            base = f"{own}/v1" if mode == "proxy" else "/query/1/v1"
            keys = f"key={CLIENTS_OWN}&gone={CLIENTS_OWN}"
            headers = (f"x-acme-key: {CLIENTS_OWN}", f"x-goog-api-key: {CLIENTS_OWN}")
            answer = running.get(f"{base}/plain?{keys}&seen=1", *headers[1:])
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert vendor.lines[-1] == f"GET /v1/plain?seen=1&trace=1&{SENT} HTTP/1.1"
            if mode == "proxy":  # the vendor's own clients show their key in its header
                call = f"{own}/acme/v1/plain"
                assert running.get(call, *headers, key=False).startswith(b"HTTP/1.1 200 ")
                assert CLIENTS_OWN.encode() not in vendor.seen[-1]
                assert f"X-Acme-Key: {VENDOR_KEY}".encode() in vendor.seen[-1]
            for refused in (f"{base}/none?{keys}", f"/none?x&{keys}", f"/a%?{keys}", f"*?{keys}"):
                assert running.get(refused, *headers).startswith(b"HTTP/1.1 4")
            vendor.broken = True
            assert running.get(f"{base}/plain?{keys}").startswith(b"HTTP/1.1 502 ")
            said = engine.stop() + engine.flows.read_bytes()
    assert b"/v1/plain?seen=1&trace=1" in said
    for key in (VENDOR_KEY, CLIENTS_OWN, KEY):
        assert key.encode() not in said


OPENING = (
    "Connection: keep-alive, Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    f"Sec-WebSocket-Protocol: realtime, insecure-key.{CLIENTS_OWN}, beta.v1",
)
ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nServer: acme\r\n\r\n"
)


class Live(threading.Thread):
    """A vendor that upgrades, talks first, echoes what it hears, and closes after `bye`."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.head = b""

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def run(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                talk, _ = self.listener.accept()
                with talk:
                    self._talk(talk)

    def _talk(self, talk: socket.socket) -> None:
        self.head = b""
        while b"\r\n\r\n" not in self.head:
            self.head += talk.recv(65_536)
        talk.sendall(ACCEPTED + b"\x00hello")
        while data := talk.recv(65_536):
            talk.sendall(data)
            if data.endswith(b"bye"):
                return


@pytest.fixture(scope="module", name="live")
def a_live_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Live]]:
    home = tmp_path_factory.mktemp("live")
    live = Live()
    live.start()
    with engines.vendor() as unused:
        one = served(live.port)
        with engines.running(home, unused, one.listener.port, ("-q",), one=one) as engine:
            yield engine, live


def opened(engine: Engine, *more: str, key: str = KEY) -> tuple[socket.socket, bytes]:
    """A connection after its head, and the head with what came along."""
    lines = ("GET /query/1/v1/live HTTP/1.1", "Host: x", f"api-key: {key}", *OPENING, *more)
    client = socket.create_connection(("127.0.0.1", engine.port), timeout=5)
    client.sendall("\r\n".join([*lines, "", ""]).encode() + b"early")
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += client.recv(65_536)
    return client, answer


def test_websocket(live: tuple[Engine, Live]) -> None:
    engine, vendor = live
    client, answer = opened(engine)
    with client:
        while not answer.endswith(b"early"):
            answer += client.recv(65_536)
        head, _, heard = answer.partition(b"\r\n\r\n")
        assert heard == b"\x00helloearly"
        client.sendall(b"\xff" * 300_000)
        echoed = b""
        while len(echoed) < 300_000:
            echoed += client.recv(65_536)
        client.sendall(b"bye")
        assert engines.read_answer(client) == b"bye"
    fields = head.lower().split(b"\r\n")
    assert fields[0] == b"http/1.1 101 switching protocols"
    assert {b"upgrade: websocket", b"connection: upgrade"} <= {*fields}
    assert b"connection: close" not in fields
    assert b"sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=" in fields
    assert b"server: acme" not in fields
    assert vendor.head.startswith(b"GET /v1/live?trace=1&" + SENT.encode())
    assert b"Upgrade: websocket\r\n" in vendor.head
    assert b"Sec-WebSocket-Protocol: realtime, beta.v1\r\n" in vendor.head
    for key in (KEY, CLIENTS_OWN):
        assert key.encode() not in vendor.head
    said = json.loads((engine.home / "stdout").read_text().splitlines()[-1])
    assert (said["status"], said["error_code"], said["operation"]) == (101, None, "live")
    assert (said["bytes_in"], said["bytes_out"]) == (300_008, 300_014)


def test_refused_websocket(live: tuple[Engine, Live]) -> None:
    client, answer = opened(live[0], key="other")
    with client:
        answer += engines.read_answer(client)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b'"invalid_api_key"' in answer


def test_a_client_that_leaves_a_websocket(live: tuple[Engine, Live]) -> None:
    client, _ = opened(live[0])
    client.close()
    client, answer = opened(live[0], "X-Again: 1")
    client.close()
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"X-Again" in live[1].head


@pytest.mark.parametrize("path", ["plain", "live"])
def test_no_upgrade_that_is_not_asked_for_or_not_described(running: Running, path: str) -> None:
    """The first is a path that is no WebSocket, the second a client that asks for another."""
    protocol = "websocket" if path == "plain" else "h2c"
    answer = running.get(f"/query/1/v1/{path}", "Connection: upgrade", f"Upgrade: {protocol}")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"pgrade" not in running.vendor.seen[-1]
