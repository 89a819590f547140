"""A portal on a web server, a gateway on another origin, and vendors of ours behind it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.browser import portal_project
from tests.browser.portal_project import KEY_VARIABLE, OWN_SERVER, VENDOR_KEY, VENDORS
from tests.browser.serving import serving
from tests.conformance.replies import VOICES
from tests.conformance.vendor import Port, Vendor
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Stand:
    """portal: the URL of the portal's home, with a slash at its end. gateway: the gateway's URL,
    whether one runs there or not."""

    portal: str
    gateway: str
    vendor: Vendor

    @property
    def origins(self) -> tuple[str, str]:
        return (self.portal.removesuffix(portal_project.BELOW), self.gateway)

    def page(self, name: str, version: str) -> str:
        """The page of an API."""
        return f"{self.portal}apis/{name}/{version}/index.html"


@contextmanager
def vendors() -> Iterator[Vendor]:
    """A vendor's port for each id."""
    secrets = (VENDOR_KEY, f"Bearer {VENDOR_KEY}")
    keyed = [Port(vendor, secrets, provider=provider(vendor)) for vendor in VENDORS]
    with Vendor((*keyed, Port(OWN_SERVER, (), provider=provider(OWN_SERVER)))) as one:
        yield one
        assert not one.defects, one.defects


def provider(vendor: str) -> str:
    """The word that the mock of the conformance suite knows a vendor by."""
    short = vendor.partition("/")[0]
    return short if short in VOICES else vendor


@contextmanager
def standing(vendor: Vendor, engine: str | None) -> Iterator[Stand]:
    """The project, compiled and served. engine: what runs as its gateway; None: nothing."""
    gateway_port, portal_port = free_port(), free_port()
    urls = {name: f"http://127.0.0.1:{port.number}" for name, port in vendor.ports.items()}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="browser-")))
        folder.chmod(0o755)
        project = portal_project.write(folder / "project", gateway_port, portal_port, urls)
        site = portal_project.write_portal(project, folder / "site")
        if engine is not None:
            stack.enter_context(running(engine, project, gateway_port, folder))
        url = stack.enter_context(serving(site, portal_project.BELOW, portal_port))
        yield Stand(url, f"http://127.0.0.1:{gateway_port}", vendor)


@contextmanager
def running(engine: str, project: Path, port: int, folder: Path) -> Iterator[None]:
    """`gatewright run ENGINE`, answering on the port."""
    environment: Mapping[str, str] = {**os.environ, KEY_VARIABLE: VENDOR_KEY, "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "compiler", "run", engine, "--env", "sandbox", str(project)]
    messages = folder / "messages"
    with messages.open("wb") as told:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=told
        )
        try:
            wait_until_healthy(process, f"http://127.0.0.1:{port}", messages)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)


def wait_until_healthy(process: subprocess.Popen[bytes], url: str, messages: Path) -> None:
    """Returns when GET /healthz is answered. AssertionError: it never is."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(messages.read_text(errors="replace"))
