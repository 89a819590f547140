"""Vendors of a project: importing one from a file as large as official ones, compiling with it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import measure

RUNS = 5
BUNDLED = "openai/v1"


def imports_and_own_vendors() -> Iterator[str]:
    """The lines of the page."""
    yield "## Vendors of a project"
    yield ""
    yield "| command | median of 5, s | CPU, s | peak, MB | wanted |"
    yield "|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: what this one holds would be counted with what it measures.
        subprocess.run([sys.executable, "-m", "tests.importing.large", name], check=True)
        project = str(_project(folder, "acme/v1", "resource-1"))
        for file in (folder / "large.yaml", folder / "large.json"):
            words = ("--name", "acme", "--version", "v1", "--force")
            one = _measured(folder, "vendors", "import", str(file), project, *words)
            size = f"{file.stat().st_size / 1e6:.1f} MB of {file.suffix[1:].upper()}"
            yield _row(f"`vendors import`, {size}", one, "<= 2 s, <= 200 MB")
        own, bundled = folder / "acme-v1", _project(folder, BUNDLED, "vector-stores")
        first = _measured(folder, "compile", str(own), runs=1)
        yield _row("`compile` with that vendor, first", first, "")
        again = _measured(folder, "compile", str(own))
        yield _row("`compile` with that vendor, after", again, "<= a bundled one")
        yield _row("`compile` with a bundled one", _measured(folder, "compile", str(bundled)), "")


def _project(folder: Path, vendor: str, group: str) -> Path:
    """A project with one API of a vendor, which exposes a group of some twenty operations."""
    project = folder / vendor.replace("/", "-")
    (project / "apis").mkdir(parents=True, exist_ok=True)
    environment = {"url": "http://127.0.0.1:8080", "resolvers": ["127.0.0.53"]}
    gateway = {"gatewright": 1, "name": "bench", "environments": {"local": environment}}
    api = {"name": "One", "version": "1.0.0", "context": "one", "vendor": vendor}
    chosen = {"operations": {"include": [group]}}
    (project / "gateway.yaml").write_text(json.dumps(gateway))
    (project / "apis" / "one.yaml").write_text(json.dumps(api | chosen))
    return project


def _measured(folder: Path, *words: str, runs: int = RUNS) -> measure.Process:
    gatewright = str(Path(sys.executable).parent / "gatewright")
    command = ["env", f"GATEWRIGHT_CACHE={folder / 'cache'}", gatewright, *words]
    return measure.median_process(command, folder, runs)


def _row(name: str, one: measure.Process, wanted: str) -> str:
    cells = (f"{one.seconds:.2f}", f"{one.cpu_seconds:.2f}", f"{one.megabytes:.0f}", wanted)
    return f"| {name} | {' | '.join(cells)} |"
