"""`gatewright dev` in a process of its own, as a user has it in a terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30
OWN_HEADER = {"X-Gatewright-Dev": "key"}

T = TypeVar("T")


@dataclass
class Dev:
    """The running command. out, err: the files with what it says."""

    process: subprocess.Popen[bytes]
    port: int
    out: Path
    err: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.out.read_text() + self.err.read_text()

    @property
    def portal(self) -> str:
        """The portal's URL, without the slash at its end."""
        found = re.search(r"Portal +(http://127\.0\.0\.1:\d+/portal)/", self.out.read_text())
        assert found is not None, self.said
        return found[1]

    @property
    def key(self) -> str:
        """The test key that was printed last."""
        found: list[str] = re.findall(r"GATEWAY_KEY=(gwk_\w+)", self.out.read_text())
        return found[-1]

    def status(self) -> dict[str, Any]:
        """The state of the build."""
        found: dict[str, Any] = httpx.get(f"{self.portal}/-/status").json()
        return found

    def get_key(self, **headers: str) -> httpx.Response:
        """As the portal's pages get it; headers: instead."""
        own = self.portal.removesuffix("/portal")
        return httpx.post(f"{self.portal}/-/key", headers={"Origin": own, **OWN_HEADER, **headers})

    def until(self, what: Callable[[], T | None]) -> T:
        """Waits until there is something."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said}"
            try:
                found = what()
            except httpx.TransportError:
                found = None
            if found:
                return found
            time.sleep(0.02)
        raise TimeoutError(self.said)

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(SECONDS)


@contextmanager
def dev(
    project: Path,
    port: int,
    *arguments: str,
    keys: Mapping[str, str] | None = None,
    before: str = "",
) -> Iterator[Dev]:
    """Yields when it was started. keys: variables with vendors' keys. before: Python that the
    process runs first."""
    folder = project.parent
    environment = {**os.environ, "TMPDIR": str(folder / "temporary"), **(keys or {})}
    (folder / "temporary").mkdir(mode=0o755, exist_ok=True)
    out, err = folder / "stdout", folder / "stderr"
    with out.open("wb") as output, err.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", f"{before}\nfrom compiler.cli import main\nmain()", "dev",
             str(project), "--port", str(port), *arguments],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=errors,
        )  # fmt: skip
        running = Dev(process, port, out, err)
        try:
            yield running
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(SECONDS)
                finally:
                    if process.poll() is None:
                        process.kill()
                        process.wait()


def ready(running: Dev) -> Dev:
    """Waits until it serves."""
    running.until(lambda: "Ctrl-C ends" in running.out.read_text())
    running.until(lambda: running.status()["build"])
    return running
