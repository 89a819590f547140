"""The two files of a vendor and the file of a client, and which of a project's files they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from compiler.codes import NO_VENDOR_FILE, ONE_DESCRIPTION, STRAY_FILE
from compiler.diagnostics import Diagnostics, Span

FACTS = "vendor.yaml"
DESCRIPTIONS = ("openapi.yaml", "openapi.json")
CLIENTS = "clients"
"""The folder of clients, beside those of vendors."""
SUFFIX = ".yaml"

_READ = (".yaml", ".yml", ".json")  # what looks as if it were to be read


@dataclass(frozen=True, slots=True)
class VendorFolder:
    """Where the files of one vendor are; its name and version are those of its folders."""

    name: str
    version: str
    facts: PurePosixPath
    description: PurePosixPath

    @property
    def id(self) -> str:
        return f"{self.name}/{self.version}"


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A vendor's folder that has not what it needs, of which there was a complaint."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class VendorFiles:
    """The bytes of both files."""

    folder: VendorFolder
    facts: bytes = field(repr=False)
    description: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientFile:
    """The file of a client, whose name it has."""

    name: str
    path: PurePosixPath
    content: bytes = field(repr=False)


def is_client(path: PurePosixPath) -> bool:
    """Whether a file below `vendors` is that of a client."""
    return path.parts[1:-1] == (CLIENTS,) and path.suffix == SUFFIX


def folders(
    paths: Iterable[PurePosixPath], diagnostics: Diagnostics
) -> Iterator[VendorFolder | Incomplete]:
    """The vendors among the files below `vendors`, sorted, after complaints about what is neither
    that nor a client."""
    found: dict[PurePosixPath, list[str]] = {}
    for path in sorted(paths):
        whole = len(path.parts) == 4 and path.name in (FACTS, *DESCRIPTIONS)
        if whole:
            found.setdefault(path.parent, []).append(path.name)
        elif path.suffix.lower() in _READ and not is_client(path):
            diagnostics.add(STRAY_FILE, Span(path))
    for folder, names in found.items():
        name, version = folder.parts[-2:]
        descriptions = [name for name in names if name != FACTS]
        if FACTS not in names:
            diagnostics.add(NO_VENDOR_FILE, Span(folder / descriptions[0]))
            yield Incomplete(name, version)
        elif len(descriptions) != 1:
            count = "both" if descriptions else "neither"
            diagnostics.add(ONE_DESCRIPTION, Span(folder / FACTS), count=count)
            yield Incomplete(name, version)
        else:
            yield VendorFolder(name, version, folder / FACTS, folder / descriptions[0])
