"""The description of a vendor as it was written -> the OpenAPI 3.1 data that the compiler reads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from compiler.codes import BAD_DESCRIPTION, CHANGED_DESCRIPTION
from compiler.descriptions.findings import Fault, Notice, Refused
from compiler.descriptions.normalising import normalised
from compiler.descriptions.reading import locate, read
from compiler.diagnostics import Diagnostics, Span
from compiler.openapi import Document
from compiler.terms import Pointer
from compiler.vendors.cache import Cache

_KIND = "description"
_SHOWN = 20  # faults of one description; those after them are mostly the same


@dataclass(frozen=True, slots=True)
class Description:
    """A description that can be used, and where its parts stand in its file. notices: what had to
    be changed."""

    path: PurePosixPath
    content: bytes = field(repr=False)
    document: Document
    notices: tuple[Notice, ...]

    def spans(self, pointers: Sequence[Pointer]) -> list[Span]:
        """Where parts are written, or the nearest that hold them. Slow: for complaints only."""
        return [Span(self.path, *place) for place in locate(self.content, *pointers)]


def describe(
    path: PurePosixPath, content: bytes, cache: Cache, diagnostics: Diagnostics
) -> Description | None:
    """The description that a file holds, or None after complaints."""
    digest = hashlib.sha256(content).hexdigest()
    match cache.get(_KIND, digest):
        case {"data": dict(kept), "notices": list(said)}:
            notices = tuple(Notice(tuple(pointer), text) for pointer, text in said)
            return Description(path, content, Document(kept, digest), notices)
    data = read(content)
    made = data if isinstance(data, Fault) else normalised(data)
    match made:
        case Fault():
            _complain(path, content, (made,), diagnostics)
        case Refused(faults):
            _complain(path, content, faults, diagnostics)
        case _:
            shown = [(notice.pointer, notice.text) for notice in made.notices]
            cache.put(_KIND, digest, {"data": made.data, "notices": shown})
            return Description(path, content, Document(made.data, digest), made.notices)
    return None


def warn_of_changes(description: Description, diagnostics: Diagnostics) -> None:
    """One warning for each kind of change, at the first place."""
    places: dict[str, list[Pointer]] = {}
    for notice in description.notices:
        places.setdefault(notice.text, []).append(notice.pointer)
    spans = description.spans([found[0] for found in places.values()])
    for span, (text, found) in zip(spans, places.items(), strict=True):
        times = "" if len(found) == 1 else f" ({len(found)} times)"
        place = found[0][-1] if found[0] else description.path.name
        diagnostics.add(CHANGED_DESCRIPTION, span, place=place, change=text, times=times)


def _complain(
    path: PurePosixPath, content: bytes, faults: tuple[Fault, ...], diagnostics: Diagnostics
) -> None:
    shown = faults[:_SHOWN]
    places = locate(content, *(fault.pointer for fault in shown))
    for fault, found in zip(shown, places, strict=True):
        problem = f"'{fault.pointer[-1]}' {fault.text}" if fault.pointer else f"it {fault.text}"
        if fault is shown[-1] and len(faults) > _SHOWN:
            problem += f" ({len(faults) - _SHOWN} more)"
        diagnostics.add(BAD_DESCRIPTION, Span(path, *(fault.place or found)), problem=problem)
