"""consumers.yaml of a project as it stands, checked, and where it can be changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from compiler import codes, definition, source
from compiler.diagnostics import Diagnostics, Span
from compiler.issuing import holding
from compiler.issuing.changes import Edited
from compiler.issuing.text import NoPlace
from compiler.project import CONSUMERS, GATEWAY, MAX_BYTES, PLANS, Project
from compiler.resolve.consumers import Consumers as Resolving
from compiler.resolve.plans import resolve_plans


class Faulty(Exception):
    """The files have mistakes. texts: what the diagnostics point into."""

    def __init__(self, diagnostics: Diagnostics, texts: Mapping[PurePosixPath, bytes]) -> None:
        super().__init__("the files have mistakes")
        self.diagnostics = diagnostics
        self.texts = texts


class Unwritable(Exception):
    """The file would have mistakes; the text says which."""


@dataclass(frozen=True, slots=True)
class Consumers:
    """contents: of the files that are there, by path. environments: of gateway.yaml. listed: the
    consumers as written, each a mapping."""

    contents: Mapping[PurePosixPath, bytes] = field(repr=False)
    environments: tuple[str, ...]
    listed: tuple[dict[str, Any], ...] = field(repr=False)

    def find(self, name: str) -> int | None:
        """The place of a consumer in the list."""
        return next((at for at, each in enumerate(self.listed) if each["name"] == name), None)

    @property
    def text(self) -> str | None:
        """Of consumers.yaml; None where the project has none."""
        content = self.contents.get(CONSUMERS)
        return None if content is None else content.decode()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each["name"] for each in self.listed)


def read(root: Path) -> Consumers:
    """What the project at `root` has. Faulty: gateway.yaml, plans.yaml or consumers.yaml has
    mistakes; those of other files do not count here."""
    project = Project(root)
    diagnostics = Diagnostics()
    contents: dict[PurePosixPath, bytes] = {}
    for path in (GATEWAY, PLANS, CONSUMERS):
        if (content := project.read(path)) is not None:
            contents[path] = content
        elif os.path.lexists(root / path):
            diagnostics.add(codes.UNREADABLE_FILE, Span(path))
        elif path == GATEWAY:
            diagnostics.add(codes.NOT_A_PROJECT, Span(path))
    if diagnostics.failed:
        raise Faulty(diagnostics, contents)
    return _checked(contents)


def change(root: Path, edit: Callable[[Consumers], Edited]) -> None:
    """Writes what `edit` makes of the file. Of two changes at the same time one waits for the
    other. Faulty: as in `read`. NoPlace: the file is laid out in a way that nobody thought of.
    Unwritable, holding.Changed, OSError."""
    with holding.locked(root):
        found = read(root)
        edited = edit(found)
        new = edited.text.encode()
        if len(new) > MAX_BYTES:
            raise Unwritable(f"it would be larger than the {MAX_BYTES} bytes that are read of it")
        try:
            made = _checked({**found.contents, CONSUMERS: new})
        except Faulty as error:
            raise Unwritable("; ".join(each.message for each in error.diagnostics)) from error
        if made.listed != edited.listed:
            raise NoPlace
        holding.replace(root / CONSUMERS, found.contents.get(CONSUMERS), new)


def _checked(contents: Mapping[PurePosixPath, bytes]) -> Consumers:
    diagnostics = Diagnostics()
    documents = dict(_documents(contents, diagnostics))
    defined = definition.build(documents.values(), diagnostics)
    names: tuple[str, ...] = ()
    if defined.gateway is not None:
        names = tuple(each.name.value for each in defined.gateway.environments)
        plans = resolve_plans(defined.plans, names, diagnostics)
        environments = defined.gateway.environments
        issuers = frozenset(each.name.value for place in environments for each in place.issuers)
        Resolving(names, issuers, plans, diagnostics).resolved(defined.consumers)
    if diagnostics.failed:
        raise Faulty(diagnostics, contents)
    consumers = documents.get(CONSUMERS)
    return Consumers(contents, names, tuple(consumers.data["consumers"]) if consumers else ())


def _documents(
    contents: Mapping[PurePosixPath, bytes], diagnostics: Diagnostics
) -> Iterator[tuple[PurePosixPath, source.Document]]:
    for path, content in contents.items():
        document = source.parse(path, content, diagnostics)
        if document is not None:
            yield path, document
