"""`validate_requests` on Envoy: what passes, what is refused, and what is said."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx
import pytest

from compiler import ir
from compiler.terms import EnvSecret, PathTemplate, QueryCredential, SigV4Credential, Timeouts
from tests.gateways import KEY, operation
from tests.unit.targets import checked_bodies as bodies
from tests.unit.targets import mitmproxy_engine as vendors
from tests.unit.targets import signed_requests, signing_gateway
from tests.unit.targets.checked_bodies import (
    BAD,
    COMPLAINT,
    GOOD,
    JSON,
    SHOWN,
    Checking,
    error,
    head,
    plain,
    post,
    read,
    served,
    status,
)
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.mitmproxy_engine import BODY

ORIGIN = "http://portal.test"
SECRET = EnvSecret("SAMPLE_API_KEY")
MIB = 1024 * 1024
LIMIT = 10 * MIB


def gateway(vendor_port: int) -> ir.Gateway:
    """The APIs of the same test of mitmproxy, and `large`, whose limit is the usual one; `quick`
    waits for nobody, `query` sends the key there, and `live` has a WebSocket."""
    one = served(vendor_port)
    off, reject = (api for api in one.apis if api.base in ("/off", "/reject"))
    paths = tuple(
        replace(p, operations=tuple(replace(o, limit=LIMIT) for o in p.operations))
        for p in reject.paths
    )
    quick = replace(reject, timeouts=Timeouts(connect_ms=5_000, idle_ms=300))
    secret = replace(reject.endpoint, credential=QueryCredential("key", "", SECRET))
    live = replace(operation("live", "GET"), websocket=True)
    more = (
        replace(reject, base="/large", paths=paths),
        replace(quick, base="/quick"),
        replace(reject, base="/query", endpoint=secret),
        replace(off, base="/live", paths=(ir.Path(PathTemplate(("/v1/live",)), (live,)),)),
    )
    return replace(one, apis=tuple(sorted((*one.apis, *more), key=lambda api: api.base)))


@dataclass
class Running(Checking):
    folder: Path


@pytest.fixture(scope="module", name="running")
def an_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("validation")
    with vendors.vendor() as vendor:
        one = gateway(vendor.port)
        deploy(one, folder)
        with running(folder, one.listener.port) as up:
            assert up
            yield Running(one.listener.port, vendor, folder)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("kind", bodies.FITTING_KINDS)
def test_what_fits_passes_unchanged(running: Running, kind: str, chunked: bool) -> None:
    for base in ("reject", "warn", "large", "query"):
        answer = running.post(f"/{base}/v1/chat", GOOD, SHOWN, kind, chunked=chunked)
        assert answer.endswith(BODY), answer
        assert b"gatewright" not in answer.lower()
        assert running.vendor.bodies[-1] == GOOD
        assert KEY.encode() not in running.vendor.seen[-1]


# Of an upload too it says that there is none, where the length announces it.
NO_UPLOAD = ("files", b"", bodies.FORM, "missing")


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("path", "body", "kind", "complaint"), [*bodies.MISFITS, NO_UPLOAD])
def test_what_does_not_fit_is_refused(
    running: Running, path: str, body: bytes, kind: str, complaint: str, chunked: bool
) -> None:
    if chunked and not body and path == "files":
        return  # an upload of unannounced length is not waited for
    before = len(running.vendor.seen)
    answer = running.post(f"/reject/v1/{path}", body, SHOWN, kind, chunked=chunked)
    bodies.check_refusal(answer, complaint)
    assert len(running.vendor.seen) == before
    answer = running.post(f"/warn/v1/{path}", body, SHOWN, kind, chunked=chunked)
    assert status(answer) == 200, answer
    assert f"\r\nx-gatewright-warning: request body: {complaint}\r\n" in plain(answer)
    assert running.vendor.bodies[-1] == body


def test_no_body_at_all(running: Running) -> None:
    """Neither length nor chunks."""
    for path, complains in (("chat", True), ("files", True), ("either", False)):
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as client:
            client.sendall(head(f"/reject/v1/{path}", SHOWN))
            answer = read(client)
        assert status(answer) == (400 if complains else 200)
        assert not complains or "not valid: missing." in str(error(answer)["message"])


@pytest.mark.parametrize(("path", "body", "kind"), bodies.UNCHECKED)
@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_not_checked_passes(
    running: Running, path: str, body: bytes, kind: str, chunked: bool
) -> None:
    answer = running.post(f"/{path}", body, SHOWN, kind, chunked=chunked)
    assert answer.endswith(BODY), answer
    assert running.vendor.bodies[-1] == body


def test_order_of_refusals(running: Running) -> None:
    bodies.check_order_of_refusals(running.post)


@pytest.mark.parametrize(("base", "limit"), [("reject", 20_000), ("large", LIMIT)])
@pytest.mark.parametrize("chunked", [False, True])
def test_large_bodies(running: Running, base: str, limit: int, chunked: bool) -> None:
    """All of the body is looked at before the vendor has a byte of it."""
    start, end = b'{"messages": [{"role": "user", "text": "', b'"}]}'
    fits = start + b"x" * (limit - len(start + end)) + end
    before = len(running.vendor.seen)
    path = f"/{base}/v1/chat"
    answer = running.post(path, fits[:-2] + b"}}", SHOWN, JSON, chunked=chunked)
    assert "not a JSON document" in str(error(answer)["message"])
    answer = running.post(path, fits + b" ", SHOWN, JSON, f"Origin: {ORIGIN}", chunked=chunked)
    assert status(answer) == 413
    assert error(answer)["code"] == "request_too_large"
    assert f"access-control-allow-origin: {ORIGIN}" in plain(answer)
    assert len(running.vendor.seen) == before
    assert running.post(path, fits, SHOWN, JSON, chunked=chunked).endswith(BODY)
    assert running.vendor.bodies[-1] == fits


@pytest.mark.parametrize("body", bodies.UNPRINTABLE)
def test_a_warning_is_short_ascii(running: Running, body: bytes) -> None:
    bodies.check_short_ascii(running.post("/warn/v1/chat", body, SHOWN, JSON))


def test_nothing_listens_behind_a_warning(running: Running) -> None:
    running.vendor.broken = True
    try:
        answer = running.post("/warn/v1/chat", BAD, SHOWN, JSON)
    finally:
        running.vendor.broken = False
    assert status(answer) == 502
    assert f"\r\nx-gatewright-warning: request body: {COMPLAINT}\r\n" in plain(answer)


def test_one_connection(running: Running) -> None:
    """`Expect` is answered, pieces are put together, trailers are no part of the body. With a 400
    Envoy closes the connection, and says so."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=5) as client:
        length = f"Content-Length: {len(GOOD)}"
        client.sendall(head("/reject/v1/chat", SHOWN, JSON, length, "Expect: 100-continue"))
        assert client.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(GOOD)
        assert read(client).endswith(BODY)
        client.sendall(head("/reject/v1/chat", SHOWN, JSON, "Transfer-Encoding: chunked"))
        for at in range(len(GOOD)):
            client.sendall(b"1\r\n" + GOOD[at : at + 1] + b"\r\n")
        client.sendall(b"0\r\nx-sum: 1\r\n\r\n")
        assert read(client).endswith(BODY)
        assert running.vendor.bodies[-1] == GOOD
        length = f"Content-Length: {len(BAD)}"
        client.sendall(head("/reject/v1/chat", SHOWN, JSON, length) + BAD)
        answer = read(client)
        assert status(answer) == 400
        assert "\r\nconnection: close\r\n" in plain(answer)


@pytest.mark.parametrize("announced", [False, True])
def test_http2(running: Running, announced: bool) -> None:
    """Where no header need announce a body."""
    url, headers = f"http://127.0.0.1:{running.port}", {"api-key": KEY}
    large = b'{"messages": [{"role": "user", "text": "' + b"x" * 3 * MIB + b'"}]}'
    with httpx.Client(base_url=url, headers=headers, http1=False, http2=True) as client:
        for body, code in ((GOOD, 200), (BAD, 400), (large, 200), (large[1:], 400), (b"", 400)):
            sent = body if announced else iter([body[:9], body[9:]])
            answer = client.post("/large/v1/chat", content=sent)
            assert (answer.status_code, answer.http_version) == (code, "HTTP/2")
            if code == 200:
                assert running.vendor.bodies[-1] == body
        answer = client.post("/large/v1/chat", content=None)
        assert "missing" in answer.json()["error"]["message"]


UPGRADE = "Upgrade: websocket"


def test_upgrades(running: Running) -> None:
    """Where they can be asked for, Envoy reads no more HTTP behind such a head: a body that must be
    looked at has no end there."""
    before = len(running.vendor.seen)
    for chunked in (False, True):
        lines = (SHOWN, JSON, UPGRADE, "Connection: upgrade")
        answer = running.post("/reject/v1/chat", GOOD, *lines, chunked=chunked)
        assert error(answer)["code"] == "invalid_request"
    answer = running.post("/reject/v1/chat", b"", *lines)
    assert "missing" in str(error(answer)["message"])
    assert len(running.vendor.seen) == before
    kind = "Content-Type: text/plain"
    answer = running.post("/reject/v1/either", b"{", SHOWN, kind, UPGRADE, "Connection: upgrade")
    assert answer.endswith(BODY)
    assert running.vendor.bodies[-1] == b"{"


def test_a_client_that_stops(running: Running) -> None:
    before, began = len(running.vendor.seen), time.monotonic()
    with socket.create_connection(("127.0.0.1", running.port), timeout=5) as client:
        client.sendall(head("/quick/v1/chat", SHOWN, JSON, "Content-Length: 100") + b"{")
        answer = read(client)
    assert error(answer)["code"] == "invalid_request"
    assert 0.2 < time.monotonic() - began < 3
    assert len(running.vendor.seen) == before


def test_the_shapes_stand_once(running: Running) -> None:
    assert len(list((running.folder / "lua" / "shapes").iterdir())) == 1
    routes = json.loads((running.folder / "xds" / "routes.json").read_text())
    text = json.dumps(routes)
    # All but `off` and `live`; two routes where the key is in the query.
    assert text.count('"request_body_buffer_limit"') == len(gateway(1).apis) - 1
    assert text.count("HeaderMutationPerRoute") == 1


def test_the_log(tmp_path: Path) -> None:
    """A warning is told with the vendor's status; whose a request was that Envoy refused."""
    with vendors.vendor() as vendor:
        one = gateway(vendor.port)
        deploy(one, tmp_path)
        with running(tmp_path, one.listener.port) as up:
            assert up
            run = Running(one.listener.port, vendor, tmp_path)
            run.post("/warn/v1/chat", BAD, SHOWN, JSON)
            run.post("/warn/v1/chat", GOOD, SHOWN, JSON)
            run.post("/reject/v1/chat", BAD, SHOWN, JSON)
            run.post("/reject/v1/chat", b"[" * 20_001, SHOWN, JSON, chunked=True)
            run.post("/keyless/v1/chat", GOOD, SHOWN, JSON)
            with socket.create_connection(("127.0.0.1", run.port), timeout=5) as client:
                client.sendall(head("/reject/v1/chat", SHOWN, JSON, "Content-Length: 9") + b"{")
                time.sleep(0.2)
            time.sleep(0.2)
    lines = [json.loads(line) for line in (tmp_path / "stdout").read_text().splitlines()]
    assert [(line["status"], line["error_code"]) for line in lines] == [
        (200, "invalid_request"),
        (200, None),
        (400, "invalid_request"),
        (413, "request_too_large"),
        (503, "vendor_key_unavailable"),
        (499, None),
    ]
    assert {(line["operation"], line["consumer"]) for line in lines} == {("chat", "demo-app")}
    assert [line["bytes_in"] for line in lines[:3]] == [len(BAD), len(GOOD), len(BAD)]
    assert "secret-of-a-prompt" not in (tmp_path / "stderr").read_text()


def test_signed_requests(tmp_path: Path) -> None:
    """What is held for the check is held again for the signature."""
    with signed_requests.recording() as vendor:
        one = served(vendor.port)
        api = next(api for api in one.apis if api.base == "/reject")
        signed = SigV4Credential(signing_gateway.SERVICE, signing_gateway.REGION)
        one = replace(one, apis=(replace(api, endpoint=replace(api.endpoint, credential=signed)),))
        deploy(one, tmp_path)
        known = signing_gateway.variables(signing_gateway.KEYS)
        with running(tmp_path, one.listener.port, variables=known) as up:
            assert up
            for chunked in (False, True):
                sent = partial(post, one.listener.port, "/reject/v1/chat", chunked=chunked)
                assert status(sent(BAD, SHOWN, JSON)) == 400
                assert not vendor.requests
                assert status(sent(GOOD, SHOWN, JSON)) == 200
                (request,) = vendor.requests
                vendor.requests.clear()
                assert request.body == GOOD
                signing_gateway.check(request)


@pytest.mark.parametrize("base", ["reject", "warn"])
def test_what_fails_lets_nothing_through(base: str, tmp_path: Path) -> None:
    """A table that cannot be read, and every error inside of the check."""
    with vendors.vendor() as vendor:
        one = gateway(vendor.port)
        deploy(one, tmp_path)
        (table,) = (tmp_path / "lua" / "shapes").iterdir()
        table.write_text('return "["')
        with running(tmp_path, one.listener.port) as up:
            assert up
            run = Running(one.listener.port, vendor, tmp_path)
            for chunked in (False, True):
                answer = run.post(f"/{base}/v1/chat", GOOD, SHOWN, JSON, chunked=chunked)
                assert status(answer) == 503
                assert error(answer)["code"] == "gateway_error"
            assert run.post("/off/v1/chat", GOOD, SHOWN, JSON).endswith(BODY)
        assert len(vendor.seen) == 1
