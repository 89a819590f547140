"""What a compile depends on: the files that it read or looked for, and those that it would find."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from compiler.project import APIS, CONSUMERS, GATEWAY, PLANS, VENDORS, Project

Stamp = tuple[int, int, int] | None
"""Another value for another file; None: there is none."""

_TOP = tuple(str(path.with_suffix(end)) for path in (GATEWAY, PLANS, CONSUMERS)
             for end in (".yaml", ".yml"))  # fmt: skip


class WatchedProject(Project):
    """A project that remembers what it was asked for. asked: how each file looked just before it
    was read, so that a later change is seen whenever it came."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked: dict[str, Stamp] = {}

    def content(self, path: PurePosixPath) -> bytes | None:
        self.asked.setdefault(str(path), stamp(self._root / path))
        return super().content(path)


def stamp(path: Path | str) -> Stamp:
    """How a file looks, links followed."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # a name with a zero byte
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def look(root: Path, asked: Iterable[str]) -> Mapping[str, Stamp]:
    """How everything looks that the next compile may read: asked, and what lies where APIs and
    vendors are looked for."""
    names = dict.fromkeys((*_TOP, *asked))
    for place in (APIS, VENDORS):
        if os.path.islink(root / place):
            names[str(place)] = None  # the compiler refuses it; who knows how much lies there
            continue
        for folder, _, files in os.walk(root / place):
            below = os.path.relpath(folder, root)
            names.update(dict.fromkeys(f"{below}/{name}" for name in files))
    return {name: stamp(root / name) for name in names}
