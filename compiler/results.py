"""What a compile wrote, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.pipeline import Build


def written(build: Build, out: Path, count: int) -> Iterator[str]:
    """The lines about one environment: what its folder in `out` has, and what whoever publishes it
    has to see to, since no file of it can. count: of files."""
    from compiler.targets import devportal
    from compiler.targets.devportal.sites import ROLES, roles

    folder = out / build.gateway.environment
    targets = ", ".join(target.name for target in build.targets)
    apis = counted(len(build.gateway.apis), "API")
    yield f"wrote {folder}: {apis}, {count} files ({targets})"
    if devportal.TARGET in build.targets and roles(build.gateway):
        closed = folder / devportal.TARGET.name / ROLES
        what = "protect it in your web server, or leave it out of what you publish"
        yield f"note: {closed} is not for everybody: {what}"


def counted(count: int, noun: str) -> str:
    """Such as `1 API` and `2 APIs`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
