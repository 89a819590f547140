"""A new project onto the disk: every file of it, or none, and nothing that is there is touched."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from compiler.starting.files import File


def in_the_way(folder: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Where something is there already, sorted: one of the paths, or what would have to be a folder
    above one and is none. A link to a folder is none: its files would be elsewhere."""
    found = set()
    for path in paths:
        parts = Path(path).parts
        for count in range(1, len(parts)):
            place = folder.joinpath(*parts[:count])
            if os.path.lexists(place) and (place.is_symlink() or not place.is_dir()):
                found.add(str(Path(*parts[:count])))
        if os.path.lexists(folder / path):
            found.add(path)
    return tuple(sorted(found))


def write(folder: Path, files: Iterable[File]) -> None:
    """Writes the files; the folder may be there. OSError: one could not be written, such as one
    that somebody made meanwhile; then those before it are taken away again."""
    made: list[Path] = []
    try:
        for file in files:
            path = folder / file.path
            _make_folders(path.parent, made)
            mode = 0o600 if file.secret else 0o666
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            made.append(path)
            with open(descriptor, "w", encoding="utf-8", newline="\n") as opened:
                opened.write(file.text)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):  # a folder in which somebody has put something stays
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _make_folders(folder: Path, made: list[Path]) -> None:
    if folder.is_dir():
        return
    _make_folders(folder.parent, made)
    folder.mkdir()
    made.append(folder)
