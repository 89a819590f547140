"""The emitted tree on the real nginx: hostile definitions load, odd requests stay outside."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import contract, ir
from compiler.terms import (
    EnvSecret,
    FileSecret,
    HeaderCredential,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
)
from tests.gateways import KEY, ORIGIN, consumer, gateway, operation
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, key_file, load, logged, running
from tests.unit.targets.sample_wire import VENDOR_KEY, exchange, vendor

HOSTILE = "a\"b\\c;{}#$host'é~"
CHAT = "/chat/1.0.0/v1/chat/completions"
MODELS = "/chat/1.0.0/v1/models"


def _hostile() -> ir.Gateway:
    sample = gateway(9, free_port())
    api = sample.apis[0]
    path = ir.Path(
        PathTemplate((f"/v1/{HOSTILE}/", Parameter("x"))),
        (operation(HOSTILE, "GET", usage=True),),
    )
    endpoint = replace(
        api.endpoint,
        credential=HeaderCredential("X-Key", 'p"$ ', FileSecret(f"/run/{HOSTILE}")),
        headers=(Pin("X-Pin", HOSTILE, PinMode.FIXED),),
        query=(Pin(HOSTILE, HOSTILE, PinMode.DEFAULT),),
    )
    named = replace(api, name=HOSTILE, version=HOSTILE, base=f"/{HOSTILE}/1", endpoint=endpoint)
    return replace(
        sample,
        environment=HOSTILE,
        origins=(f"http://{HOSTILE}",),
        apis=(replace(named, paths=(path,), removed_response_headers=("x-a$b",)),),
        consumers=(consumer(HOSTILE, "0" * 64),),
    )


def test_hostile_texts_load(tmp_path: Path) -> None:
    load(deploy(_hostile(), tmp_path))


def test_names_load_without_being_resolved(tmp_path: Path) -> None:
    authority = ir.SystemCa("/etc/ssl/certs/ca-certificates.crt")
    if not Path(authority.path).exists():
        pytest.skip("no CA bundle of the system")
    sample = gateway(9, free_port())
    tls = ir.UpstreamTls("api.vendor.test", authority)
    named = ir.Upstream("u1", "api.vendor.test", 443, tls, False, ORIGIN)
    endpoint = replace(sample.apis[0].endpoint, upstream=named)
    api = replace(sample.apis[0], endpoint=endpoint)
    asked = replace(sample, apis=(api,), upstreams=(named,), resolvers=("127.0.0.1:9", "[::1]"))
    load(deploy(asked, tmp_path))


def test_an_environment_without_apis_loads(tmp_path: Path) -> None:
    sample = gateway(9, free_port())
    load(deploy(replace(sample, apis=(), upstreams=(), consumers=()), tmp_path))


def test_the_inside_cannot_be_entered(tmp_path: Path) -> None:
    port = free_port()
    inner = ("/-/t0/b0", "/-/e/malformed", "/x/../-/e/malformed", "/-/health", "/data/apis.json")
    with vendor() as origin, running(deploy(gateway(origin.port, port), tmp_path), port):
        for path in (
            *inner,
            "/nginx.conf",
            "/njs/gateway.js",
            "/constructor",
            "/__proto__/1.0.0/x",
        ):
            answer = exchange(port, f"GET {path} HTTP/1.1\r\nHost: h\r\napi-key: {KEY}")
            assert answer is not None
            assert answer.status == 404, path
        assert not origin.heads


def test_names_of_object_prototypes_are_ordinary_headers(tmp_path: Path) -> None:
    port = free_port()
    names = ("constructor", "__proto__", "tostring", "hasownproperty")
    with vendor() as origin, running(deploy(gateway(origin.port, port), tmp_path), port):
        lines = "".join(f"\r\n{name}: kept" for name in names)
        answer = exchange(port, f"GET {MODELS} HTTP/1.1\r\nHost: h\r\napi-key: {KEY}{lines}")
        assert answer is not None
        assert answer.status == 200
        assert all(f"\r\n{name}: kept\r\n" in origin.heads[0] for name in names)
        refused = exchange(port, f"GET {MODELS} HTTP/1.1\r\nHost: h\r\napi-key: constructor")
        assert refused is not None
        assert refused.status == 401


@pytest.mark.parametrize("text", [b"sk-1\n\n", b"sk-1\r", b"sk\x0b1", b"\xff", b"", b"x" * 4097])
def test_a_key_that_would_split_the_request_is_not_sent(tmp_path: Path, text: bytes) -> None:
    port = free_port()
    with key_file(b"good\n") as key, vendor() as origin:
        with running(deploy(gateway(origin.port, port, str(key)), tmp_path), port):
            assert _opened(port) == 200
            key.write_bytes(text)
            assert _opened(port) == 503
        assert len(origin.heads) == 1


def _opened(port: int) -> int:
    answer = exchange(port, "GET /open/1.0.0/v1/models HTTP/1.1\r\nHost: h")
    assert answer is not None
    return answer.status


def test_a_log_line_has_the_contracts_names_in_order(tmp_path: Path) -> None:
    port = free_port()
    body = b'{"model": "m"}'
    with vendor() as origin, running(deploy(gateway(origin.port, port), tmp_path), port):
        head = f"POST {CHAT}?secret=1 HTTP/1.1\r\nHost: h\r\napi-key: {KEY}"
        exchange(port, f"{head}\r\nContent-Length: {len(body)}", body)
        exchange(port, "GET /healthz HTTP/1.1\r\nHost: h")
    lines = (tmp_path / "stdout").read_text().splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert tuple(line) == contract.LOG_NAMES
    assert (line["operation"], line["consumer"], line["bytes_in"]) == ("chat", "demo-app", 14)
    assert line["gen_ai.response.model"] == "m-1"
    for secret in (KEY, VENDOR_KEY, "secret=1"):
        assert secret not in logged(tmp_path)


def test_two_copies_run_side_by_side(tmp_path: Path) -> None:
    ports = (free_port(), free_port())
    copies = [deploy(gateway(9, port), tmp_path / str(port)) for port in ports]
    with running(copies[0], ports[0]), running(copies[1], ports[1]):
        for port in ports:
            answer = exchange(port, "GET /healthz HTTP/1.1\r\nHost: h")
            assert answer is not None
            assert answer.body == contract.HEALTH_BODY.encode()


def test_a_missing_variable_leaves_the_other_apis_served(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as origin:
        sample = gateway(origin.port, port)
        keyless = HeaderCredential("Authorization", "Bearer ", EnvSecret("NOT_SET_IN_THE_TESTS"))
        api = replace(sample.apis[0], endpoint=replace(sample.apis[0].endpoint, credential=keyless))
        copy = deploy(replace(sample, apis=(api, *sample.apis[1:])), tmp_path)
        with running(copy, port):
            found = [
                exchange(port, f"GET /{base}/1.0.0/v1/models HTTP/1.1\r\nHost: h\r\napi-key: {KEY}")
                for base in ("chat", "pinned")
            ]
    assert [answer.status for answer in found if answer] == [503, 200]
