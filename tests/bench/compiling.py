"""The compiler itself, as processes: time and memory at thousands of APIs."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import measure, projects

FEW, MANY = 1000, 10_000
WANTED_TIMES = 11
WANTED_MEMORY = 1.2  # times that of the few


def compiler_at_size() -> Iterator[str]:
    """The lines of the page."""
    yield "## The compiler, two environments, four targets"
    yield ""
    yield "| APIs | command | s | CPU, s | peak, MB | wanted |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as name:
        few = _measured(FEW, Path(name))
        many = _measured(MANY, Path(name))
    yield _row(FEW, "check", few[0], "")
    yield _row(FEW, "compile", few[1], "<= 6 s, <= 150 MB")
    yield _row(MANY, "check", many[0], "<= 25 s")
    times = many[1].cpu_seconds / few[1].cpu_seconds
    memory = many[1].megabytes / few[1].megabytes
    yield _row(
        MANY,
        "compile",
        many[1],
        f"<= {WANTED_TIMES} x the time (of CPU {times:.1f} x), "
        f"<= {WANTED_MEMORY} x the memory ({memory:.2f} x)",
    )
    kilobytes = (many[1].megabytes - few[1].megabytes) * 1024 / (MANY - FEW)
    yield ""
    yield f"Memory grows by {kilobytes:.1f} KB an API: its name, version, base and description,"
    yield "where they are written, the digests of its files. Each file is read, checked, resolved"
    yield "and let go of before the next; overlaps, names and doubles are questions about them all."


def _measured(count: int, folder: Path) -> tuple[measure.Process, measure.Process]:
    """`check` and `compile` of one project; of the small one the median of three."""
    gatewright = str(Path(sys.executable).parent / "gatewright")
    project = folder / f"project{count}"
    projects.write(project, count)
    runs = 3 if count == FEW else 1
    out = str(folder / f"out{count}")
    return (
        measure.median_process([gatewright, "check", str(project)], folder, runs),
        measure.median_process([gatewright, "compile", str(project), "--out", out], folder, runs),
    )


def _row(count: int, command: str, one: measure.Process, wanted: str) -> str:
    cells = (f"{one.seconds:.2f}", f"{one.cpu_seconds:.2f}", f"{one.megabytes:.0f}", wanted)
    return f"| {count} | `{command}` | {' | '.join(cells)} |"
