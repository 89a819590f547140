"""A deployed copy of one target in a temporary folder, kept up to date file by file."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from compiler import engines
from compiler.artifacts import Artifact


class Deployed:
    """folder: what the engine runs in. One that a killed process left is removed by the next."""

    def __init__(self, engine: engines.Engine) -> None:
        self.folder: Path = engines.deploy(engine, ())
        self._digests: dict[str, bytes] = {}

    def put(self, artifacts: Iterable[Artifact]) -> int:
        """Writes those that differ from what is there, each with a rename, in the order in which
        they come; how many. What a build no longer has stays: an engine may still have it open.
        What somebody removed is written again: systems clean their temporary folders. OSError: its
        place was taken, perhaps by another user of this machine, who would then say where the
        vendors' keys go."""
        if not _own(self.folder):
            self.folder.mkdir(0o755)
            self.folder.chmod(0o755)
        count = 0
        for artifact in artifacts:
            content = artifact.content
            digest = hashlib.sha256(content).digest()
            name = str(artifact.path)
            target = self.folder / artifact.path
            if self._digests.get(name) == digest and target.is_file():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f"{target.name}.new")
            beside.write_bytes(content)
            os.replace(beside, target)
            self._digests[name] = digest
            count += 1
        return count

    def remove(self) -> None:
        """Removes the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _own(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
