"""search.json: what the search field looks through, in the order of the home page's cards.

What APIs that expose the same have in common stands once, in `sets`; `format` counts up when a key
changes its meaning or goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compiler.artifacts import joined
from compiler.ir import Api
from compiler.targets.devportal.pages.listing import Groups, Version
from compiler.targets.devportal.pages.printing import data
from compiler.targets.devportal.pages.surface import Surface, Surfaces
from compiler.targets.devportal.sites import Site

FORMAT = 1


def search(site: Site, surfaces: Surfaces) -> Iterator[bytes]:
    """The file, one line for each API."""
    sets = Sets(surfaces)
    rows = (data(_row(version, sets)) for group in Groups(site) for version in group.versions)
    yield from joined(f'{{"format":{FORMAT},"apis":[\n', rows, "\n],\n")
    yield from joined('"sets":[\n', sets.lines, "\n]}\n")


class Sets:
    """What APIs expose, each once. lines: of the file, by their numbers, as far as was asked."""

    def __init__(self, surfaces: Surfaces) -> None:
        self._surfaces = surfaces
        self._known: dict[int, int] = {}  # by identity: surfaces are shared, and long to compare
        self.lines: dict[str, int] = {}

    def number(self, api: Api) -> int:
        """Of what the API exposes."""
        surface = self._surfaces.of(api)
        if id(surface) not in self._known:
            line = data(_set(surface))
            self._known[id(surface)] = self.lines.setdefault(line, len(self.lines))
        return self._known[id(surface)]


def _row(version: Version, sets: Sets) -> Mapping[str, object]:
    return {
        "card": version.card,
        "name": version.name,
        "version": version.version,
        "vendor": version.vendor.name,
        "vendor_title": version.vendor.title,
        "tags": version.tags,
        "lifecycle": version.lifecycle,
        "description": version.description,
        "more": _more(version.api),
        "set": sets.number(version.api),
    }


def _more(api: Api) -> list[str]:
    """Further words to find an API by."""
    titles = [document.title for document in api.listing.documents]
    return [*titles, *(f"{name} {value}" for name, value in api.listing.properties)]


def _set(surface: Surface) -> Mapping[str, object]:
    rows = (f"{row.id} {row.method} {row.path} {row.summary}".rstrip() for row in surface.rows)
    return {"models": surface.models, "operations": list(rows)}
