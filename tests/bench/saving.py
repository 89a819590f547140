"""`python -m tests.bench.saving`: from a save until the new behaviour is served, in a project of
three APIs."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import httpx

from tests.conformance.vendor import Port, Vendor
from tests.dev.command import Dev, dev, ready
from tests.dev.projects import KEYS, VENDOR_KEY, three
from tests.ports import free_port

SAVES = 30


def measured(engine: str, count: int = SAVES) -> list[float]:
    """Seconds of each save, the first one too."""
    with tempfile.TemporaryDirectory() as name, Vendor((Port("VENDOR", (VENDOR_KEY,), None),)) as v:
        folder = Path(name)
        folder.chmod(0o755)
        port = free_port()
        project = three(folder, v, port)
        file = project / "apis" / "mistral-0.0.4.yaml"
        text = file.read_text()
        with dev(project, port, "--engine", engine, keys=KEYS) as running:
            ready(running)
            found = []
            for number in range(count):
                blocked = number % 2 == 0
                # Not always at the same moment between two looks at the files.
                time.sleep(0.3 + number * 0.037 % 0.1)
                found.append(_save(running, file, text, blocked=blocked))
            return found


def _save(running: Dev, file: Path, text: str, *, blocked: bool) -> float:
    wanted = 503 if blocked else 401
    with httpx.Client() as client:
        began = time.monotonic()
        file.write_text(f"{text}lifecycle: blocked\n" if blocked else text)
        while client.get(f"{running.url}/mistralaiapi/0.0.4/v1/models").status_code != wanted:
            assert time.monotonic() < began + 10, running.said
            time.sleep(0.002)
        return time.monotonic() - began


def main() -> None:
    print("| engine | saves | median, s | worst, s | wanted |")
    print("|---|---|---|---|---|")
    for engine in ("mitmproxy", "nginx", "envoy"):
        times = measured(engine)
        median, worst = statistics.median(times), max(times)
        print(f"| {engine} | {len(times)} | {median:.3f} | {worst:.3f} | <= 0.5 s |", flush=True)


if __name__ == "__main__":
    main()
