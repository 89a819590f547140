"""Reading a project from disk: the one place that touches the user's files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from compiler import codes
from compiler.diagnostics import Diagnostics, Span

GATEWAY = PurePosixPath("gateway.yaml")
CONSUMERS = PurePosixPath("consumers.yaml")
APIS = PurePosixPath("apis")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the project; `path` is relative to it."""

    path: PurePosixPath
    content: bytes = field(repr=False)


class Project:
    """A project folder; remembers the SHA-256 of everything that was read from it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self.inputs: dict[str, str] = {}

    def sources(self, diagnostics: Diagnostics) -> Iterator[SourceFile]:
        """gateway.yaml, consumers.yaml where it is there, and apis/**/*.yaml, sorted by path."""
        if not (self._root / GATEWAY).is_file():
            diagnostics.add(codes.NOT_A_PROJECT, Span(GATEWAY))
            return
        for path in self._paths(diagnostics):
            content = self.read(path)
            if content is None:
                diagnostics.add(codes.UNREADABLE_FILE, Span(path))
            else:
                yield SourceFile(path, content)

    def read(self, path: PurePosixPath) -> bytes | None:
        """The bytes of a file inside the project; None where there is none, or where the path or a
        symbolic link leads out of it."""
        file = (self._root / path).resolve()
        if not file.is_relative_to(self._root):
            return None
        try:
            content = file.read_bytes()
        except OSError:
            return None
        self.inputs[str(path)] = hashlib.sha256(content).hexdigest()
        return content

    def _paths(self, diagnostics: Diagnostics) -> list[PurePosixPath]:
        found = [GATEWAY]
        if (self._root / CONSUMERS).exists():
            found.append(CONSUMERS)
        for file in (self._root / APIS).rglob("*"):
            path = PurePosixPath(file.relative_to(self._root).as_posix())
            if file.suffix == ".yaml" and not file.is_dir():
                found.append(path)
            elif file.suffix in (".yml", ".json"):
                diagnostics.add(codes.WRONG_SUFFIX, Span(path), suffix=file.suffix)
        return sorted(found)
