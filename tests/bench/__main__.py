"""`python -m tests.bench`: measures, prints, and writes docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from compiler import engines
from tests.bench import measure, page
from tests.bench.compiling import compiler_at_size
from tests.bench.consumers import consumers_at_size
from tests.bench.importing import imports_and_own_vendors
from tests.bench.portal import portal_and_saves

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10, 1000, 5000)


def main() -> None:
    # An installed package has its bytecode; where this is set, each run would compile it again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    page.publish(report())


def report() -> Iterator[str]:
    yield page.MAIN_HEADING
    yield ""
    yield f"Made by `make bench` on: {machine()}."
    yield "One run; figures of a shared machine move by 20 %, ratios less."
    yield ""
    yield from commands()
    yield ""
    yield from imports_and_own_vendors()
    yield ""
    yield from consumers_at_size()
    yield ""
    yield from portal_and_saves()
    yield ""
    yield from compiler_at_size()
    yield ""
    yield from nginx_test()
    yield ""
    yield from engines_at_size()


def machine() -> str:
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    cores = os.cpu_count()
    return f"{model}, {cores} cores, Linux {platform.release()}, Python {platform.python_version()}"


def commands() -> Iterator[str]:
    """The compiler as a process."""
    gatewright = str(Path(sys.executable).parent / "gatewright")
    yield "## The command"
    yield ""
    yield "| command | median of 7, s | peak, MB | wanted |"
    yield "|---|---|---|---|"
    with tempfile.TemporaryDirectory() as out:
        rows = (
            ("gatewright --help", [gatewright, "--help"], "<= 0.15 s"),
            (
                "gatewright compile examples/quickstart",
                [gatewright, "compile", "examples/quickstart", "--out", out],
                "<= 0.5 s",
            ),
        )
        for name, command, wanted in rows:
            one = measure.median_process(command, ROOT)
            yield f"| `{name}` | {one.seconds:.3f} | {one.megabytes:.0f} | {wanted} |"


def nginx_test() -> Iterator[str]:
    yield "## nginx -t, ten operations an API"
    yield ""
    yield "| APIs | s | peak, MB | wanted |"
    yield "|---|---|---|---|"
    known = engines.ENGINES[0]
    program = engines.find(known)
    assert program is not None
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            measure.deploy("nginx", size, folder, 9, 18080)
            command = [program, *known.arguments[:-2], "-t"]
            one = measure.median_process(command, folder, runs=3)
        wanted = "<= 1 s, <= 120 MB" if size == 5000 else ""
        yield f"| {size} | {one.seconds:.2f} | {one.megabytes:.0f} | {wanted} |"


def engines_at_size() -> Iterator[str]:
    yield "## Start, memory and latency, ten operations an API"
    yield ""
    yield "Latency: median of 400 requests on 16 connections, ms, the vendor's answer included, the"
    yield "sizes asked in turn; in brackets as a multiple of the same at 10 APIs (wanted: <= 1.2)."
    with measure.origin() as vendor_port:
        for engine in ("nginx", "envoy"):
            yield ""
            yield f"### {engine}"
            yield ""
            yield "| APIs | start, s | memory, MB | first API | last API | last, parameter | 404 |"
            yield "|---|---|---|---|---|---|---|"
            yield from _table(engine, vendor_port)


def _table(engine: str, vendor_port: int) -> Iterator[str]:
    with ExitStack() as stack:
        started = []
        for size in SIZES:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            folder.chmod(0o755)
            started.append(stack.enter_context(measure.running(engine, size, folder, vendor_port)))
        found = measure.medians(started)
        for one, medians in zip(started, found, strict=True):
            cells = (f"{ms:.2f} ({ms / found[0][row]:.2f})" for row, ms in medians.items())
            yield f"| {one.count} | {one.start:.2f} | {one.megabytes:.0f} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
