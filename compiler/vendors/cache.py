"""What was made of files before, kept between compiles.

Each entry stands under the digest of the file that it was made of, so that none can be old, and
begins with a digest of itself, so that none can be half. It is JSON: reading one runs nothing. An
entry that cannot be read is as good as none, and the folder can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

VARIABLE = "GATEWRIGHT_CACHE"
"""Names the folder; `off`: no cache."""

_FORMAT = 1  # of entries; another number and all of them are made anew
_MAX_BYTES = 256 * 1024**2
# Whose changes could make an entry say something else, beside the compiler's own folder.
_MAKERS = ("codes", "definition", "descriptions", "keys", "vendors")


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; None: nothing is kept."""

    folder: Path | None

    def get(self, kind: str, key: str) -> Any:
        """The entry, or None where there is none that can be relied on."""
        if self.folder is None or not _is_private(self.folder):
            return None
        try:
            with (self.folder / _name(kind, key)).open("rb") as file:
                content = file.read(_MAX_BYTES)
        except OSError:
            return None
        digest, _, body = content.partition(b"\n")
        if digest != hashlib.sha256(body).hexdigest().encode():
            return None
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            return None

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keeps an entry (JSON data), where the folder can be written to."""
        if self.folder is None:
            return
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        content = hashlib.sha256(body).hexdigest().encode() + b"\n" + body
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(self.folder) or len(content) > _MAX_BYTES:
                return
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.replace(temporary, self.folder / _name(kind, key))
            except OSError:
                os.unlink(temporary)
                raise
        except OSError:  # a full disk or a read-only home is no reason to fail
            return


def cache_of(environment: Mapping[str, str]) -> Cache:
    """Where these environment variables put the cache; by the XDG base directories elsewhere."""
    named = environment.get(VARIABLE, "")
    if named:
        return Cache(None if named == "off" else Path(named).absolute())
    base = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # which the specification tells to ignore
        home = environment.get("HOME", "")
        if not os.path.isabs(home):
            return Cache(None)
        base = os.path.join(home, ".cache")
    return Cache(Path(base) / "gatewright")


def _name(kind: str, key: str) -> str:
    mark = hashlib.sha256(f"{_FORMAT} {_build()} {kind} {key}".encode()).hexdigest()
    return f"{kind}-{mark}.json"


def _is_private(folder: Path) -> bool:
    """Whether only this user can have written there."""
    try:
        found = folder.stat()
    except OSError:
        return False
    ours = found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return ours and stat.S_ISDIR(found.st_mode)


@cache
def _build() -> str:
    """What tells this compiler from another, or from itself before somebody worked on it."""
    root = Path(__file__).resolve().parents[1]
    folders = (root, *(root / name for name in _MAKERS))
    makers = (path for folder in folders for path in sorted(folder.glob("*.py")))
    states = ((path.name, path.stat()) for path in makers)
    return repr([(name, found.st_size, found.st_mtime_ns) for name, found in states])
