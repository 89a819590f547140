"""A new build reaches a running engine file by file, each with a rename, as README says."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from compiler import engines
from compiler.pipeline import Selection, compile_project
from tests.conformance.vendor import Port, Vendor
from tests.ports import free_port
from tests.walkthrough.test_run import CLIENT_KEY, VENDOR_KEY, quickstart, wait_until_healthy

SECONDS = 30


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with Vendor((Port("VENDOR", (f"Bearer {VENDOR_KEY}",), None),)) as one:
        yield one


def deploy(project: Path, engine: str, copy: Path) -> None:
    """Every file is written beside its place and renamed into it, in the order of the build."""
    compilation = compile_project(project, Selection(environments=("sandbox",)))
    assert not compilation.diagnostics.failed, list(compilation.diagnostics)
    for artifact in compilation.builds[0].of_target(engine):
        target = copy / artifact.path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(target.name + ".new")
        beside.write_bytes(artifact.content)
        beside.rename(target)


@contextmanager
def started(engine: str, copy: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    known = next(one for one in engines.ENGINES if one.name == engine)
    program = engines.find(known)
    assert program is not None
    process = subprocess.Popen(
        [program, *known.arguments],
        cwd=copy,
        env=os.environ | {"MISTRAL_API_KEY": VENDOR_KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def models(port: int, base: str, key: str) -> int:
    url = f"http://127.0.0.1:{port}{base}/v1/models"
    return httpx.get(url, headers={"api-key": key}, timeout=10).status_code


def until(port: int, base: str, key: str, status: int) -> None:
    end = time.monotonic() + SECONDS
    while models(port, base, key) != status:
        assert time.monotonic() < end, f"{base} never answered {status}"
        time.sleep(0.05)


@pytest.mark.parametrize("engine", ["nginx", "envoy"])
def test_a_running_engine_takes_a_new_build(engine: str, tmp_path: Path, vendor: Vendor) -> None:
    tmp_path.chmod(0o755)
    port = free_port()
    project = quickstart(tmp_path, vendor, port)
    copy = tmp_path / "copy"
    deploy(project, engine, copy)
    with started(engine, copy, port) as process:
        assert models(port, "/mistralaiapi/0.0.2", CLIENT_KEY) == 200
        assert models(port, "/mistralaiapi/0.0.3", CLIENT_KEY) == 404

        api = (project / "apis" / "mistral.yaml").read_text()
        (project / "apis" / "next.yaml").write_text(api.replace("0.0.2", "0.0.3"))
        shutil.copy(project / "consumers.yaml", tmp_path / "before.yaml")
        (project / "consumers.yaml").write_text("consumers: []\n")
        deploy(project, engine, copy)
        if engine == "nginx":
            process.send_signal(signal.SIGHUP)
        # The consumer is gone, and the new version is there; then the consumer comes back.
        until(port, "/mistralaiapi/0.0.3", CLIENT_KEY, 401)
        until(port, "/mistralaiapi/0.0.2", CLIENT_KEY, 401)
        shutil.copy(tmp_path / "before.yaml", project / "consumers.yaml")
        deploy(project, engine, copy)
        if engine == "nginx":
            process.send_signal(signal.SIGHUP)
        until(port, "/mistralaiapi/0.0.3", CLIENT_KEY, 200)
        until(port, "/mistralaiapi/0.0.2", CLIENT_KEY, 200)
        assert process.poll() is None
