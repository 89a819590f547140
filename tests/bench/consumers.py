"""Consumers by the hundred thousand: what it costs to compile them, and to load them."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from compiler import engines
from tests.bench import measure

SIZES = (10, 100_000)
RUNS = 3


def consumers_at_size() -> Iterator[str]:
    """The lines of the page."""
    yield "## Consumers, each with a key and a plan"
    yield ""
    yield "| consumers | `compile`, s | CPU, s | peak, MB | `nginx -t`, s | peak, MB | wanted |"
    yield "|---|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as name:
        for size in SIZES:
            yield _row(Path(name) / str(size), size)


def _row(project: Path, size: int) -> str:
    _write(project, size)
    gatewright = str(Path(sys.executable).parent / "gatewright")
    one = measure.median_process([gatewright, "compile", str(project)], project, RUNS)
    known = engines.ENGINES[0]
    program = engines.find(known)
    assert program is not None
    nginx = [program, *known.arguments[:-2], "-t"]
    loaded = measure.median_process(nginx, project / "out" / "local" / "nginx", RUNS)
    cells = (f"{one.seconds:.2f}", f"{one.cpu_seconds:.2f}", f"{one.megabytes:.0f}")
    loading = (f"{loaded.seconds:.2f}", f"{loaded.megabytes:.0f}")
    wanted = "" if size == SIZES[0] else "compile <= 5 s, <= 400 MB"
    return f"| {size:,} | {' | '.join((*cells, *loading, wanted))} |"


def _write(project: Path, size: int) -> None:
    (project / "apis").mkdir(parents=True)
    environment = {"url": "http://127.0.0.1:8080", "resolvers": ["127.0.0.53"]}
    gateway = {"gatewright": 1, "name": "bench", "environments": {"local": environment}}
    api = {"name": "One", "version": "1.0.0", "context": "one", "vendor": "mistral/v1"}
    plans = {"plans": {"gold": {"limits": {"requests": "600/minute", "tokens": "200000/minute"}}}}
    (project / "gateway.yaml").write_text(json.dumps(gateway))
    (project / "plans.yaml").write_text(json.dumps(plans))
    (project / "apis" / "one.yaml").write_text(json.dumps(api))
    with (project / "consumers.yaml").open("w") as file:
        file.write("consumers:\n")
        for number in range(size):
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            file.write(
                f"  - name: app-{number}\n    plan: gold\n    keys: [{{sha256: {digest}}}]\n"
            )
