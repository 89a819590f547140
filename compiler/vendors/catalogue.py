"""The vendors that a project can name: those that come with the compiler, and its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from compiler.codes import BUNDLED_VENDOR, UNUSED_VENDOR
from compiler.diagnostics import Diagnostics, Span
from compiler.vendors.cache import Cache
from compiler.vendors.clients import load_clients
from compiler.vendors.files import (
    DESCRIPTIONS,
    FACTS,
    ClientFile,
    Incomplete,
    VendorFiles,
    VendorFolder,
)
from compiler.vendors.reading import read_vendor
from compiler.vendors.vendor import Vendor


class VendorDefect(AssertionError):
    """A vendor that comes with the compiler has a mistake: ours, not the user's."""


class Catalogue:
    """Vendors by name and version. Bundled ones are read when they are asked for first; those of a
    project when they are added, so that each is checked."""

    def __init__(self, root: Path, known: tuple[tuple[str, str], ...], cache: Cache) -> None:
        self._root = root
        self._known = known
        self._cache = cache
        self._clients = load_clients(root)
        self._own: dict[tuple[str, str], Vendor | None] = {}
        self._places: dict[tuple[str, str], Span] = {}
        self._read: dict[tuple[str, str], Vendor] = {}
        self._kept: dict[tuple[str, str], Vendor] = {}

    def renewed(self) -> Catalogue:
        """One for another compile: what was read of bundled vendors is not read again."""
        other = Catalogue(self._root, self._known, self._cache)
        other._kept = self._kept
        return other

    def add(self, files: ClientFile | VendorFiles | Incomplete, diagnostics: Diagnostics) -> None:
        """A vendor of the project, or a client, which must come before the vendors that name it.
        One that has mistakes is known, but cannot be had."""
        if isinstance(files, ClientFile):
            self._clients.add(files, diagnostics)
            return
        if isinstance(files, Incomplete):
            self._own.setdefault((files.name, files.version))
            return
        folder = files.folder
        key, place = (folder.name, folder.version), Span(folder.facts)
        if key in self._known:
            version = folder.version
            diagnostics.add(BUNDLED_VENDOR, place, vendor=folder.id, version=version)
            return
        vendor = read_vendor(files, self._clients, self._cache, diagnostics, thorough=True)
        self._own[key] = None if vendor is None else replace(vendor, own=True)
        self._places[key] = place

    def ids(self) -> tuple[str, ...]:
        """`name/version` of every vendor, sorted."""
        return tuple(sorted(f"{name}/{version}" for name, version in (*self._known, *self._own)))

    def digests(self) -> dict[str, str]:
        """The SHA-256 in hex of each vendor that was asked for, by `name/version`."""
        return {vendor.id: vendor.sha256 for vendor in self._read.values()}

    def get(self, name: str, version: str) -> Vendor | None:
        """The vendor, or None if there is none of that name and version, or it has mistakes.
        VendorDefect: one that is bundled has."""
        key = (name, version)
        if key not in self._read:
            vendor = self._own.get(key) if key in self._own else self._bundled(key)
            if vendor is None:
                return None
            self._read[key] = vendor
        return self._read[key]

    def check_unused(self, diagnostics: Diagnostics) -> None:
        """Warns of the project's vendors that nobody has asked for, and of clients likewise."""
        for (name, version), place in self._places.items():
            if (name, version) not in self._read:
                diagnostics.add(UNUSED_VENDOR, place, vendor=f"{name}/{version}")
        self._clients.check_unused(diagnostics)

    def _bundled(self, key: tuple[str, str]) -> Vendor | None:
        if key not in self._known or key in self._kept:
            return self._kept.get(key)
        diagnostics = Diagnostics()
        files = bundled_files(self._root, *key)
        vendor = read_vendor(files, self._clients, self._cache, diagnostics, thorough=False)
        if vendor is None or len(diagnostics):
            found = "; ".join(f"{each.span} {each.code.id} {each.message}" for each in diagnostics)
            raise VendorDefect(found)
        self._kept[key] = vendor
        return vendor


def load_catalogue(root: Path, cache: Cache | None = None) -> Catalogue:
    """The catalogue of the vendors below `root`; lists folders and reads nothing."""
    files = root.glob(f"*/*/{FACTS}")
    known = tuple(sorted((file.parts[-3], file.parts[-2]) for file in files))
    return Catalogue(root, known, Cache(None) if cache is None else cache)


def bundled_files(root: Path, name: str, version: str) -> VendorFiles:
    """The files of a vendor below the folder of the bundled ones."""
    folder, shown = root / name / version, PurePosixPath(name, version)
    described = next(file for file in DESCRIPTIONS if (folder / file).is_file())
    return VendorFiles(
        VendorFolder(name, version, shown / FACTS, shown / described),
        (folder / FACTS).read_bytes(),
        (folder / described).read_bytes(),
    )
