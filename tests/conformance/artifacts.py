"""From the project's YAML to one engine's artifacts: the only place that knows the compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from unittest import mock

from compiler import resources
from compiler.pipeline import Selection, compile_project


def emit(project: Path, environment: str, engine: str) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of one engine, paths below its own folder. AssertionError: it does not compile."""
    with mock.patch.object(resources, "tree", _with_vendors_of(project)):
        compilation = compile_project(project, Selection(environments=(environment,)))
        assert not compilation.diagnostics.failed, [
            f"{found.span}: {found.code.id} {found.message}" for found in compilation.diagnostics
        ]
        (build,) = compilation.builds
        for artifact in build.of_target(engine):
            yield artifact.path, artifact.content


def _with_vendors_of(project: Path) -> Callable[[str], Path]:
    """Where the compiler finds its resources: the bundled vendors stand beside the project's."""
    bundled = resources.tree("vendor_specs")
    vendors = project / "vendors"
    for folder in bundled.iterdir():
        (vendors / folder.name).symlink_to(folder)
    trees = {"templates": resources.tree("templates"), "vendor_specs": vendors}
    return trees.__getitem__
