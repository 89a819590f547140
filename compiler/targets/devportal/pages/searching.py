"""search.json: what the search field looks through, in the order of the home page's cards.

What APIs that expose the same have in common stands once, in `sets`; `format` counts up when a key
changes its meaning or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compiler.artifacts import joined
from compiler.ir import Api
from compiler.targets.devportal.pages.listing import Group
from compiler.targets.devportal.pages.printing import data
from compiler.targets.devportal.pages.surface import Surface, Surfaces
from compiler.targets.devportal.places import listed
from compiler.targets.devportal.sites import Site

FORMAT = 1


def search(site: Site, groups: Iterable[Group], surfaces: Surfaces) -> Iterator[bytes]:
    """The file, one line for each API. groups: of the site."""
    known: dict[int, int] = {}  # by identity: surfaces are shared, and long to compare
    sets: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for api in listed(site.gateway):
        surface = surfaces.of(api)
        if id(surface) not in known:
            known[id(surface)] = sets.setdefault(data(_set(surface)), len(sets))
        numbers[f"{api.name}/{api.version}"] = known[id(surface)]
    more = {f"{api.name}/{api.version}": _more(api) for api in listed(site.gateway)}
    rows = (
        data(
            {
                "card": version.card,
                "name": version.name,
                "version": version.version,
                "vendor": version.vendor.name,
                "vendor_title": version.vendor.title,
                "tags": version.tags,
                "lifecycle": version.lifecycle,
                "description": version.description,
                "more": more[version.card],
                "set": numbers[version.card],
            }
        )
        for group in groups
        for version in group.versions
    )
    yield from joined(f'{{"format":{FORMAT},"apis":[\n', rows, "\n],\n")
    yield from joined('"sets":[\n', sets, "\n]}\n")


def _more(api: Api) -> list[str]:
    """Further words to find an API by."""
    titles = [document.title for document in api.listing.documents]
    return [*titles, *(f"{name} {value}" for name, value in api.listing.properties)]


def _set(surface: Surface) -> Mapping[str, object]:
    rows = (f"{row.id} {row.method} {row.path} {row.summary}".rstrip() for row in surface.rows)
    return {"models": surface.models, "operations": list(rows)}
