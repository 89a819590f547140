"""`validate_requests` on nginx: what passes, what is refused, and what is said."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from compiler import ir
from compiler.terms import Validation
from tests.gateways import KEY
from tests.unit.targets import checked_bodies as bodies
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.checked_bodies import BAD, COMPLAINT, GOOD, JSON, SHOWN, Checking, error
from tests.unit.targets.mitmproxy_engine import BODY
from tests.unit.targets.nginx_rig import deploy, lines_of, load, logged, running

MIB = 1024 * 1024


@dataclass
class Running(Checking):
    folder: Path

    def last_line(self) -> dict[str, Any]:
        lines = (self.folder / "stdout").read_text().splitlines()
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        return found

    def said(self, status: int) -> dict[str, Any]:
        """The last line of the log, once it is of this status."""
        deadline = time.monotonic() + 5
        while (line := self.last_line()).get("status") != status:
            assert time.monotonic() < deadline, line
            time.sleep(0.01)
        return line


@pytest.fixture(scope="module", name="one")
def a_gateway() -> Iterator[Running]:
    # nginx's workers write bodies to files there, as root's they are "nobody".
    with TemporaryDirectory() as name, engines.vendor() as vendor:
        folder = Path(name)
        folder.chmod(0o755)
        sample = bodies.served(vendor.port)
        paths = bodies.PATHS
        large = replace(sample.apis[2], base="/large", paths=paths, validation=Validation.REJECT)
        large_warn = replace(large, base="/large-warn", validation=Validation.WARN)
        streamed = tuple(
            replace(p, operations=tuple(replace(o, upload=True) for o in p.operations))
            for p in paths
        )
        more = (large, large_warn, replace(large, base="/not-held", paths=streamed))
        apis = tuple(sorted((*sample.apis, *more), key=lambda api: api.base))
        sample = replace(sample, apis=apis)
        with running(deploy(sample, folder), sample.listener.port):
            yield Running(sample.listener.port, vendor, folder)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("kind", bodies.FITTING_KINDS)
def test_what_fits_passes_unchanged(one: Running, kind: str, chunked: bool) -> None:
    for mode in ("reject", "warn"):
        answer = one.post(f"/{mode}/v1/chat", GOOD, SHOWN, kind, chunked=chunked)
        assert answer.endswith(BODY), answer
        assert not bodies.warnings(answer)
        assert one.vendor.bodies[-1] == GOOD
        assert one.said(200)["error_code"] is None


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("path", "body", "kind", "complaint"), bodies.MISFITS)
def test_what_does_not_fit_is_refused(
    one: Running, path: str, body: bytes, kind: str, complaint: str, chunked: bool
) -> None:
    before = len(one.vendor.seen)
    answer = one.post(f"/reject/v1/{path}", body, SHOWN, kind, chunked=chunked)
    bodies.check_refusal(answer, complaint)
    assert len(one.vendor.seen) == before
    said = one.said(400)
    assert (said["error_code"], said["consumer"]) == ("invalid_request", "demo-app")
    assert said["operation"] in ("chat", "upload", "either")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_warning(one: Running, chunked: bool) -> None:
    answer = one.post("/warn/v1/chat", BAD, SHOWN, JSON, chunked=chunked)
    assert bodies.status(answer) == 200, answer
    assert answer.count(f"\r\nX-Gatewright-Warning: request body: {COMPLAINT}\r\n".encode()) == 1
    assert one.vendor.bodies[-1] == BAD
    assert one.said(200)["error_code"] == "invalid_request"


@pytest.mark.parametrize("body", bodies.UNPRINTABLE)
def test_a_warning_is_short_ascii(one: Running, body: bytes) -> None:
    bodies.check_short_ascii(one.post("/warn/v1/chat", body, SHOWN, JSON))


@pytest.mark.parametrize(("path", "body", "kind"), bodies.UNCHECKED)
@pytest.mark.parametrize("chunked", [False, True])
def test_what_is_not_checked_passes(
    one: Running, path: str, body: bytes, kind: str, chunked: bool
) -> None:
    answer = one.post(f"/{path}", body, SHOWN, kind, chunked=chunked)
    assert answer.endswith(BODY), answer
    assert one.vendor.bodies[-1] == body


def test_order_of_refusals(one: Running) -> None:
    bodies.check_order_of_refusals(one.post)
    assert one.said(413)["error_code"] == "request_too_large"


def _of_size(size: int, role: bytes) -> bytes:
    """A chat body with this role behind a long text."""
    end = b'"},{"role":"%s"}]}' % role
    start = b'{"messages":[{"role":"user","text":"'
    return start + b"x" * (size - len(start) - len(end)) + end


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [65_535, 65_537, 10 * MIB])
def test_large_bodies_are_looked_at_whole(one: Running, size: int, chunked: bool) -> None:
    """Whether nginx keeps them in memory or in a file, also where it would hold none."""
    good, bad = _of_size(size, b"tool"), _of_size(size, b"evil")
    assert len(good) == size
    for api in ("large", "not-held"):
        assert one.post(f"/{api}/v1/chat", good, SHOWN, JSON, chunked=chunked).endswith(BODY)
        assert one.vendor.bodies[-1] == good
        answer = one.post(f"/{api}/v1/chat", bad, SHOWN, JSON, chunked=chunked)
        assert error(answer)["message"] == f"The request body is not valid: {COMPLAINT}."
    answer = one.post("/large-warn/v1/chat", bad, SHOWN, JSON, chunked=chunked)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert one.vendor.bodies[-1] == bad


@pytest.mark.parametrize("chunked", [False, True])
def test_too_large_is_too_large(one: Running, chunked: bool) -> None:
    answer = one.post(
        "/large/v1/chat", _of_size(10 * MIB + 1, b"tool"), SHOWN, JSON, chunked=chunked
    )
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert one.said(413)["error_code"] == "request_too_large"


def test_one_connection_after_another_request(one: Running) -> None:
    before = len((one.folder / "stdout").read_text().splitlines())
    bodies.check_one_connection(one.port, BODY)
    made = [json.loads(line)["status"] for line in lines_of(one.folder, before + 2)[before:]]
    assert made == [400, 200]


def test_a_client_that_leaves_in_its_body(one: Running) -> None:
    before = len(one.vendor.seen)
    bodies.leave_in_the_body(one.port)
    said = one.said(499)
    assert (said["operation"], said["bytes_in"], said["consumer"]) == ("chat", 1, "demo-app")
    assert len(one.vendor.seen) == before


def _colliding(count: int) -> list[bytes]:
    """Names with one hash of njs (h = h * 33 ^ c), from blocks that collide two by two."""
    blocks: list[tuple[bytes, bytes]] = []
    start = 5381
    while 2 ** len(blocks) < count:
        seen: dict[int, bytes] = {}
        for number in range(10**6):
            text, code = b"%x" % number, start
            for byte in text:
                code = (code * 33 ^ byte) & 0xFFFFFFFF
            if seen.setdefault(code, text) != text:
                blocks.append((seen[code], text))
                start = code
                break
    return [b"".join(b[at >> n & 1] for n, b in enumerate(blocks)) for at in range(count)]


@pytest.mark.parametrize("member", [b'"%s":0', b'"%s"\n :0', b'"%s\\u0061":0', b'"%s\\"":":"'])
def test_hostile_names_do_not_hold_the_worker_up(one: Running, member: bytes) -> None:
    names = _colliding(16_384)
    body = b"{" + b",".join(member % name for name in names) + b"}"
    for mode in ("large", "large-warn"):
        start = time.monotonic()
        answer = one.post(f"/{mode}/v1/chat", body, SHOWN, JSON)
        assert time.monotonic() - start < 2.5
        assert answer.startswith(b"HTTP/1.1 503 "), answer
        assert one.said(503)["error_code"] == "gateway_error"
        assert b"x-gatewright-warning" not in answer.lower()


def test_many_ordinary_names_pass(one: Running) -> None:
    more = b",".join(b'"name-%d":0' % number for number in range(100_000))
    body = b'{"messages":[],' + more + b"}"
    assert one.post("/large/v1/chat", body, SHOWN, JSON).endswith(BODY)


def test_nothing_of_a_body_is_logged(one: Running) -> None:
    assert "secret-of-a-prompt" not in logged(one.folder)
    assert KEY not in logged(one.folder)


def test_the_shapes_stand_once(one: Running) -> None:
    def data(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((one.folder / "data" / f"{name}.json").read_text())
        return found

    assert len(data("shapes")) < 8
    assert json.loads(data("bodies")["d0 POST /v1/chat"])["types"] == ["application/json"]
    off = [record.rpartition("\n")[2] for record in data("apis").values() if "/off\n" in record]
    assert off == [""]


def test_without_validation_nothing_is_there(tmp_path: Path) -> None:
    sample = bodies.served(9)
    apis = tuple(replace(api, validation=Validation.OFF) for api in sample.apis)
    plain: ir.Gateway = replace(sample, apis=apis)
    copy = deploy(plain, tmp_path)
    load(copy)
    for name in ("rules", "bodies", "shapes"):
        assert json.loads((copy / "data" / f"{name}.json").read_text()) == {}
    assert "gw_warning" not in (copy / "conf" / "headers.conf").read_text()
