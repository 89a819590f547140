"""`validate_requests` on nginx where something fails: nothing reaches the vendor unchecked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.checked_bodies import BAD, JSON, SHOWN, error, served
from tests.unit.targets.mitmproxy_engine import BODY
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.test_nginx_validation import Running


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("async function bodyComplaint(r) {", "async function bodyComplaint(r) { throw 1;"),
        ("function readJson(bytes) {", "function readJson(bytes) { throw 1;"),
        ("function plainOf(text) {", "function plainOf(text) { throw 1;"),
        ("function isFit(value, number, depth) {", "function isFit() { throw 1;"),
        ("function checksOf(node) {", "function checksOf() { throw 1;"),
        ("function shapeComplaint(value, number, bytes) {", "function shapeComplaint() { throw 1;"),
        ("function nodeOf(number) {", "function nodeOf(number) { throw 1;"),
        ("function worded(complaint) {", "function worded(complaint) { throw 1;"),
        ("function warn(r, text, passOn) {", "function warn(r, text, passOn) { throw 1;"),
        ("function refuseBody(r, text) {", "function refuseBody(r, text) { throw 1;"),
        ("    settle(r, passOn);", "    throw 1;"),
        ("async function settle(r, passOn) {", "async function settle(r, passOn) { return;"),
        ("    r.variables.gw_err = code;", "    throw 1;"),
        ("gw_bodies[name]", "gw_bodies['?']"),
        ("gw_shapes[number]", "gw_shapes['?']"),
    ],
)
def test_what_fails_in_the_check_refuses(tmp_path: Path, old: str, new: str) -> None:
    refusing, warning = "refuseBody(" in old or "gw_err" in old, "function warn(" in old
    modes = ("reject",) * (not warning) + ("warn",) * (not refusing)
    with engines.vendor() as vendor:
        sample = served(vendor.port)
        copy = deploy(sample, tmp_path)
        code = copy / "njs" / "gateway.js"
        text = code.read_text()
        assert text.count(old) == 1, old
        code.write_text(text.replace(old, new))
        with running(copy, sample.listener.port):
            failing = Running(sample.listener.port, vendor, copy)
            for mode in modes:
                answer = failing.post(f"/{mode}/v1/chat", BAD, SHOWN, JSON)
                assert answer.startswith(b"HTTP/1.1 503 "), answer
                assert error(answer)["code"] == "gateway_error"
                assert b"x-gatewright-warning" not in answer.lower()
                assert failing.said(503)["error_code"] == "gateway_error"
            assert failing.post("/off/v1/chat", BAD, SHOWN, JSON).endswith(BODY)
        assert len(vendor.bodies) == 1


def test_a_vendor_that_fails_after_a_warning(tmp_path: Path) -> None:
    with engines.vendor() as vendor:
        sample = served(vendor.port)
    with running(deploy(sample, tmp_path), sample.listener.port):
        gone = Running(sample.listener.port, vendor, tmp_path)
        answer = gone.post("/warn/v1/chat", BAD, SHOWN, JSON)
        assert answer.startswith(b"HTTP/1.1 502 "), answer
        assert answer.count(b"\r\nX-Gatewright-Warning: request body: ") == 1
        assert gone.said(502)["error_code"] == "vendor_unreachable"
