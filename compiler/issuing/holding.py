"""One change of a file at a time, and each whole: what reads it sees the old one or the new one."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Changed(Exception):
    """Somebody else, such as an editor, wrote the file meanwhile."""


@contextmanager
def locked(project: Path) -> Iterator[None]:
    """Holds a project for one change at a time; others wait. OSError."""
    descriptor = os.open(
        project, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    )  # leaves no lock file
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace(file: Path, old: bytes | None, new: bytes) -> None:
    """Puts the new content in the place of the old one, None where there is no file yet. Mode and
    owner stay; a link stays one. OSError, Changed."""
    place = file.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    written = Path(name)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(new)
            stream.flush()
            _like(place, stream.fileno())
            os.fsync(stream.fileno())
        if (place.read_bytes() if place.exists() else None) != old:
            raise Changed
        os.replace(written, place)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _like(place: Path, descriptor: int) -> None:
    """Gives an open file the mode and, where that is allowed, the owner of another; that of a new
    one is as the process's mask has it."""
    if not place.exists():
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(descriptor, 0o666 & ~mask)
        return
    status = place.stat()
    with suppress(PermissionError):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, status.st_mode & 0o7777)
