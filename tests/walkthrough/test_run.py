"""`gatewright run ENGINE` as a new user types it: the quickstart, in front of a vendor of ours."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conformance.vendor import Port, Vendor
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
VENDOR_KEY = "sk-walkthrough-vendor"
CLIENT_KEY = "gwk_walkthrough_client"
BASE = "/mistralaiapi/0.0.2"
START_SECONDS = 60


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with Vendor((Port("VENDOR", (f"Bearer {VENDOR_KEY}",), None),)) as one:
        yield one
    assert not one.defects


def quickstart(folder: Path, vendor: Vendor, port: int) -> Path:
    """The example with the vendor's URL and the port changed, and a consumer of ours."""
    source = ROOT / "examples" / "quickstart"
    project = Path(shutil.copytree(source, folder / "p", ignore=shutil.ignore_patterns("out")))
    url = f"http://127.0.0.1:{vendor.ports['VENDOR'].number}"
    api = project / "apis" / "mistral.yaml"
    api.write_text(api.read_text().replace("sandbox: {key", f"sandbox: {{url: '{url}', key"))
    gateway = project / "gateway.yaml"
    gateway.write_text(
        gateway.read_text().replace("http://127.0.0.1:8080", f"http://127.0.0.1:{port}")
    )
    digest = hashlib.sha256(CLIENT_KEY.encode()).hexdigest()
    (project / "consumers.yaml").write_text(
        f"consumers: [{{name: demo-app, keys: [{{sha256: {digest}}}]}}]\n"
    )
    return project


@contextmanager
def run(engine: str, project: Path, port: int, key: str | None) -> Iterator[Path]:
    """The command in the foreground of a process of its own; yields the file with its stderr."""
    environment = {name: value for name, value in os.environ.items() if name != "MISTRAL_API_KEY"}
    environment["TMPDIR"] = str(project.parent)
    if key is not None:
        environment["MISTRAL_API_KEY"] = key
    messages = project.parent / "stderr"
    with (project.parent / "stdout").open("wb") as out, messages.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "compiler", "run", engine, "--env", "sandbox", str(project)],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=err,
        )
        try:
            wait_until_healthy(port, process)
            yield messages
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def wait_until_healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, f"the engine ended with {process.returncode}"
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        assert answer.json() == {"status": "ok"}
        return
    raise TimeoutError(f"no answer on port {port}")


def chat(port: int) -> httpx.Response:
    return httpx.post(
        f"http://127.0.0.1:{port}{BASE}/v1/chat/completions",
        headers={"Authorization": f"Bearer {CLIENT_KEY}"},
        json={"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hi"}]},
        timeout=30,
    )


@pytest.mark.parametrize("engine", ["nginx", "envoy", "mitmproxy"])
def test_run_serves_the_quickstart(engine: str, tmp_path: Path, vendor: Vendor) -> None:
    tmp_path.chmod(0o755)
    port = free_port()
    project = quickstart(tmp_path, vendor, port)
    with run(engine, project, port, VENDOR_KEY) as messages:
        answer = chat(port)
    assert answer.status_code == 200, answer.text
    assert answer.json()["usage"]["total_tokens"] > 0
    said = messages.read_text()
    assert f"http://127.0.0.1:{port}{BASE}" in said
    assert "is missing" not in said
    everything = said + (tmp_path / "stdout").read_text()
    assert VENDOR_KEY not in everything
    assert CLIENT_KEY not in everything


@pytest.mark.parametrize("engine", ["nginx", "envoy", "mitmproxy"])
def test_run_without_the_vendors_key_says_so(engine: str, tmp_path: Path, vendor: Vendor) -> None:
    tmp_path.chmod(0o755)
    port = free_port()
    project = quickstart(tmp_path, vendor, port)
    with run(engine, project, port, None) as messages:
        answer = chat(port)
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "vendor_key_unavailable"
    assert "environment variable MISTRAL_API_KEY is missing" in messages.read_text()
