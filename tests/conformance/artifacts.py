"""From the project's YAML to one engine's artifacts: the only place that knows the compiler."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from compiler.pipeline import Selection, compile_project


def emit(project: Path, environment: str, engine: str) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of one engine, paths below its own folder. AssertionError: it does not compile."""
    compilation = compile_project(project, Selection(environments=(environment,)))
    assert not compilation.diagnostics.failed, [
        f"{found.span}: {found.code.id} {found.message}" for found in compilation.diagnostics
    ]
    (build,) = compilation.builds
    for artifact in build.of_target(engine):
        yield artifact.path, artifact.content
