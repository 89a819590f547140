"""`validate_requests` on mitmproxy: what passes, what is refused, and what is said."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.unit.targets import checked_bodies as bodies
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.checked_bodies import BAD, COMPLAINT, GOOD, JSON, SHOWN, Checking
from tests.unit.targets.mitmproxy_engine import BODY, Engine


@dataclass
class Running(Checking):
    engine: Engine


@pytest.fixture(scope="module", name="running")
def an_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("validation")
    with engines.vendor() as vendor:
        one = bodies.served(vendor.port)
        port = one.listener.port
        with engines.running(home, vendor, port, ("-q",), one=one) as engine:
            yield Running(port, vendor, engine)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("kind", bodies.FITTING_KINDS)
def test_what_fits_passes_unchanged(running: Running, kind: str, chunked: bool) -> None:
    answer = running.post("/reject/v1/chat", GOOD, SHOWN, kind, chunked=chunked)
    assert answer.endswith(BODY)
    assert not bodies.warnings(answer)
    assert running.vendor.bodies[-1] == GOOD
    assert running.engine.last_line()["error_code"] is None


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("path", "body", "kind", "complaint"), bodies.MISFITS)
def test_what_does_not_fit_is_refused(
    running: Running, path: str, body: bytes, kind: str, complaint: str, chunked: bool
) -> None:
    before = len(running.vendor.seen)
    answer = running.post(f"/reject/v1/{path}", body, SHOWN, kind, chunked=chunked)
    bodies.check_refusal(answer, complaint)
    assert len(running.vendor.seen) == before
    said = running.engine.last_line()
    found = (said["status"], said["error_code"], said["consumer"])
    assert found == (400, "invalid_request", "demo-app")
    assert said["operation"] in ("chat", "upload", "either")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_warning(running: Running, chunked: bool) -> None:
    answer = running.post("/warn/v1/chat", BAD, SHOWN, JSON, chunked=chunked)
    assert bodies.status(answer) == 200
    assert f"\r\nX-Gatewright-Warning: request body: {COMPLAINT}\r\n".encode() in answer
    assert running.vendor.bodies[-1] == BAD
    said = running.engine.last_line()
    assert (said["status"], said["error_code"]) == (200, "invalid_request")


@pytest.mark.parametrize("body", bodies.UNPRINTABLE)
def test_a_warning_is_short_ascii(running: Running, body: bytes) -> None:
    bodies.check_short_ascii(running.post("/warn/v1/chat", body, SHOWN, JSON))


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
    said = running.engine.last_line()
    assert (said["operation"], said["consumer"]) == ("chat", "demo-app")


def test_one_connection_after_another_request(running: Running) -> None:
    bodies.check_one_connection(running.port, BODY)


def test_a_client_that_leaves_in_its_body(running: Running) -> None:
    bodies.leave_in_the_body(running.port)
    for _ in range(50):
        if (said := running.engine.last_line())["status"] == 499:
            break
        time.sleep(0.05)
    assert (said["operation"], said["bytes_in"], said["consumer"]) == ("chat", 1, "demo-app")
    assert b"Traceback" not in (running.engine.home / "stderr").read_bytes()


def test_the_shapes_stand_once(running: Running) -> None:
    data = json.loads((running.engine.folder / "gateway.json").read_text())
    by_base = {api["base"]: api["paths"] for api in data["apis"]}
    assert by_base["/reject"] == by_base["/warn"]
    assert "bodies" not in json.dumps(by_base["/off"])
    assert len(data["validation"]["nodes"]) < 8
    (chat,) = (path for path in by_base["/warn"] if path["parts"] == ["/v1/chat"])
    assert chat["bodies"]["POST"]["types"] == ["application/json"]
