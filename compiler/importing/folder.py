"""Where an imported vendor goes: vendors/NAME/VERSION/ of a project."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from compiler.project import MAX_BYTES
from compiler.vendors.files import FACTS

VENDORS = "vendors"
# A vendor has one description; what an earlier import or a person wrote would be a second.
_DESCRIPTIONS = ("openapi.json", "openapi.yaml")


class Occupied(Exception):
    """Something is in the way of the folder; the text says what."""


def place(project: Path, name: str, version: str, *, force: bool) -> Path:
    """The folder to write to. Occupied: it is there already and force is not given, or it would be
    outside of the project."""
    folder = project / VENDORS / name / version
    if not folder.resolve().is_relative_to(project.resolve()):
        raise Occupied(f"{folder} leads out of the project")
    if os.path.lexists(folder) and not folder.is_dir():
        raise Occupied(f"{folder} is no folder")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise Occupied(f"{folder} is there already; --force replaces its files")
    return folder


def former(folder: Path) -> str | None:
    """The vendor.yaml that is in the folder; None where there is none that could be read."""
    file = folder / FACTS
    if file.is_symlink() or not file.is_file() or file.stat().st_size > MAX_BYTES:
        return None  # what a link leads to is not to be copied into the project
    return file.read_text(encoding="utf-8", errors="replace")


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes each file whole: until it is there, the one before it is. OSError: of the machine."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in sorted(files.items()):
        new = folder / f".{name}.new"
        new.unlink(missing_ok=True)  # a link in its place could lead out of the project
        try:
            with new.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            new.replace(folder / name)
        except OSError:
            new.unlink(missing_ok=True)
            raise
    for name in _DESCRIPTIONS:
        if name not in files:
            (folder / name).unlink(missing_ok=True)
