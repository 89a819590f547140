"""Many saves while requests run: every one is served, and no request fails."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.conformance.vendor import Port, Vendor
from tests.dev.command import Dev, dev, ready
from tests.dev.projects import KEYS, VENDOR_KEY, three
from tests.dev.traffic import traffic
from tests.ports import free_port


def save(running: Dev, file: Path, text: str, number: int) -> None:
    """The third API is blocked and published in turn; waits until that is served."""
    blocked = number % 2 == 0
    beside = file.with_suffix(".new")  # a busy machine may show half of what is written in place
    beside.write_text(f"{text}lifecycle: blocked\n" if blocked else text)
    beside.replace(file)
    url = f"{running.url}/mistralaiapi/0.0.4/v1/models"
    wanted = 503 if blocked else 401
    running.until(lambda: httpx.get(url).status_code == wanted)


def saved(engine: str, folder: Path, count: int, callers: int) -> None:
    folder.chmod(0o755)
    port = free_port()
    with Vendor((Port("VENDOR", (f"Bearer {VENDOR_KEY}",), None),)) as vendor:
        project = three(folder, vendor, port)
        file = project / "apis" / "mistral-0.0.4.yaml"
        text = file.read_text()
        with dev(project, port, "--engine", engine, keys=KEYS) as running:
            ready(running)
            with traffic(running.url, running.key, callers) as found:
                for number in range(count):
                    save(running, file, text, number)
            assert found.failed == []
            assert found.passed >= count
            assert "error:" not in running.err.read_text()
            assert engine != "mitmproxy" or running.err.read_text() == ""
            assert running.interrupt() == 0
        assert not vendor.defects


def test_a_few_saves(tmp_path: Path) -> None:
    saved("mitmproxy", tmp_path, 2, callers=1)


@pytest.mark.soak
@pytest.mark.parametrize("engine", ["mitmproxy", "nginx", "envoy"])
def test_two_hundred_saves(engine: str, tmp_path: Path) -> None:
    saved(engine, tmp_path, 200, callers=3)
