"""An environment folder as one unit: written beside the old one, then exchanged for it in one step.

Whatever happens to the process, `OUT/ENVIRONMENT` is the old folder or the new one, whole. On
Linux the two names are exchanged atomically (RENAME_EXCHANGE, rename(2)); elsewhere two renames
stand under a journal that the next compile replays. One lock per OUT keeps two compiles apart.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from compiler.artifacts import Artifact
from compiler.manifest import MANIFEST, owner

STAGING_PREFIX = ".gatewright-new-"
RETIRED_PREFIX = ".gatewright-old-"
JOURNAL_PREFIX = ".gatewright-journal-"

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class NotOurs(Exception):
    """The folder holds something that gatewright did not write; it is left alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} was not written by gatewright")
        self.folder = folder


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Holds OUT for one compile at a time, after finishing what a killed one left."""
    out.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(out, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)  # no lock file in OUT
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _recover(out)
        yield
    finally:
        os.close(descriptor)


def replace(out: Path, environment: str, artifacts: Iterable[Artifact]) -> int:
    """Writes the artifacts as the new `out/environment`; returns how many. NotOurs: a folder of
    that name is there and is not empty and has no manifest of ours. Call inside `locked`."""
    folder = out / environment
    check_ours(folder)
    staging = Path(tempfile.mkdtemp(prefix=f"{STAGING_PREFIX}{environment}-", dir=out))
    try:
        count = _write_all(staging, artifacts)
        staging.chmod(0o755)
        _install(out, environment, staging)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return count


def remove(out: Path, environment: str) -> None:
    """Removes an environment folder of ours in one step. Call inside `locked`."""
    folder = out / environment
    check_ours(folder)
    retired = out / f"{RETIRED_PREFIX}{environment}"
    os.rename(folder, retired)
    _remove(retired)


def check_ours(folder: Path) -> None:
    """NotOurs unless `folder` is absent, empty, or carries a manifest of gatewright."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotOurs(folder)
    if folder.is_dir() and any(folder.iterdir()) and owner(folder / MANIFEST) is None:
        raise NotOurs(folder)


def differences(folder: Path, artifacts: Iterable[Artifact]) -> Iterator[tuple[str, PurePosixPath]]:
    """What writing the artifacts would change: ("missing" | "different" | "extra", path), sorted
    within each kind of finding as the artifacts come."""
    wanted = set()
    for artifact in artifacts:
        wanted.add(str(artifact.path))  # a fifth of the memory of a path
        try:
            with (folder / artifact.path).open("rb") as on_disk:
                same = all(on_disk.read(len(piece)) == piece for piece in artifact.pieces())
                same = same and not on_disk.read(1)
        except OSError:
            yield "missing", artifact.path
            continue
        if not same:
            yield "different", artifact.path
    for path in _files(folder):
        if str(path) not in wanted:
            yield "extra", path


def environments_on_disk(out: Path, project: str) -> tuple[str, ...]:
    """The environment folders in `out` that were written for the project of that name."""
    if not out.is_dir():
        return ()
    found = (p.name for p in out.iterdir() if p.is_dir() and not p.name.startswith("."))
    return tuple(sorted(name for name in found if owner(out / name / MANIFEST) == project))


def _write_all(staging: Path, artifacts: Iterable[Artifact]) -> int:
    count = 0
    made = staging  # the last folder
    for artifact in artifacts:
        target = staging / artifact.path
        if target.parent != made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made = target.parent
        try:
            with target.open("xb") as file:
                file.writelines(artifact.pieces())
        except FileExistsError:  # a defect of ours, never a silent overwrite
            raise AssertionError(f"two artifacts have the path {artifact.path}") from None
        count += 1
    return count


def _install(out: Path, environment: str, staging: Path) -> None:
    folder = out / environment
    if not folder.exists():
        os.rename(staging, folder)
        return
    if _exchange(staging, folder):
        _remove(staging)
        return
    retired = out / f"{RETIRED_PREFIX}{environment}"
    journal = out / f"{JOURNAL_PREFIX}{environment}"
    journal.write_text(json.dumps({"new": staging.name, "old": retired.name}))
    os.rename(folder, retired)
    os.rename(staging, folder)
    journal.unlink()
    _remove(retired)


def _remove(folder: str | Path) -> None:
    """As shutil.rmtree, which first lists what is in a folder, and here that is a folder for each
    API. A link is removed and not followed."""
    found = True
    while found:  # some systems skip entries where others are removed
        found = False
        with os.scandir(folder) as entries:
            for entry in entries:
                found = True
                if entry.is_dir(follow_symlinks=False):
                    _remove(entry.path)
                else:
                    os.unlink(entry.path)
    os.rmdir(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two names atomically; False where the system or its file system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = (os.fsencode(one), os.fsencode(other))
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


def _recover(out: Path) -> None:
    """Finishes or undoes a killed exchange, then clears what killed compiles left behind."""
    for journal in sorted(out.glob(f"{JOURNAL_PREFIX}*")):
        environment = journal.name.removeprefix(JOURNAL_PREFIX)
        folder = out / environment
        if not folder.exists():
            retired = out / f"{RETIRED_PREFIX}{environment}"
            if retired.is_dir():
                os.rename(retired, folder)
        journal.unlink()
    for prefix in (STAGING_PREFIX, RETIRED_PREFIX):
        for leftover in sorted(out.glob(f"{prefix}*")):
            if leftover.is_dir() and not leftover.is_symlink():  # nothing else is of our making
                _remove(leftover)


def _files(folder: Path) -> Iterator[PurePosixPath]:
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield PurePosixPath(Path(root, name).relative_to(folder))
