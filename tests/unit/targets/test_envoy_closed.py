"""Whatever fails in the Lua code of the Envoy target: nothing is let through that must not be, and
no key gets out."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import pytest
import yaml

from compiler.resources import tree
from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, logged, running
from tests.unit.targets.sample_wire import VENDOR_KEY, Answer, Vendor, exchange, vendor

CHAT = "/chat/1.0.0/v1/models"
GOOD = f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}"
REFUSED = (
    f"GET {CHAT} HTTP/1.1\r\nHost: g",
    f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer wrong",
    f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}\r\napi-key: other",
    f"GET {CHAT} HTTP/1.1\r\nHost: g\r\nx-gatewright-passed: 1\r\nx-consumer: demo-app",
    f"DELETE {CHAT} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET /chat/1.0.0/v1/files HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET {CHAT}/../models HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET {CHAT}/a%2Fb HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    f"GET {CHAT}?#x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer {KEY}",
    "GET /open/1.0.0/v1/models HTTP/1.1\r\nHost: g",
)
"""Each must be refused by a whole gateway; the last one's key file does not exist."""

FUNCTION = re.compile(r"^\s*(local |return )?(\w+ = )?function\b[^\n]*\)$", re.MULTILINE)


def steps() -> list[tuple[str, int]]:
    """Each function of the fixed code: its file and where its body starts. And each file's top."""
    found = []
    for path in sorted((tree("templates") / "envoy").glob("*.lua")):
        text = path.read_text()
        found += [(path.name, 0)]
        found += [(path.name, match.end()) for match in FUNCTION.finditer(text)]
    return found


def check_refused(one: Vendor, answer: Answer | None) -> None:
    assert answer is None or answer.status >= 400
    assert not one.heads
    if answer:
        assert "nosniff" in answer.head
        assert json.loads(answer.body)["error"]["code"]


def check_forwarded(one: Vendor, answer: Answer | None) -> None:
    """A request that may pass either passes whole, with the vendor's key alone, or not at all."""
    if answer and answer.status == 200:
        assert len(one.heads) == 1
        assert f"authorization: bearer {VENDOR_KEY}" in one.heads[0]
        assert KEY not in one.heads[0]
        assert "x-gatewright" not in one.heads[0] + answer.head
        return
    check_refused(one, answer)


def test_a_whole_gateway(tmp_path: Path) -> None:
    """What the injected faults are measured against."""
    port = free_port()
    with vendor() as one:
        with running(deploy(gateway(one.port, port, "/nowhere"), tmp_path), port) as up:
            assert up
            for head in REFUSED:
                check_refused(one, exchange(port, head))
            answer = exchange(port, GOOD)
        assert answer
        assert answer.status == 200
        check_forwarded(one, answer)
    assert VENDOR_KEY not in logged(tmp_path)
    assert KEY not in logged(tmp_path)


@pytest.mark.parametrize("name", sorted({name for name, _ in steps()}))
def test_every_step_throws(name: str, tmp_path: Path) -> None:
    """Each function of a file in turn raises an error as soon as it is called."""
    source = (tree("templates") / "envoy" / name).read_text()
    port = free_port()
    with vendor() as one:
        for count, at in enumerate(place for file, place in steps() if file == name):
            folder = deploy(gateway(one.port, port, "/nowhere"), tmp_path / str(count))
            broken = (
                f"{source[:at]}\nif true then error('injected {VENDOR_KEY}') end\n{source[at:]}"
            )
            (folder / "lua" / name).write_text(broken)
            with running(folder, port) as up:
                for head in REFUSED:
                    check_refused(one, exchange(port, head))
                check_forwarded(one, exchange(port, GOOD))
            one.heads.clear()
            # An error's message could quote a header. Envoy prints those of loading, and of the
            # code that catches all others; neither works on a request then.
            assert VENDOR_KEY not in logged(folder) or not up or name == "gateway.lua"


def test_operations_missing_in_the_copy(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as one:
        folder = deploy(gateway(one.port, port), tmp_path)
        for path in (folder / "lua" / "paths").iterdir():
            path.unlink()
        with running(folder, port) as up:
            assert up
            answer = exchange(port, GOOD)
        check_refused(one, answer)
        assert answer
        assert json.loads(answer.body)["error"]["code"] == "gateway_error"


def test_the_guard_alone_refuses(tmp_path: Path) -> None:
    """Lua code that does nothing at all passes nothing: not even health."""
    port = free_port()
    with vendor() as one:
        folder = deploy(gateway(one.port, port), tmp_path)
        (folder / "lua" / "gateway.lua").write_text("function envoy_on_request(handle) end\n")
        with running(folder, port) as up:
            assert up
            for head in (*REFUSED, GOOD, "GET /healthz HTTP/1.1\r\nHost: g"):
                answer = exchange(port, head)
                check_refused(one, answer)
                assert answer


def test_no_key_in_the_config_dump(tmp_path: Path) -> None:
    """With an administration port added by hand, Envoy shows no key: it never has one."""
    port, admin = free_port(), free_port()
    with vendor() as one:
        folder = deploy(gateway(one.port, port), tmp_path)
        bootstrap = yaml.safe_load((folder / "envoy.yaml").read_text())
        address = {"address": "127.0.0.1", "port_value": admin}
        bootstrap["admin"] = {"address": {"socket_address": address}}
        (folder / "admin.yaml").write_text(yaml.safe_dump(bootstrap))
        with running(folder, port, config="admin.yaml") as up:
            assert up
            check_forwarded(one, exchange(port, GOOD))
            url = f"http://127.0.0.1:{admin}/config_dump?include_eds"
            with urllib.request.urlopen(url) as answer:
                dump = answer.read().decode()
    assert "SAMPLE_API_KEY" in dump
    assert VENDOR_KEY not in dump
    assert KEY not in dump
