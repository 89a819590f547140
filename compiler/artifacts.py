"""What a compile yields: named bytes. Nothing here touches a disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of an environment folder; `path` is relative to it and stays inside."""

    path: PurePosixPath
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        text = str(self.path)
        inside = not self.path.is_absolute() and ".." not in self.path.parts and text != "."
        if not inside or "\\" in text or any(ord(c) < 0x20 for c in text):
            raise AssertionError(f"artifact path leaves its folder: {text!r}")
