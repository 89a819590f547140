"""`gatewright dev` as a process, in front of a vendor of ours: what it serves, what a save does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from compiler.dev_commands import dev as dev_command
from tests.conformance.vendor import Port, Vendor
from tests.dev.command import OWN_HEADER, Dev, dev, ready
from tests.dev.projects import BASE, CLIENT_KEY, KEYS, VENDOR_KEY, chat, quickstart
from tests.ports import free_port

ENGINES = ("mitmproxy", "nginx", "envoy")


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with Vendor((Port("VENDOR", (f"Bearer {VENDOR_KEY}",), None),)) as one:
        yield one
    assert not one.defects


@pytest.fixture(scope="module", params=ENGINES)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, vendor: Vendor
) -> Iterator[Dev]:
    folder = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    port = free_port()
    project = quickstart(folder, vendor, port)
    with dev(project, port, "--engine", request.param, keys=KEYS) as one:
        yield ready(one)
        leaves_nothing(one)


def leaves_nothing(running: Dev) -> None:
    """After Ctrl-C: no port, no folder, no traceback, and nobody's key in what was said."""
    assert running.interrupt() == 0
    assert os.listdir(running.out.parent / "temporary") == []
    assert "Traceback" not in running.said
    assert VENDOR_KEY not in running.said
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.url}/healthz")


def headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def models(running: Dev, key: str, base: str = BASE) -> int:
    return httpx.get(f"{running.url}{base}/v1/models", headers=headers(key)).status_code


def test_it_serves_the_gateway_and_the_portal(running: Dev) -> None:
    assert httpx.get(f"{running.url}/healthz").json() == {"status": "ok"}
    assert models(running, running.key) == 200
    assert models(running, CLIENT_KEY) == 200
    assert models(running, "gwk_nobody") == 401
    assert httpx.get(f"{running.url}/elsewhere").status_code == 404
    catalog = httpx.get(f"{running.portal}/catalog.json")
    assert running.url in catalog.text
    assert catalog.headers["x-content-type-options"] == "nosniff"
    page = httpx.get(f"{running.portal}/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "/portal/-/dev.js" in page.text
    assert "MistralAIAPI" in page.text
    assert running.key not in page.text + catalog.text


def test_a_stream_is_listed_with_its_tokens(running: Dev) -> None:
    url = f"{running.url}{BASE}/v1/chat/completions"
    with httpx.stream("POST", url, json=chat(stream=True), headers=headers(running.key)) as answer:
        lines = [line for line in answer.iter_lines() if line.startswith("data: ")]
    assert answer.status_code == 200
    assert lines[-1] == "data: [DONE]"
    row = r"POST +MistralAIAPI 0\.0\.2 +\S+ +\d+/\d+ +200 +\d"
    running.until(lambda: re.search(row, running.out.read_text()))


def test_answers_on_the_portals_origin_are_sandboxed(running: Dev) -> None:
    one = running.portal == f"{running.url}/portal"
    for answer in (
        httpx.get(f"{running.url}{BASE}/v1/models", headers=headers(running.key)),
        httpx.get(f"{running.url}{BASE}/v1/models"),
    ):
        assert answer.headers.get("content-security-policy") == ("sandbox" if one else None)
    assert "content-security-policy" not in httpx.get(f"{running.portal}/").headers


def test_pages_of_the_portal_get_a_key(running: Dev) -> None:
    found = running.get_key()
    assert found.status_code == 200
    assert found.json()["key"] == running.key
    assert found.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in found.headers


@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": "http://evil.test"},
        {"Origin": "http://127.0.0.1:8081"},  # listed by the project, and may call
        {"Origin": "null"},
        {"Host": "rebound.test"},
        {"Host": "rebound.test", "Origin": "http://rebound.test"},
        {"X-Gatewright-Dev": "no"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_no_other_page_gets_one(running: Dev, changed: dict[str, str]) -> None:
    found = running.get_key(**changed)
    assert found.status_code == 403
    assert running.key not in found.text
    assert "access-control-allow-origin" not in found.headers


def test_a_preflight_for_the_key_is_refused(running: Dev) -> None:
    asked = {
        "Origin": "http://127.0.0.1:8081",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": next(iter(OWN_HEADER)),
    }
    found = httpx.options(f"{running.portal}/-/key", headers=asked)
    assert found.status_code == 405
    assert not [name for name in found.headers if name.startswith("access-control")]


def test_the_portal_may_call_the_gateway(running: Dev) -> None:
    origin = running.portal.removesuffix("/portal")
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    found = httpx.options(f"{running.url}{BASE}/v1/chat/completions", headers=asked)
    assert found.status_code == 204
    assert found.headers["access-control-allow-origin"] == origin


def test_what_is_saved_is_served(running: Dev) -> None:
    project = running.out.parent / "p"
    file = project / "apis" / "mistral.yaml"
    text = file.read_text()
    added = project / "apis" / "next.yaml"
    next_base = BASE.replace("0.0.2", "0.0.3")
    assert models(running, running.key, next_base) == 404
    added.write_text(text.replace("0.0.2", "0.0.3"))
    running.until(lambda: models(running, running.key, next_base) == 200)
    build = running.until(lambda: running.status()["build"])

    file.write_text(text.replace("context:", "contxt:"))
    running.until(lambda: running.status()["broken"])
    broken = running.status()
    assert "apis/mistral.yaml" in broken["report"]
    assert "contxt" in broken["report"]
    assert "\x1b" not in broken["report"]
    assert "contxt" in running.err.read_text()
    assert models(running, running.key) == models(running, running.key, next_base) == 200

    file.write_text(text)
    running.until(lambda: not running.status()["broken"])
    assert running.status()["build"] != build
    added.unlink()
    running.until(lambda: models(running, running.key, next_base) == 404)
    assert models(running, running.key) == 200


def test_what_is_broken_at_the_start_is_waited_for(tmp_path: Path, vendor: Vendor) -> None:
    port = free_port()
    project = quickstart(tmp_path, vendor, port)
    file = project / "apis" / "mistral.yaml"
    text = file.read_text()
    file.write_text("name: [\n")
    with dev(project, port) as one:
        one.until(lambda: "waiting for a project that compiles" in one.said)
        assert "apis/mistral.yaml" in one.err.read_text()
        file.write_text(text)
        ready(one)
        assert models(one, one.key) == 503
        assert "environment variable MISTRAL_API_KEY is missing" in one.said
        assert one.interrupt() == 0


def test_a_taken_port_is_said(tmp_path: Path, vendor: Vendor) -> None:
    taken = vendor.ports["VENDOR"].number
    project = quickstart(tmp_path, vendor, taken)
    found = CliRunner().invoke(dev_command, [str(project), "--port", str(taken)])
    assert found.exit_code == 1
    assert f"Error: cannot listen on port {taken}" in found.output


@pytest.mark.soak
@pytest.mark.parametrize("engine", ENGINES)
def test_a_key_that_ends_soon_gives_way(engine: str, tmp_path: Path, vendor: Vendor) -> None:
    tmp_path.chmod(0o755)
    port = free_port()
    project = quickstart(tmp_path, vendor, port)
    short = "from compiler.dev import trial; trial.LIFETIME = 603"
    with dev(project, port, "--engine", engine, keys=KEYS, before=short) as one:
        first = ready(one).key
        second = one.until(lambda: one.key if one.key != first else None)
        one.until(lambda: models(one, second) == 200)
        assert models(one, first) == 200
        assert one.get_key().json()["key"] in one.said
