"""What a compile yields: named bytes, and their digests. Nothing here touches a disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of an environment folder; `path` is relative to it and stays inside. made: the bytes
    or, of a file that grows with the project, what makes them piece by piece, each time anew."""

    path: PurePosixPath
    made: bytes | Callable[[], Iterator[bytes]] = field(repr=False)

    def __post_init__(self) -> None:
        text = str(self.path)
        inside = not self.path.is_absolute() and ".." not in self.path.parts and text != "."
        if not inside or "\\" in text or any(ord(c) < 0x20 for c in text):
            raise AssertionError(f"artifact path leaves its folder: {text!r}")

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the file, in order."""
        return iter((self.made,)) if isinstance(self.made, bytes) else self.made()

    @property
    def content(self) -> bytes:
        """The whole file, for those that need it in one piece."""
        return b"".join(self.pieces())


class Digests:
    """The SHA-256 of files by their paths, in a third of the memory that a mapping takes."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._digests = bytearray()

    def add(self, path: str, digest: bytes) -> None:
        """One that is known already is replaced."""
        self._paths.append(path)
        self._digests += digest

    def __len__(self) -> int:
        """How many were added."""
        return len(self._paths)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Sorted by path."""
        size = hashlib.sha256().digest_size
        order = sorted(range(len(self._paths)), key=lambda at: self._paths[at])
        for at, following in zip_longest(order, order[1:]):
            if following is None or self._paths[at] != self._paths[following]:
                yield self._paths[at], bytes(self._digests[at * size : (at + 1) * size])


def joined(before: str, parts: Iterable[str], after: str, between: str = ",\n") -> Iterator[bytes]:
    """UTF-8, piece by piece: the parts with `between` between them, and what stands around."""
    yield before.encode()
    separator = ""
    for part in parts:
        yield f"{separator}{part}".encode()
        separator = between
    yield after.encode()
