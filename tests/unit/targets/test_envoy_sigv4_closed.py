"""Envoy signs with a key that nobody sees, or the request does not leave."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

import pytest

from compiler.resources import tree
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, logged, running
from tests.unit.targets.signed_requests import recording
from tests.unit.targets.signing_gateway import (
    CANARY,
    KEYS,
    REGION,
    TEMPORARY,
    Running,
    check,
    chunks,
    signing,
    up,
    variables,
)
from tests.unit.targets.test_envoy_closed import steps


def test_a_temporary_key(tmp_path: Path) -> None:
    """With its token, and none of the three in any page, log or message."""
    admin = free_port()
    with up(tmp_path, variables(TEMPORARY), admin=admin) as found:
        body = b"{}"
        for line, sent in (
            ("Content-Length: 2", body),
            ("Transfer-Encoding: chunked", chunks(body)),
        ):
            assert found.ask("/model/m/ask", line, method="POST", body=sent).status == 200
            request = found.sent()
            check(request, TEMPORARY)
            assert request.one("x-amz-security-token") == TEMPORARY.token
        dump = "config_dump?include_eds"
        pages = [
            urllib.request.urlopen(f"http://127.0.0.1:{admin}/{page}").read().decode()
            for page in (dump, "clusters", "stats", "listeners", "memory", "server_info")
        ]
    assert REGION in pages[0]
    everything = "".join([*pages, logged(found.folder)]).lower()
    assert CANARY not in everything
    assert "info" in everything


def test_an_empty_token_is_none(tmp_path: Path) -> None:
    with up(tmp_path, {**variables(KEYS), "AWS_SESSION_TOKEN": ""}) as found:
        assert found.ask("/model/m/ask").status == 200
        check(found.sent())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_ACCESS_KEY_ID", None),
        ("AWS_ACCESS_KEY_ID", ""),
        ("AWS_ACCESS_KEY_ID", f"{CANARY}\n"),
        ("AWS_ACCESS_KEY_ID", "x" * 5000),
        ("AWS_SECRET_ACCESS_KEY", None),
        ("AWS_SECRET_ACCESS_KEY", ""),
        ("AWS_SECRET_ACCESS_KEY", f"{CANARY} b"),
        ("AWS_SECRET_ACCESS_KEY", f"{CANARY}\xfc"),
        ("AWS_SESSION_TOKEN", f"{CANARY}\n"),
        ("AWS_SESSION_TOKEN", "a\r\nx-injected: 1"),
    ],
)
def test_a_key_that_cannot_be(name: str, value: str | None, tmp_path: Path) -> None:
    """503 and nothing at the vendor."""
    known = variables(KEYS)
    if value is None:
        del known[name]
    else:
        known[name] = value
    with up(tmp_path, known) as found:
        answer = found.ask("/model/m/ask")
        posted = found.ask("/model/m/ask", "Content-Length: 1", method="POST", body=b"x")
    for each in (answer, posted):
        assert each.status == 503
        assert json.loads(each.body)["error"]["code"] == "vendor_key_unavailable"
    assert not found.vendor.requests
    assert CANARY not in logged(found.folder).lower()


def test_what_is_not_signed_does_not_leave(tmp_path: Path) -> None:
    """Should the Lua code let it pass without a key, Envoy's filter does too."""
    port = free_port()
    with recording() as vendor:
        copy = deploy(signing(vendor.port, port), tmp_path)
        (copy / "lua" / "signature.lua").write_text(
            "return { possible = function() return true end, clear = function() end }\n"
        )
        with running(copy, port) as listens:
            assert listens
            found = Running(port, vendor, copy)
            for lines, body in (
                ((), b""),
                (("Authorization: AWS4-HMAC-SHA256 mine",), b""),
                (("Content-Length: 1",), b"x"),
                (("Transfer-Encoding: chunked",), chunks(b"x")),
            ):
                answer = found.ask("/model/m/ask", *lines, method="POST", body=body)
                assert answer.status == 503
                assert json.loads(answer.body)["error"]["code"] == "gateway_error"
        assert not vendor.requests


@pytest.mark.soak
def test_every_step_throws(tmp_path: Path) -> None:
    """Whatever fails on the way to a signature: the request is refused, or signed all the same."""
    port = free_port()
    for count, (name, at) in enumerate(
        (name, at)
        for name, at in steps()
        if at and name in ("signature.lua", "secret.lua", "forward.lua", "upgrade.lua")
    ):
        source = (tree("templates") / "envoy" / name).read_text()
        with recording() as vendor:
            copy = deploy(signing(vendor.port, port), tmp_path / str(count))
            broken = f"{source[:at]}\nif true then error('injected') end\n{source[at:]}"
            (copy / "lua" / name).write_text(broken)
            with running(copy, port, variables=variables(KEYS)):
                answer = Running(port, vendor, copy).ask("/model/m/ask")
            assert answer.status in (200, 503)
            assert len(vendor.requests) == (answer.status == 200)
            for request in vendor.requests:
                check(request)
