"""Requests that a real Envoy signs for the vendor, with a check of the signature that owes nothing
to Envoy.

Not among the conformance rows: these run on all three engines, and the other two refuse such a key
when a project is compiled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateways import KEY, gateway
from tests.unit.targets.envoy_rig import deploy
from tests.unit.targets.sample_wire import exchange
from tests.unit.targets.signed_requests import Request, problem
from tests.unit.targets.signing_gateway import (
    JSON,
    KEYS,
    LIMIT,
    REGION,
    SERVICE,
    Running,
    check,
    chunks,
    up,
    variables,
)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with up(tmp_path_factory.mktemp("signed"), variables(KEYS)) as found:
        yield found


MODELS = (
    "plain",
    "a.b:0",
    "a.b%3A0",
    "a%3a0",
    "%61",
    "a+b",
    "arn:aws:x::1:y~_",
    "(a)'*!,;=@$&",
)
QUERIES = ("", "?", "?b=2&a=1&a=0", "?a", "?a=%2f&b=%2F", "?a=x=y", "?a+b=1+2", "?a=:/@&&b=%20")


@pytest.mark.parametrize("model", MODELS)
def test_paths_and_queries(model: str, signed: Running) -> None:
    """A path is encoded once more than it is sent, so that a model's ':' and '%3A' differ."""
    for query in QUERIES:
        assert signed.ask(f"/model/{model}/ask{query}").status == 200
        request = signed.sent()
        assert request.target == f"/model/{model}/ask{query}"
        check(request)


def test_the_check_can_fail(signed: Running) -> None:
    body = b'{"prompt":1}'
    announced = f"Content-Length: {len(body)}"
    assert signed.ask("/model/m:1/ask", JSON, announced, method="POST", body=body).status == 200
    request = signed.sent()
    check(request)
    for changed, reason in (
        (replace(request, body=b'{"prompt":2}'), "another body"),
        (replace(request, target="/model/m%3A1/ask"), "another signature"),
        (replace(request, target="/model/m:1/ask?a=1"), "another signature"),
        (replace(request, method="PUT"), "another signature"),
        (altered(request, "content-type", "text/plain"), "another signature"),
        (altered(request, "host", "other.example"), "another signature"),
        (altered(request, "x-amz-date", "20200101T000000Z"), "another day"),
        (altered(request, "x-amz-security-token", "t"), "another token"),
        (altered(request, "authorization", "Bearer t"), "there is no signature"),
    ):
        assert problem(changed, KEYS, SERVICE, REGION) == reason
    other = replace(KEYS, secret="other")
    assert problem(request, other, SERVICE, REGION) == "another signature"
    assert problem(request, KEYS, SERVICE, "us-east-1") == "another service or region"


def altered(request: Request, name: str, value: str) -> Request:
    return replace(request, headers={**request.headers, name: [value]})


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024 + 1, LIMIT])
@pytest.mark.parametrize("announced", [True, False])
def test_bodies(announced: bool, size: int, signed: Running) -> None:
    """Also those that are longer than what Envoy holds unasked; the vendor is told the length."""
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    line = f"Content-Length: {size}" if announced else "Transfer-Encoding: chunked"
    sent = body if announced else chunks(body)
    assert signed.ask("/model/m/ask", line, method="POST", body=sent).status == 200
    request = signed.sent()
    assert request.body == body
    assert "transfer-encoding" not in request.headers
    check(request)


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(("target", "size"), [("/model/m/ask", LIMIT + 1), ("/other", LIMIT)])
def test_bodies_over_their_limit(target: str, size: int, announced: bool, signed: Running) -> None:
    line = f"Content-Length: {size}" if announced else "Transfer-Encoding: chunked"
    body = b"x" * size
    answer = signed.ask(target, line, method="POST", body=body if announced else chunks(body))
    assert answer.status == 413
    assert json.loads(answer.body)["error"]["code"] == "request_too_large"
    assert not signed.vendor.requests


def test_nothing_of_the_clients_is_in_the_way(signed: Running) -> None:
    """Neither its own signature nor what a proxy could change is signed or sent beside it."""
    own = (
        "Authorization: AWS4-HMAC-SHA256 Credential=mine/20260101/r/s/aws4_request, "
        "SignedHeaders=host, Signature=mine",
        "X-Amz-Date: 20260101T000000Z",
        "X-AMZ-Security-Token: mine",
        "x-amz-content-sha256: UNSIGNED-PAYLOAD",
        "x-amz-content-sha256: mine",
        "X-Amz-Target: a   b ",
        "X-Amzn-Trace: kept",
        "Cookie: mine",
        "User-Agent: me",
        "TE: trailers",
        "X-Twice: 1",
    )
    assert signed.ask("/model/m/ask", *own).status == 200
    request = signed.sent()
    check(request)
    assert "mine" not in str(request.headers)
    assert "x-amz-security-token" not in request.headers
    assert request.one("x-amzn-trace") == "kept"
    assert "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-target," in request.one(
        "authorization"
    )


def test_an_upgrade_is_refused(signed: Running) -> None:
    """The gateway has a WebSocket elsewhere: behind such a head Envoy sees no end of the body, and
    the signature would never be made."""
    for lines in ((), ("Content-Length: 0",)):
        asked = ("Connection: Upgrade", "Upgrade: websocket", *lines)
        answer = signed.ask("/model/m/ask", *asked)
        assert answer.status == 400
    assert not signed.vendor.requests


def test_other_apis_are_not_signed(signed: Running) -> None:
    answer = exchange(
        signed.port, f"GET /pinned/1.0.0/v1/models HTTP/1.1\r\nHost: g\r\napi-key: {KEY}"
    )
    assert answer
    assert answer.status == 200
    request = signed.sent()
    assert request.one("authorization").startswith("Bearer ")
    assert not [name for name in request.headers if name.startswith("x-amz-")]


def test_no_filter_where_nothing_is_signed(tmp_path: Path) -> None:
    plain = deploy(gateway(1, 2), tmp_path)
    assert "sign" not in {
        each["name"]
        for listener in json.loads((plain / "xds" / "listeners.json").read_bytes())["resources"]
        for chain in listener["filter_chains"]
        for manager in chain["filters"]
        for each in manager["typed_config"]["http_filters"]
    }
