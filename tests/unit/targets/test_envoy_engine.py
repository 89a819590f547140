"""What Envoy itself says of the artifacts: valid, loaded, and read again while it runs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from compiler import ir
from compiler.targets.envoy import TARGET
from compiler.terms import (
    EnvSecret,
    FileSecret,
    HeaderCredential,
    InQuery,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
    QueryCredential,
)
from tests.gateways import KEY, ORIGIN, api, consumer, gateway, operation
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, envoy_program, running
from tests.unit.targets.envoy_static import static_bootstrap
from tests.unit.targets.metered_gateway import budget
from tests.unit.targets.sample_wire import exchange, vendor

HOSTILE = "a\"b'c\\d${e}%f%%g{{h}}#i\u2028é😀]]--"


def hostile() -> ir.Gateway:
    """Text that means something to YAML, JSON, Lua or Envoy wherever free text may stand."""
    one = gateway(9001, 9000, f"/run/{HOSTILE}")
    secret = FileSecret(f"/run/{HOSTILE}")
    template = PathTemplate(("/v1/" + "long" * 60 + "(.*)$|/", Parameter("id"), ":run+"))
    read = replace(operation(HOSTILE, "GET"), request_model=InQuery(HOSTILE), websocket=True)
    path = ir.Path(template, (operation(HOSTILE, "POST", upload=True, usage=True), read))
    other = replace(one.apis[1].endpoint, credential=QueryCredential(HOSTILE, HOSTILE, secret))
    pins = (Pin(HOSTILE, HOSTILE, PinMode.FIXED), Pin(HOSTILE + "2", "", PinMode.REMOVED))
    hostile_api = replace(
        api("Chat", one.upstreams[0], secret, query=pins),
        name=HOSTILE,
        version=HOSTILE,
        vendor=HOSTILE,
        plans=(HOSTILE,),
        budget=budget([("concurrent", 9, 0)]),
        paths=(*one.apis[0].paths, path),
    )
    return replace(
        one,
        project=HOSTILE,
        environment=HOSTILE,
        origins=(HOSTILE,),
        apis=(hostile_api, replace(one.apis[1], endpoint=other), one.apis[2]),
        consumers=(hostile_consumer("0" * 64),),
    )


def hostile_consumer(digest: str) -> ir.Consumer:
    limits = budget([("requests", 9, 60)])
    plan = ir.Plan(HOSTILE, limits)
    grant = ir.Grant(plan, (f"{HOSTILE}@{HOSTILE}",), limits)
    return replace(consumer(HOSTILE, digest), grant=grant)


def secured() -> ir.Gateway:
    """TLS on both sides and a name to look up."""
    one = gateway(9001, 9000)
    listener = ir.Listener("127.0.0.1", 9000, ir.ListenerTls("/etc/gw/tls.crt", "/etc/gw/tls.key"))
    tls = ir.UpstreamTls("vendor.test", ir.SystemCa("/etc/ssl/certs/ca-certificates.crt"))
    upstream = ir.Upstream("u1", "vendor.test", 443, tls, False, ORIGIN)
    apis = (api("Tls", upstream, EnvSecret("A")),)
    return replace(one, listener=listener, apis=apis, upstreams=(upstream,))


def no_credential() -> ir.Gateway:
    """A vendor that takes no key, an API without any and a gateway without consumers."""
    one = gateway(9001, 9000)
    endpoint = replace(one.apis[0].endpoint, credential=None)
    return replace(one, apis=(replace(one.apis[0], endpoint=endpoint),), origins=(), consumers=())


@pytest.mark.parametrize(
    "made",
    [lambda: gateway(9001, 9000), hostile, secured, no_credential, lambda: empty()],
    ids=["sample", "hostile", "secured", "no_credential", "empty"],
)
def test_valid(made: Callable[[], ir.Gateway], tmp_path: Path) -> None:
    one = made()
    deploy(one, tmp_path)
    (tmp_path / "static.yaml").write_text(yaml.safe_dump(static_bootstrap(tmp_path)))
    command = [envoy_program(), "--mode", "validate", "-c", "static.yaml", "--disable-hot-restart"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]


def empty() -> ir.Gateway:
    return replace(gateway(9001, 9000), apis=(), upstreams=())


def test_hostile_text_does_no_harm(tmp_path: Path) -> None:
    """Envoy reads every file, serves, and logs the text as it is."""
    port = free_port()
    with vendor() as one:
        made = hostile()
        upstream = replace(made.upstreams[0], port=one.port)
        endpoint = replace(
            made.apis[0].endpoint,
            upstream=upstream,
            credential=HeaderCredential("Authorization", "Bearer ", EnvSecret("SAMPLE_API_KEY")),
        )
        digest = hashlib.sha256(KEY.encode()).hexdigest()
        made = replace(
            made,
            listener=ir.Listener("127.0.0.1", port, None),
            apis=(replace(made.apis[0], endpoint=endpoint),),
            consumers=(hostile_consumer(digest),),
        )
        deploy(made, tmp_path)
        with running(tmp_path, port) as up:
            assert up, (tmp_path / "stderr").read_text()
            head = f"GET /chat/1.0.0/v1/models?x=1 HTTP/1.1\r\nHost: g\r\napi-key: {KEY}"
            answer = exchange(port, head)
            assert answer
            assert answer.status == 200
            assert "x-ratelimit-remaining-requests: 8" in answer.head
        (sent,) = one.heads
        assert sent.startswith("get /v1/models?x=1&a%22b%27c%5cd%24%7be%7d%25f%25%25g%7b%7bh%7d%7d")
    log = json.loads((tmp_path / "stdout").read_text().split("\n")[0])
    assert log["api"] == log["environment"] == log["consumer"] == HOSTILE


def deliver(made: ir.Gateway, folder: Path, scratch: Path) -> None:
    """A deployment onto a running Envoy: file by file in the artifacts' order, each by a rename."""
    for artifact in TARGET.emit(made):
        target = folder / artifact.path
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(artifact.content)
        os.replace(scratch, target)


def status(port: int, path: str, key: str) -> int:
    answer = exchange(port, f"GET {path} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {key}")
    assert answer
    return answer.status


def test_read_again_while_it_runs(tmp_path: Path) -> None:
    """New APIs, consumers and operations without a restart, and no failure in between."""
    port = free_port()
    folder = tmp_path / "copy"
    with vendor() as one:
        before = gateway(one.port, port)
        paths = (ir.Path(PathTemplate(("/v1/models",)), (operation("list", "GET"),)),)
        new = replace(before.apis[0], name="New", base="/new/1", paths=paths)
        digest = hashlib.sha256(b"another").hexdigest()
        after = replace(
            before,
            apis=(*before.apis, new),
            consumers=(*before.consumers, consumer("late", digest)),
        )
        deploy(before, folder)
        with running(folder, port) as up:
            assert up
            assert status(port, "/new/1/v1/models", KEY) == 404
            assert status(port, "/chat/1.0.0/v1/models", "another") == 401
            deliver(after, folder, tmp_path / "scratch")
            deadline = time.monotonic() + 10
            while status(port, "/new/1/v1/models", "another") != 200:
                assert time.monotonic() < deadline
                assert status(port, "/chat/1.0.0/v1/models", KEY) == 200
                time.sleep(0.02)
            assert status(port, "/chat/1.0.0/v1/models", "another") == 200
