"""Reading a project from disk: the one place that touches the user's files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from compiler import codes
from compiler.artifacts import Digests
from compiler.diagnostics import Diagnostics, Span
from compiler.masking import printable
from compiler.vendors import ClientFile, Incomplete, VendorFiles, folders, is_client

GATEWAY = PurePosixPath("gateway.yaml")
PLANS = PurePosixPath("plans.yaml")
CONSUMERS = PurePosixPath("consumers.yaml")
APIS = PurePosixPath("apis")
APIS_SUFFIX = ".yaml"
VENDORS = PurePosixPath("vendors")

MAX_BYTES = 32 * 1024**2  # of a file: hundreds of thousands of consumers
# What looks as if it were to be read; in upper case, what is read too.
_OTHER_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the project; `path` is relative to it."""

    path: PurePosixPath
    content: bytes = field(repr=False)


class Project:
    """A project folder. inputs: the SHA-256 of everything that was read from it, by path."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self.inputs = Digests()
        self.texts: Mapping[PurePosixPath, bytes] = _Texts(self)

    def sources(self, diagnostics: Diagnostics) -> Iterator[SourceFile]:
        """gateway.yaml, plans.yaml and consumers.yaml where they are there, and apis/**/*.yaml,
        these sorted."""
        for path in (GATEWAY, PLANS, CONSUMERS):
            self._check_suffix(path.with_suffix(".yml"), diagnostics)
        if not os.path.isfile(self._root / GATEWAY):
            diagnostics.add(codes.NOT_A_PROJECT, Span(GATEWAY))
            return
        waiting = self._paths(diagnostics)
        waiting.reverse()
        while waiting:
            path = PurePosixPath(waiting.pop())
            content = self.read(path)
            if content is None:
                diagnostics.add(codes.UNREADABLE_FILE, Span(path))
            else:
                yield SourceFile(path, content)

    def vendors(self, diagnostics: Diagnostics) -> Iterator[ClientFile | VendorFiles | Incomplete]:
        """The clients of the project, then its vendors, both sorted, each vendor whole."""
        if not os.path.isfile(self._root / GATEWAY):
            return  # which `sources` says
        paths = []
        for path in self._below(VENDORS, diagnostics):
            if PurePosixPath(path).suffix.lower() not in _OTHER_SUFFIXES:
                continue
            if printable(path) != path:
                diagnostics.add(codes.BAD_FILE_NAME, Span(PurePosixPath(printable(path))))
            else:
                paths.append(PurePosixPath(path))
        for client in sorted(filter(is_client, paths)):
            if (content := self.read(client)) is None:
                diagnostics.add(codes.UNREADABLE_FILE, Span(client))
            else:
                yield ClientFile(client.stem, client, content)
        for folder in folders(paths, diagnostics):
            if isinstance(folder, Incomplete):
                yield folder
                continue
            facts, description = self.read(folder.facts), self.read(folder.description)
            if facts is None:
                diagnostics.add(codes.UNREADABLE_FILE, Span(folder.facts))
            if description is None:
                diagnostics.add(codes.UNREADABLE_FILE, Span(folder.description))
            if facts is not None and description is not None:
                yield VendorFiles(folder, facts, description)
            else:
                yield Incomplete(folder.name, folder.version)

    def read(self, path: PurePosixPath) -> bytes | None:
        """What `content` gives; remembered as an input of the compile."""
        content = self.content(path)
        if content is not None:
            self.inputs.add(str(path), hashlib.sha256(content).digest())
        return content

    def content(self, path: PurePosixPath) -> bytes | None:
        """The bytes of an ordinary file inside the project; None where there is none, where it is
        larger than MAX_BYTES, or where the path or a symbolic link leads out of it."""
        try:
            file = (self._root / path).resolve()
            if not file.is_relative_to(self._root) or not file.is_file():  # a pipe would block
                return None
            if file.stat().st_size > MAX_BYTES:
                return None
            return file.read_bytes()
        except (OSError, RuntimeError):  # Python 3.11 has a RuntimeError for links in a circle
            return None

    def _paths(self, diagnostics: Diagnostics) -> list[str]:
        """As text, which takes a fifth of the memory of a path and less time."""
        first = [str(GATEWAY)]
        first += [str(path) for path in (PLANS, CONSUMERS) if os.path.lexists(self._root / path)]
        found = []
        for path in self._below(APIS, diagnostics):
            if not path.endswith(APIS_SUFFIX) or path.endswith(f"/{APIS_SUFFIX}"):
                self._check_suffix(PurePosixPath(path), diagnostics)
            elif printable(path) != path:
                diagnostics.add(codes.BAD_FILE_NAME, Span(PurePosixPath(printable(path))))
            else:
                found.append(path)
        return [*first, *sorted(found)]

    def _below(self, place: PurePosixPath, diagnostics: Diagnostics) -> Iterator[str]:
        """Every file below a folder, after complaints about what cannot be looked into; no marks of
        an editor."""
        top = self._root / place
        if os.path.lexists(top) and not top.is_dir():
            diagnostics.add(codes.UNREADABLE_FILE, Span(place))
        elif top.is_symlink():
            diagnostics.add(codes.LINKED_FOLDER, Span(place))
        else:
            unreadable: list[OSError] = []
            for folder, folders, files in os.walk(top, onerror=unreadable.append):
                for name in folders:
                    if os.path.islink(os.path.join(folder, name)):
                        path = PurePosixPath(self._relative(folder, name))
                        diagnostics.add(codes.LINKED_FOLDER, Span(path))
                found = (name for name in files if not is_mark(folder, name))
                yield from (self._relative(folder, name) for name in found)
            for error in unreadable:
                if not isinstance(error, FileNotFoundError):  # a project without it
                    path = PurePosixPath(self._relative(error.filename))
                    diagnostics.add(codes.UNREADABLE_FILE, Span(path))

    def _relative(self, *parts: str) -> str:
        return os.path.join(*parts).removeprefix(os.path.join(self._root, ""))

    def _check_suffix(self, path: PurePosixPath, diagnostics: Diagnostics) -> None:
        if path.suffix.lower() in _OTHER_SUFFIXES and os.path.lexists(self._root / path):
            shown = PurePosixPath(printable(str(path)))
            diagnostics.add(codes.WRONG_SUFFIX, Span(shown), suffix=path.suffix)


def is_mark(folder: str, name: str) -> bool:
    """Whether it is what Emacs puts beside a file with changes that are not saved: `.#NAME`, a link
    to nowhere."""
    path = os.path.join(folder, name)
    return name.startswith(".#") and os.path.islink(path) and not os.path.exists(path)


class _Texts(Mapping[PurePosixPath, bytes]):
    """The files that were read, read once more when one is asked for: most compiles quote none. A
    file that has changed since is as good as gone, since positions and covers would miss. To be
    asked when all were read."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def _digests(self) -> dict[str, bytes]:
        return dict(self._project.inputs)

    def __getitem__(self, path: PurePosixPath) -> bytes:
        known = self._digests.get(str(path))
        content = None if known is None else self._project.content(path)
        if content is None or hashlib.sha256(content).digest() != known:
            raise KeyError(path)
        return content

    def __iter__(self) -> Iterator[PurePosixPath]:
        return (PurePosixPath(path) for path in self._digests)

    def __len__(self) -> int:
        return len(self._digests)
