"""The portal of many APIs, and `gatewright dev`: what a save costs until its result is served."""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import measure, projects

MANY, FEW = 1000, 3
RUNS, SAVES = 3, 20
SECONDS = 60  # that a start or a save may take before the measuring is given up
_STATUS = "/portal/-/status"


def portal_and_saves() -> Iterator[str]:
    """The lines of the page."""
    yield "## The portal, and saves under `gatewright dev`"
    yield ""
    yield "| what | APIs | median, s | longest, s | peak, MB | wanted |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as name:
        yield _compiled(Path(name))
    with tempfile.TemporaryDirectory() as name:
        yield _saved(Path(name))
    yield ""
    yield f"A save is over when the portal tells of a new build: {SAVES} saves of one API's"
    yield "description, with `--mock` and the embedded engine."


def _compiled(folder: Path) -> str:
    """The portal of one environment, with a thousand APIs."""
    projects.write(folder / "project", MANY)
    gatewright = str(Path(sys.executable).parent / "gatewright")
    words = ("--env", "sandbox", "--target", "devportal", "--out", str(folder / "out"))
    command = [gatewright, "compile", str(folder / "project"), *words]
    found = [measure.process(command, folder) for _ in range(RUNS)]
    taken = [one.seconds for one in found]
    peak = f"{max(one.megabytes for one in found):.0f}"
    return _row("`compile --target devportal`", MANY, taken, peak, "<= 10 s")


def _saved(folder: Path) -> str:
    """Saves of one file while `dev` runs."""
    projects.write(folder, FEW)
    port = measure.free_port()
    gateway = folder / "gateway.yaml"
    gateway.write_text(gateway.read_text().replace(":8080", f":{port}"))
    api = next(path for path in sorted(folder.glob("apis/*/*.yaml")))
    text = api.read_text()
    with _developing(folder) as process:
        build = _new_build(port, process, None)
        taken = []
        for number in range(SAVES):
            begin = time.perf_counter()
            api.write_text(text.replace("description: The", f"description: Save {number} of the"))
            build = _new_build(port, process, build)
            taken.append(time.perf_counter() - begin)
    return _row("a save until it is served", FEW, taken, "", "<= 0.5 s")


@contextmanager
def _developing(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    gatewright = str(Path(sys.executable).parent / "gatewright")
    process = subprocess.Popen(
        [gatewright, "dev", str(folder), "--mock"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)


def _new_build(port: int, process: subprocess.Popen[bytes], known: str | None) -> str:
    """The name of the next build, once it is served. RuntimeError: there is none."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            connection.request("GET", _STATUS)
            answer = connection.getresponse()
            found = json.loads(answer.read()) if answer.status == 200 else {}
        except OSError:  # it does not listen yet
            found = {}
        finally:
            connection.close()
        if found.get("broken"):
            raise RuntimeError(found["report"])
        if found and found["build"] != known:
            return str(found["build"])
        time.sleep(0.005)
    raise RuntimeError("gatewright dev tells of no new build")


def _row(what: str, count: int, taken: list[float], peak: str, wanted: str) -> str:
    cells = (f"{statistics.median(taken):.2f}", f"{max(taken):.2f}", peak, wanted)
    return f"| {what} | {count} | {' | '.join(cells)} |"


if __name__ == "__main__":
    for line in portal_and_saves():
        print(line, flush=True)
