"""Projects to work on, in front of the tests' own vendor."""

from __future__ import annotations

from pathlib import Path

from compiler import ir
from compiler.dev.building import Builder
from tests.conformance.vendor import Vendor
from tests.projects import OWN_VENDOR, PROJECT
from tests.walkthrough.test_run import CLIENT_KEY, VENDOR_KEY, quickstart

__all__ = ["BASE", "CLIENT_KEY", "FILES", "KEYS", "VENDOR_KEY", "chat", "quickstart", "small",
           "three", "written"]  # fmt: skip

BASE = "/mistralaiapi/0.0.2"
KEYS = {"MISTRAL_API_KEY": VENDOR_KEY}


def three(folder: Path, vendor: Vendor, port: int) -> Path:
    """The quickstart with two more APIs: versions 0.0.3 and 0.0.4."""
    project = quickstart(folder, vendor, port)
    text = (project / "apis" / "mistral.yaml").read_text()
    for version in ("0.0.3", "0.0.4"):
        (project / "apis" / f"mistral-{version}.yaml").write_text(text.replace("0.0.2", version))
    return project


FILES = {**PROJECT, **OWN_VENDOR}


def written(folder: Path) -> Path:
    """A project with a vendor of its own and one API."""
    for path, text in FILES.items():
        if path != "apis/chat.yaml":
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
    return folder


def small(folder: Path) -> ir.Gateway:
    """The gateway of that project; quickly compiled."""
    found = Builder(written(folder), None, "mitmproxy", mock=False).build(("127.0.0.53",))
    assert found.gateway is not None, found.report
    return found.gateway


def chat(*, stream: bool = False) -> dict[str, object]:
    """A request's body."""
    messages = [{"role": "user", "content": "Hi"}]
    return {"model": "mistral-small-latest", "messages": messages, "stream": stream}
