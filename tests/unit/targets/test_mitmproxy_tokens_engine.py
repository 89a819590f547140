"""Tokens on the real mitmproxy, whose event loop waits for no issuer."""

from __future__ import annotations

import json
import socket
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.targets.mitmproxy import data
from compiler.terms import FileSecret, Security
from tests.conformance import signing
from tests.conformance.forged import token
from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.mitmproxy_bearers import (
    IssuerServer,
    asked,
    corp,
    fetched,
    issuer_server,
    with_issuers,
)
from tests.unit.targets.mitmproxy_engine import CHAT, VENDOR_KEY, Engine

OPEN = "/open/1.0.0/v1/chat/completions"
OPAQUE = "gwo_opaque-token_of+the/tests=="


def signed() -> str:
    return token("alpha", key="p256", algorithm="ES256").text("")


def call(
    engine: Engine,
    bearer: str | None,
    *lines: str,
    path: str = CHAT,
    body: bytes = b"{}",
    timeout: float = 9.0,
) -> bytes:
    shown = [] if bearer is None else [f"Authorization: Bearer {bearer}"]
    head = [f"POST {path} HTTP/1.1", "Host: x", "Connection: close", *shown, *lines]
    text = "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""])
    with socket.create_connection(("127.0.0.1", engine.port), timeout=timeout) as client:
        client.sendall(text.encode() + body)
        return engines.read_answer(client)


def expecting(engine: Engine, bearer: str) -> tuple[bytes, bytes]:
    """What comes before the body is sent, and after."""
    lines = ("Connection: close", "Expect: 100-continue", "Content-Length: 2")
    shown = f"Authorization: Bearer {bearer}"
    head = "\r\n".join([f"POST {CHAT} HTTP/1.1", "Host: x", *lines, shown, "", ""])
    with socket.create_connection(("127.0.0.1", engine.port), timeout=9) as client:
        client.sendall(head.encode())
        first = client.recv(65_536)
        client.sendall(b"{}")
        return first, engines.read_answer(client)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def lines(engine: Engine, count: int) -> list[dict[str, object]]:
    """Its log once it has so many lines."""
    deadline = time.monotonic() + 5
    while True:
        found = (engine.home / "stdout").read_text().splitlines()
        if len(found) >= count:
            return [json.loads(line) for line in found]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def gate(
    home: Path, server: IssuerServer, *issuers: ir.Issuer, options: tuple[str, ...] = ()
) -> Iterator[Engine]:
    with engines.vendor() as vendor:
        both = (Security.API_KEY, Security.JWT)
        one = with_issuers(gateway(vendor.port, free_port()), *issuers, security=both)
        port = one.listener.port
        if options:
            port = free_port()
            options = (*options, "--listen-port", str(port))
        with engines.running(home, vendor, port, ("-q", *options), one=one) as engine:
            yield engine


@pytest.mark.soak
def test_a_silent_issuer_holds_nobody_else_up(tmp_path: Path) -> None:
    with (
        issuer_server() as server,
        gate(tmp_path, server, corp(fetched(server.port)), asked(server.port)) as engine,
        ThreadPoolExecutor() as pool,
    ):
        server.open.clear()
        begin = time.monotonic()
        waiting = [pool.submit(call, engine, one) for one in (signed(), OPAQUE)]
        time.sleep(0.3)
        for _ in range(5):
            at = time.monotonic()
            assert status(call(engine, KEY)) == 200
            assert status(call(engine, None, path=OPEN)) == 503  # its key is nowhere
            assert time.monotonic() - at < 1
        answers = [one.result() for one in waiting]
        assert 4 < time.monotonic() - begin < 8
        assert [status(answer) for answer in answers] == [503, 503]
        assert all(b'"gateway_error"' in answer for answer in answers)
        server.open.set()
        assert [status(call(engine, one)) for one in (signed(), OPAQUE)] == [200, 200]


def test_a_body_waits_for_the_issuer(tmp_path: Path) -> None:
    """It is neither lost nor sent twice, and a client that waits for a word gets it."""
    body = json.dumps({"text": "x" * 3_000_000}).encode()
    with (
        issuer_server() as server,
        gate(tmp_path, server, asked(server.port)) as engine,
        ThreadPoolExecutor() as pool,
    ):
        server.open.clear()
        sent = pool.submit(call, engine, OPAQUE, body=body)
        patient = pool.submit(expecting, engine, OPAQUE)
        time.sleep(0.5)
        assert engine.vendor.bodies == []
        server.open.set()
        assert status(sent.result()) == 200
        first, answer = patient.result()
        assert (first, status(answer)) == (b"HTTP/1.1 100 Continue\r\n\r\n", 200)
        assert sorted(engine.vendor.bodies, key=len) == [b"{}", body]
        assert len(server.forms) == 1


@pytest.mark.soak
def test_a_body_that_is_too_large_waits_for_nobody(tmp_path: Path) -> None:
    with issuer_server() as server, gate(tmp_path, server, asked(server.port)) as engine:
        server.open.clear()
        chunks = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        head = f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OPAQUE}\r\n"
        with socket.create_connection(("127.0.0.1", engine.port), timeout=9) as client:
            client.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
            client.sendall(chunks)
            answer = b"503"
            try:
                for _ in range(10):
                    client.sendall(chunks)
            except OSError:
                pass
            answer = engines.read_answer(client)
        assert status(answer) in (413, 503)
        assert engine.vendor.bodies == []
        assert status(call(engine, KEY)) == 200


def test_a_client_that_leaves_while_an_issuer_thinks(tmp_path: Path) -> None:
    with issuer_server() as server, gate(tmp_path, server, asked(server.port)) as engine:
        server.open.clear()
        head = f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OPAQUE}\r\n"
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", engine.port), timeout=9) as client:
                client.sendall(head.encode() + b"Content-Length: 0\r\n\r\n")
                time.sleep(0.2)
        found = lines(engine, 3)
        assert [(line["status"], line["operation"]) for line in found] == [(499, "chat")] * 3
        server.open.set()
        assert status(call(engine, OPAQUE)) == 200
        assert len(server.forms) == 1
        assert len(engine.vendor.bodies) == 1
        assert b"Traceback" not in engine.stop()


def test_many_at_once_ask_once(tmp_path: Path) -> None:
    issuers = (corp, fetched)
    with (
        issuer_server() as server,
        gate(tmp_path, server, issuers[0](fetched(server.port)), asked(server.port)) as engine,
        ThreadPoolExecutor(20) as pool,
    ):
        tokens = [signed(), OPAQUE] * 10
        assert {status(each) for each in pool.map(lambda one: call(engine, one), tokens)} == {200}
        assert (server.fetches, len(server.forms)) == (1, 1)
        client, secret = "gate+way", VENDOR_KEY
        form, shown = server.forms[0]
        assert form == (
            "token=gwo_opaque-token_of%2Bthe%2Ftests%3D%3D&token_type_hint=access_token"
        )
        assert shown == "Basic " + b64encode(f"{client}:{secret}".encode()).decode()
        found = lines(engine, 20)
        assert {line["consumer"] for line in found} == {"demo-app"}
        said = engine.stop() + engine.flows.read_bytes()
        for word in (OPAQUE, tokens[0], VENDOR_KEY, shown.removeprefix("Basic ")):
            assert word.encode() not in said


def test_a_new_key_waits_for_the_search_of_another(tmp_path: Path) -> None:
    """Whoever names a key that nobody has does not keep others from theirs."""
    new = token("alpha", key="p256.new", algorithm="ES256").text("")
    nobodys = token("alpha", key="p256.other", algorithm="ES256").text("")
    with (
        issuer_server() as server,
        gate(tmp_path, server, corp(fetched(server.port))) as engine,
        ThreadPoolExecutor() as pool,
    ):
        assert status(call(engine, signed())) == 200
        server.keys = signing.key_set(signing.jwk("p256.new"))
        server.open.clear()
        first = pool.submit(call, engine, nobodys)
        time.sleep(0.3)
        second = pool.submit(call, engine, new)
        time.sleep(0.3)
        server.open.set()
        assert [status(each.result()) for each in (first, second)] == [401, 200]
        assert server.fetches == 2


def test_new_settings_keep_what_is_known(tmp_path: Path) -> None:
    with (
        issuer_server() as server,
        gate(tmp_path, server, corp(fetched(server.port)), asked(server.port)) as engine,
    ):
        for one in (signed(), OPAQUE):
            assert status(call(engine, one)) == 200
        server.open.clear()
        both = (Security.API_KEY, Security.JWT)
        base = gateway(engine.vendor.port, engine.port)
        issuers = corp(fetched(server.port)), asked(server.port)
        more = replace(with_issuers(base, *issuers, security=both), environment="other")
        (engine.folder / "gateway.json").write_bytes(b"".join(data.render(more)))
        count = 2
        deadline = time.monotonic() + 5
        while lines(engine, count)[-1]["environment"] != "other":
            assert time.monotonic() < deadline
            assert status(call(engine, signed())) == 200
            count += 1
        assert status(call(engine, OPAQUE)) == 200
        assert (server.fetches, len(server.forms)) == (1, 1)


def test_a_secret_is_read_each_time(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    with (
        issuer_server() as server,
        gate(tmp_path, server, asked(server.port, 1, FileSecret(str(file)))) as engine,
    ):
        assert status(call(engine, "one")) == 503
        file.write_text("first\n")
        assert status(call(engine, "one")) == 200
        file.write_text("second")
        assert status(call(engine, "two")) == 200
        shown = [b64encode(f"gate+way:{each}".encode()).decode() for each in ("first", "second")]
        assert [who.removeprefix("Basic ") for _, who in server.forms] == shown


def test_the_proxy_asks_for_no_token(tmp_path: Path) -> None:
    """Whoever reaches its port is the one who started it."""
    options = ("--set", "gatewright_mode=proxy")
    with (
        issuer_server() as server,
        gate(tmp_path, server, asked(server.port), options=options) as engine,
    ):
        url = f"http://127.0.0.1:{engine.vendor.port}/v1/chat/completions"
        assert status(call(engine, OPAQUE, path=url)) == 200
        assert server.forms == []
        assert OPAQUE.encode() not in engine.vendor.seen[0]
        assert VENDOR_KEY.encode() in engine.vendor.seen[0]


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_environment_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with issuer_server() as server, gate(tmp_path, server, asked(server.port)) as engine:
        assert status(call(engine, OPAQUE)) == 200
