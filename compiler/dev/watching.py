"""What a compile depends on: the files that it read or looked for, and those that it would find."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from compiler.project import APIS, CONSUMERS, GATEWAY, PLANS, VENDORS, Project, is_mark

Stamp = tuple[int, int, int, int] | None
"""Another value for another file, or for one that may be read now; None: there is none."""

_TOP = tuple(str(path.with_suffix(end)) for path in (GATEWAY, PLANS, CONSUMERS)
             for end in (".yaml", ".yml"))  # fmt: skip
# What the compiler reads or complains about, in lower case; editors leave other files beside them.
_READ = (".yaml", ".yml", ".json")


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
    """How a file looks, links followed; a link that leads nowhere, by itself."""
    for ask in (os.stat, os.lstat):
        try:
            found = ask(path)
        except (OSError, ValueError):  # a name with a zero byte
            continue
        return found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode
    return None


def look(root: Path, asked: Iterable[str]) -> Mapping[str, Stamp]:
    """How everything looks that the next compile may read: asked, and what lies where APIs and
    vendors are looked for."""
    names = dict.fromkeys((*_TOP, *asked))
    for place in (APIS, VENDORS):
        names.update(dict.fromkeys(_below(root, str(place))))
    return {name: stamp(root / name) for name in names}


def _below(root: Path, place: str) -> Iterator[str]:
    """What a compile would read there, and what it would refuse to look into: links to folders (who
    knows how much lies there), and folders that may not be read."""
    if os.path.islink(root / place):
        yield place
        return
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root / place, onerror=closed.append):
        below = os.path.relpath(folder, root)
        read = (name for name in files if name.lower().endswith(_READ))
        yield from (f"{below}/{name}" for name in read if not is_mark(folder, name))
        linked = (name for name in folders if os.path.islink(os.path.join(folder, name)))
        yield from (f"{below}/{name}" for name in linked)
    for error in closed:
        if not isinstance(error, FileNotFoundError):  # a project without it
            yield os.path.relpath(error.filename, root)
