"""Files of a new project that its folder has already, and that it can do without."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from compiler.starting.files import IGNORING, KEY_FILE, SPARE, File


@dataclass(frozen=True, slots=True)
class Spared:
    """files: to be written. left: the paths of those that stay as they are, sorted. unignored: the
    lines that the folder's own .gitignore lacks, in order."""

    files: tuple[File, ...]
    left: tuple[str, ...]
    unignored: tuple[str, ...]

    @property
    def key_is_ignored(self) -> bool:
        return f"*{Path(KEY_FILE).suffix}" not in self.unignored


def spared(folder: Path, files: Iterable[File]) -> Spared:
    """Leaves out what is there and need not be replaced. Whatever else is there is in the way."""
    made = tuple(files)
    there = {
        file.path for file in made if file.path in SPARE and os.path.lexists(folder / file.path)
    }
    lacking = (_lacking(folder, file.text) for file in made if file.path in there & {IGNORING})
    return Spared(
        files=tuple(file for file in made if file.path not in there),
        left=tuple(sorted(there)),
        unignored=next(lacking, ()),
    )


def _lacking(folder: Path, text: str) -> tuple[str, ...]:
    try:
        own = (folder / IGNORING).read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        own = []
    known = {line.strip() for line in own}
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(line for line in lines if line not in known)
