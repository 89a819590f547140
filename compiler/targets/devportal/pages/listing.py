"""What a site says of each API in short: its home page, the search and links between versions read
this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compiler.ir import Api
from compiler.targets.devportal.pages import words
from compiler.targets.devportal.places import listed, page_file, reference
from compiler.targets.devportal.sites import Site
from compiler.terms import Lifecycle


@dataclass(frozen=True, slots=True)
class Vendor:
    """name: as definitions write it. title: what people call it. initial: a letter or two that
    stand for it."""

    name: str
    title: str
    initial: str


@dataclass(frozen=True, slots=True)
class Version:
    """One API. href: of its page, seen from the site's home page. card: its name in the search."""

    name: str
    version: str
    href: str
    card: str
    vendor: Vendor
    description: str
    tags: tuple[str, ...]
    deprecated: bool

    @property
    def lifecycle(self) -> str:
        """The language's word."""
        return str(Lifecycle.DEPRECATED if self.deprecated else Lifecycle.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Group:
    """All versions of one name, the newest first; first: the newest that is not deprecated, or
    just the newest."""

    name: str
    first: Version
    versions: tuple[Version, ...]


def groups(site: Site) -> tuple[Group, ...]:
    """By name, whatever its case."""
    vendors: dict[tuple[str, str], Vendor] = {}
    found: dict[str, list[Version]] = {}
    for api in listed(site.gateway):
        key = api.vendor, api.guide.title
        vendor = vendors.setdefault(key, vendor_of(api))
        found.setdefault(api.name, []).append(_version(api, vendor))
    return tuple(_group(name, found[name]) for name in sorted(found, key=_name_order))


def vendor_of(api: Api) -> Vendor:
    """The vendor of an API, as people meet it."""
    title = api.guide.title or api.vendor
    return Vendor(api.vendor, title, title[:1].upper())


def _name_order(name: str) -> tuple[str, str]:
    return name.lower(), name


def _group(name: str, versions: Iterable[Version]) -> Group:
    newest = sorted(versions, key=lambda one: words.version_order(one.version), reverse=True)
    first = next((one for one in newest if not one.deprecated), newest[0])
    return Group(name, first, tuple(newest))


def _version(api: Api, vendor: Vendor) -> Version:
    return Version(
        name=api.name,
        version=api.version,
        href=reference(page_file(api)),
        card=f"{api.name}/{api.version}",
        vendor=vendor,
        description=api.description,
        tags=api.tags,
        deprecated=api.lifecycle is Lifecycle.DEPRECATED,
    )
