"""The programs and libraries that vendors name in `clients`: a file each, of the compiler or of a
project."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from compiler import source
from compiler.checking import check
from compiler.codes import BUNDLED_CLIENT, OTHER_FILE, UNUSED_CLIENT
from compiler.definition import read_client
from compiler.definition.written_guide import ClientDefinition, ClientUse
from compiler.diagnostics import Diagnostics, Span
from compiler.guides import Client
from compiler.keys.table import FileKind
from compiler.vendors.files import CLIENTS, SUFFIX, ClientFile


class ClientDefect(AssertionError):
    """A client that comes with the compiler has a mistake: ours, not the user's."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A client's file that has no mistakes. sha256: of the file, in hex."""

    definition: ClientDefinition
    sha256: str


@dataclass(slots=True)
class Clients:
    """Clients by name. known: the bundled ones, each read when it is asked for first; those of a
    project when they are added, so that each is checked."""

    root: Path
    known: tuple[str, ...]
    _own: dict[str, _Held | None] = field(default_factory=dict)
    _places: dict[str, Span] = field(default_factory=dict)
    _read: dict[str, _Held] = field(default_factory=dict)

    def add(self, file: ClientFile, diagnostics: Diagnostics) -> None:
        """A client of the project. One that has mistakes is known, but cannot be had."""
        if file.name in self.known:
            diagnostics.add(BUNDLED_CLIENT, Span(file.path), client=file.name)
            return
        self._own[file.name] = _read(file, diagnostics)
        self._places[file.name] = Span(file.path)

    def names(self) -> tuple[str, ...]:
        """Every client's name, sorted."""
        return tuple(sorted((*self.known, *self._own)))

    def has(self, name: str) -> bool:
        """Whether there is a client of that name, be it with mistakes."""
        return name in self.known or name in self._own

    def code_of(self, name: str) -> Mapping[str, str]:
        """The client's code by group word or operationId; empty where it cannot be had."""
        held = self._get(name)
        return {} if held is None else {word.value: text for word, text in held.definition.code}

    def digests(self, names: Iterable[str]) -> dict[str, str | None]:
        """The SHA-256 of the files of some clients, in hex; None of one that cannot be had."""
        found = {name: self._get(name) for name in names}
        return {name: None if held is None else held.sha256 for name, held in found.items()}

    def used(self, uses: Iterable[ClientUse]) -> tuple[Client, ...]:
        """The clients that a vendor names, as it orders them, less those that cannot be had."""
        found = ((use.base, self._get(use.client.value)) for use in uses)
        return tuple(_client(held.definition, base) for base, held in found if held is not None)

    def check_unused(self, diagnostics: Diagnostics) -> None:
        """Warns of the project's clients that no vendor has named."""
        for name, place in self._places.items():
            if name not in self._read:
                diagnostics.add(UNUSED_CLIENT, place, client=name)

    def _get(self, name: str) -> _Held | None:
        if name not in self._read:
            held = self._own.get(name) if name in self._own else self._bundled(name)
            if held is None:
                return None
            self._read[name] = held
        return self._read[name]

    def _bundled(self, name: str) -> _Held | None:
        if name not in self.known:
            return None
        shown = PurePosixPath(CLIENTS, name + SUFFIX)
        diagnostics = Diagnostics()
        held = _read(ClientFile(name, shown, (self.root / shown).read_bytes()), diagnostics)
        if held is None:
            found = "; ".join(f"{each.span} {each.code.id} {each.message}" for each in diagnostics)
            raise ClientDefect(found)
        return held


def load_clients(root: Path) -> Clients:
    """The clients below `root`, the folder of the bundled vendors; lists a folder and reads
    nothing."""
    return Clients(root, tuple(sorted(file.stem for file in root.glob(f"{CLIENTS}/*{SUFFIX}"))))


def _read(file: ClientFile, diagnostics: Diagnostics) -> _Held | None:
    found = Diagnostics()
    document = source.parse(file.path, file.content, found)
    checked = None if document is None else check(document, FileKind.CLIENT, found)
    definition = None if checked is None else read_client(checked)
    if definition is not None and definition.name.value != file.name:
        name = definition.name
        found.add(OTHER_FILE, name.span, value=name.value, file=file.path.name)
    diagnostics.take(found)
    if definition is None or found.failed:
        return None
    return _Held(definition, hashlib.sha256(file.content).hexdigest())


def _client(definition: ClientDefinition, base: str) -> Client:
    return Client(
        name=definition.name.value,
        title=definition.title,
        language=definition.language,
        install=definition.install,
        base=base,
        code=tuple((word.value, text) for word, text in definition.code),
        sends=definition.sends,
    )
