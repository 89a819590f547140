"""A project that is not yet there, compiled: what would be said of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from compiler import pipeline, reporting
from compiler.starting import writing
from compiler.starting.files import File


@dataclass(frozen=True, slots=True)
class Verdict:
    """failed: it does not compile. report: the diagnostics as text, empty where there is none."""

    failed: bool
    report: str = field(repr=False)


def tried(files: Iterable[File]) -> Verdict:
    """Checks the files in a folder that is removed afterwards. OSError: of the machine."""
    with tempfile.TemporaryDirectory(prefix="gatewright-init-") as name:
        folder = Path(name)
        writing.write(folder, (file for file in files if not file.secret))
        compilation = pipeline.compile_project(folder, pipeline.Selection())
        found = compilation.diagnostics
        return Verdict(found.failed, reporting.render(found, compilation.texts, "text"))
