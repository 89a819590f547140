"""The documents of an API: files of the project, read once each, under names of their own."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from compiler.codes import NO_SUCH_FILE, PRIVATE_KEY, REPEATED
from compiler.definition.written import DocumentDefinition, Placed
from compiler.diagnostics import Diagnostics, Span
from compiler.ir import ApiDocument
from compiler.keys.settings import DOCUMENT_TYPE
from compiler.resolve.files import ReadFile

# File systems hold 255 bytes; a number and what marks the page of a document are added.
_LONGEST_STEM = 200

_Defined = tuple[DocumentDefinition, ...]


@dataclass(slots=True)
class Library:
    """Reads documents. What `defaults` list for all APIs is one tuple for all of them."""

    read_file: ReadFile
    diagnostics: Diagnostics
    _contents: dict[PurePosixPath, bytes | None] = field(default_factory=dict)
    _shelves: dict[tuple[PurePosixPath, _Defined], tuple[ApiDocument, ...]] = field(
        default_factory=dict
    )

    def documents(self, defined: _Defined, naming: PurePosixPath) -> tuple[ApiDocument, ...]:
        """The documents in the author's order. naming: the file of the project that lists them.
        One that cannot be read is left out after a complaint."""
        key = (naming, defined)
        if key not in self._shelves:
            self._shelves[key] = self._read_all(defined)
        return self._shelves[key]

    def _read_all(self, defined: _Defined) -> tuple[ApiDocument, ...]:
        found: list[ApiDocument] = []
        titles: dict[str, Span] = {}
        names: set[str] = set()
        for each in defined:
            title = each.title
            first = titles.setdefault(title.value, title.span)
            if first != title.span:
                related = ((first, "first written here"),)
                self.diagnostics.add(
                    REPEATED, title.span, related=related, key="documents", value=title.value
                )
            file = PurePosixPath(posixpath.normpath(each.file.span.path.parent / each.file.value))
            content = self._read(each.file, file)
            if content is not None:
                name = _free_name(each.file.value, names)
                kind = each.type or DOCUMENT_TYPE
                found.append(ApiDocument(title.value, kind, name, content, file))
        return tuple(found)

    def _read(self, file: Placed[str], path: PurePosixPath) -> bytes | None:
        if path not in self._contents:
            self._contents[path] = None if path.parts[0] == ".." else self.read_file(path)
        content = self._contents[path]
        if content is None:
            self.diagnostics.add(NO_SUCH_FILE, file.span, file=file.value)
        elif b"PRIVATE KEY-----" in content:
            self.diagnostics.add(PRIVATE_KEY, file.span, file=file.value)
        return content


def _free_name(file: str, names: set[str]) -> str:
    """A name that any file system and URL can hold, unlike the others in more than case."""
    plain = re.sub("[^A-Za-z0-9._-]+", "-", posixpath.basename(file)).lstrip(".-") or "document"
    stem, dot, suffix = plain.rpartition(".") if "." in plain else (plain, "", "")
    stem = stem[:_LONGEST_STEM]
    name, count = f"{stem}{dot}{suffix}", 1
    while name.lower() in names:
        count += 1
        name = f"{stem}-{count}{dot}{suffix}"
    names.add(name.lower())
    return name
