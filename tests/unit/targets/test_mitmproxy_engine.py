"""Fail closed, on the real engine: whatever breaks, nothing opens and no key leaks."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.mitmproxy_engine import CHAT, VENDOR_KEY, Engine

PROXY = ("--set", "gatewright_mode=proxy", "--set", "connection_strategy=eager", "--listen-port")

# Every step between a request's bytes and the vendor, as MODULE:NAME of the fixed code.
STEPS = (
    "client_side:take_request",
    "headers:request_id",
    "client_side:judge",
    "judge:decide",
    "targets:read",
    "decision:find",
    "decision:match_path",
    "decision:requested_model",
    "identity:client_key",
    "identity:consumer_of",
    "decision:forward",
    "decision:_Call.plan",
    "decision:vendor_key",
    "decision:pin_query",
    "headers:to_vendor",
    "headers:shown",
    "headers:pin_headers",
    "facts:Facts.plan",
    "recording:Recording.request",
    "client_side:ClientSide.take_vendor",
    "vendor_side:VendorSide.open",
    "vendor_side:VendorSide.opened",
    "vendor_side:VendorSide.start",
    "wire:LengthBody.feed",
    "exchange:Exchange.vendor_ready",
    "vendor_side:take_response",
    "facts:Facts.vendor_head",
    "headers:from_vendor",
    "headers:decorate",
    "exchange:render",
)

# The steps that come after the vendor has answered; before them nothing may have reached it.
AFTER_VENDOR = STEPS[STEPS.index("vendor_side:take_response") :]

# gateway.py as deployed, but one step raises: the one that the file `fault` names.
FAULTY = """
import importlib, pathlib
from gatewright_gateway.addon import Gateway

FAULT = pathlib.Path(__file__).with_name("fault")

def faulty(step, real):
    def replaced(*args, **kwargs):
        if FAULT.exists() and FAULT.read_text() == step:
            raise RuntimeError("%(key)s")
        return real(*args, **kwargs)
    return replaced

for step in %(steps)r:
    module, _, name = step.partition(":")
    owner = importlib.import_module("gatewright_gateway." + module)
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    real = getattr(owner, name)
    replacement = faulty(step, real)
    setattr(owner, name, replacement)

addons = [Gateway(pathlib.Path(__file__).resolve().parent)]
"""


@pytest.fixture(scope="module", name="vendor")
def a_vendor() -> Iterator[engines.Vendor]:
    with engines.vendor() as one:
        yield one


@pytest.fixture(scope="module", name="faulty")
def a_faulty_engine(
    tmp_path_factory: pytest.TempPathFactory, vendor: engines.Vendor
) -> Iterator[Engine]:
    script = FAULTY % {"steps": STEPS, "key": "text of an exception"}
    home = tmp_path_factory.mktemp("faulty")
    with engines.running(home, vendor, free_port(), ("-q",), script) as engine:
        yield engine


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_raises(faulty: Engine, step: str) -> None:
    fault = faulty.folder / "fault"
    fault.unlink(missing_ok=True)
    assert faulty.chat().startswith(b"HTTP/1.1 200 ")
    before = len(faulty.vendor.seen)
    fault.write_text(step)
    answer = faulty.chat()
    fault.unlink()
    assert step in AFTER_VENDOR or len(faulty.vendor.seen) == before
    assert answer == b"" or answer.startswith(b"HTTP/1.1 503 "), answer
    assert VENDOR_KEY.encode() not in answer
    assert b"text of" not in answer
    if answer:
        error = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
        assert error["code"] == "gateway_error"
    assert faulty.chat().startswith(b"HTTP/1.1 200 ")


def test_a_hook_of_another_addon_that_raises(tmp_path: Path, vendor: engines.Vendor) -> None:
    other = tmp_path / "other.py"
    other.write_text(
        "def requestheaders(flow):\n    flow.request.headers['authorization'] = 'mine'\n"
        "    raise RuntimeError\n"
        "def response(flow):\n    raise RuntimeError\n"
    )
    options = ("-q", "-s", str(other))
    with engines.running(tmp_path, vendor, free_port(), options) as engine:
        assert engine.chat().startswith(b"HTTP/1.1 200 ")
        assert f"Authorization: Bearer {VENDOR_KEY}".encode() in vendor.seen[-1]
        refused = engine.call("GET /none HTTP/1.1", "Host: x", "Connection: close")
        assert refused.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("lost", ["removed", "changed"])
def test_a_script_that_is_lost(tmp_path: Path, vendor: engines.Vendor, lost: str) -> None:
    """mitmproxy looks at the file each second, un-loads a vanished one and loads a changed one."""
    with engines.running(tmp_path, vendor, free_port(), ("-q",)) as engine:
        script = engine.folder / "gateway.py"
        if lost == "removed":
            script.unlink()
        else:
            script.write_text("raise RuntimeError")
            os.utime(script, (2_000_000_000, 2_000_000_000))
        assert not _changes_within(engine, 2.5)


def _changes_within(engine: Engine, seconds: float) -> bool:
    """Whether an unknown path is ever answered otherwise than with 404, or a known one than 200."""
    for _ in range(int(seconds / 0.25)):
        refused = engine.call("GET /none HTTP/1.1", "Host: x", "Connection: close")
        if not refused.startswith(b"HTTP/1.1 404 ") or b"200 OK" not in engine.chat():
            return True
        time.sleep(0.2)
    return False


def test_new_data_while_it_runs(tmp_path: Path, vendor: engines.Vendor) -> None:
    """Data that cannot be read changes nothing; data that can is served within seconds."""
    with engines.running(tmp_path, vendor, free_port(), ("-q",)) as engine:
        file = engine.folder / "gateway.json"
        good = file.read_text()
        for bad in (good[:-30], good.replace('"/chat/1.0.0"', "7"), "{}"):
            file.write_text(bad)
            time.sleep(2.2)
            assert engine.chat().startswith(b"HTTP/1.1 200 ")
        file.write_text(good.replace('"/chat/1.0.0"', '"/chat/2.0.0"'))
        line = f"POST {CHAT.replace('1.0.0', '2.0.0')} HTTP/1.1"
        for _ in range(20):
            time.sleep(0.25)
            answer = engine.call(line, "Host: x", "Connection: close")
            if answer.startswith(b"HTTP/1.1 200 "):
                break
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert engine.chat().startswith(b"HTTP/1.1 404 ")
        assert b"not usable" in engine.stop()


def test_a_lost_proxy_is_not_an_open_one(tmp_path: Path, vendor: engines.Vendor) -> None:
    """Even where the script's own hook is gone, mitmproxy chooses no layer in its place."""
    script = (
        "import pathlib\nfrom gatewright_gateway.addon import Gateway\n"
        "class Lost(Gateway):\n"
        "    def next_layer(self, data):\n        raise RuntimeError\n"
        "addons = [Lost(pathlib.Path(__file__).resolve().parent)]\n"
    )
    port = free_port()
    options = ("-q", *PROXY, str(port))
    with engines.running(tmp_path, vendor, port, options, script) as engine:
        before = len(vendor.seen)
        line = f"GET http://127.0.0.1:{vendor.port}/v1/models HTTP/1.1"
        assert engine.call(line, "Host: x", "Connection: close", timeout=1) == b""
        assert len(vendor.seen) == before


def test_a_poisoned_vendor_connection(tmp_path: Path, vendor: engines.Vendor) -> None:
    """A vendor that fails one request leaves the client's next one unharmed."""
    with engines.running(tmp_path, vendor, free_port(), ("-q",)) as engine:
        codes = []
        client = http.client.HTTPConnection("127.0.0.1", engine.port, timeout=5)
        for broken in (False, True, False, True, True, False):
            vendor.broken = broken
            client.request("POST", CHAT, b"{}", {"api-key": KEY})
            with client.getresponse() as answer:
                codes.append(answer.status)
                answer.read()
        client.close()
        vendor.broken = False
    assert codes == [200, 502, 200, 502, 502, 200]


@pytest.mark.parametrize("mode", ["gateway", "proxy"])
def test_no_key_in_what_mitmproxy_says_and_records(
    tmp_path: Path, vendor: engines.Vendor, mode: str
) -> None:
    port = free_port()
    options = ["-vvv", "--set", "proxy_debug=true", "--set", "flow_detail=4"]
    if mode == "proxy":
        options += [*PROXY, str(port)]
    with engines.running(tmp_path, vendor, port, options) as engine:
        to = f"http://127.0.0.1:{vendor.port}/v1/models" if mode == "proxy" else CHAT
        method = "GET" if mode == "proxy" else "POST"
        answer = engine.call(f"{method} {to}?secret=query HTTP/1.1", "Host: x", "Connection: close")
        assert answer.startswith(b"HTTP/1.1 200 "), answer
        engine.call("GET /none HTTP/1.1", "Host: x", f"Cookie: {KEY}", "Connection: close")
        engine.call("GET /none HTTP/1.1", f"Broken: {KEY}", "Authorization", timeout=1)
        vendor.broken = True
        engine.call(f"{method} {to} HTTP/1.1", "Host: x", "Connection: close")
        vendor.broken = False
        said = engine.stop()
        recorded = engine.flows.read_bytes()
        stdout = (tmp_path / "stdout").read_text().splitlines()
    assert recorded
    for text in (said, recorded):
        assert VENDOR_KEY.encode() not in text
        assert KEY.encode() not in text
    assert b"secret=query" not in said
    assert len([json.loads(line) for line in stdout if line.startswith("{")]) >= 4
    assert [line for line in stdout if not line.startswith("{")] == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--set", "gatewright_mode=proxy", "--listen-host", "0.0.0.0"], b"loopback"),
        (["--set", "gatewright_mode=other"], b"gatewright_mode"),
    ],
)
def test_options_that_are_refused(
    tmp_path: Path, vendor: engines.Vendor, options: list[str], reason: bytes
) -> None:
    engines.deploy(tmp_path, gateway(vendor.port, free_port()))
    confined = ["--set", f"confdir={tmp_path / 'conf'}", "--listen-port", "0"]
    command = [str(engines.MITMDUMP), "-q", "-s", "gateway.py", *confined, *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=20, check=False)
    assert done.returncode != 0
    assert reason in done.stderr + done.stdout


def test_data_that_cannot_be_read_stops_the_start(tmp_path: Path, vendor: engines.Vendor) -> None:
    """Without its data mitmdump would go on, as an open proxy."""
    engines.deploy(tmp_path, gateway(vendor.port, free_port()))
    (tmp_path / "gateway.json").write_text('{"format": 99}')
    confined = ["--set", f"confdir={tmp_path / 'conf'}", "--listen-port", "0"]
    command = [str(engines.MITMDUMP), "-q", "-s", "gateway.py", *confined]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=20, check=False)
    assert done.returncode != 0
    assert b"format" in done.stderr + done.stdout
