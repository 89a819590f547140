"""The page that lists a site's APIs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compiler.targets.devportal.pages import words
from compiler.targets.devportal.pages.frame import frame
from compiler.targets.devportal.pages.listing import Group, Groups
from compiler.targets.devportal.pages.printing import streamed
from compiler.targets.devportal.sites import Site

_LONGEST = 280  # letters of a description on a card


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """name: as scripts know it. every: the choice that filters nothing."""

    name: str
    label: str
    every: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A group of versions. summary: how its description begins."""

    group: Group
    summary: str


@dataclass(frozen=True, slots=True)
class Home:
    """count: how many APIs there are, in words. empty: there is none. url: of the gateway. filters:
    those with more than one choice. cards: to be read once."""

    count: str
    empty: bool
    url: str
    filters: tuple[Filter, ...]
    cards: Iterable[Card]


def home(site: Site, groups: Groups) -> Iterator[bytes]:
    """The page, piece by piece. groups: of the site."""
    view = Home(
        count=words.count(groups.versions, "API"),
        empty=groups.versions == 0,
        url=site.gateway.url,
        filters=tuple(found for found in _filters(groups) if len(found.options) > 1),
        cards=(Card(group, _summary(group.first.description)) for group in groups),
    )
    return streamed("home", frame=frame(site, "", 0), page=view)


def _filters(groups: Groups) -> Iterator[Filter]:
    vendors: dict[str, str] = {}
    tags: dict[str, str] = {}
    stages: dict[str, str] = {}
    for version in (version for group in groups for version in group.versions):
        vendors[version.vendor.name] = version.vendor.title
        tags.update((tag, tag) for tag in version.tags)
        stages[version.lifecycle] = version.lifecycle.title()
    yield Filter("vendor", "Vendor", "All vendors", _options(vendors))
    yield Filter("tag", "Tag", "All tags", _options(tags))
    yield Filter("lifecycle", "Lifecycle", "Any lifecycle", _options(stages))


def _options(found: dict[str, str]) -> tuple[Option, ...]:
    ordered = sorted(found.items(), key=lambda pair: (pair[1].lower(), pair[0]))
    return tuple(Option(value, text) for value, text in ordered)


def _summary(description: str) -> str:
    """Whole words, as one line."""
    text = " ".join(description.split())
    if len(text) <= _LONGEST:
        return text
    begun = text[:_LONGEST]
    return (begun[: begun.rfind(" ")] if " " in begun else begun).rstrip(" ,.;:") + "…"
