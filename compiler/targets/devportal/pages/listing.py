"""What a site says of each API in short: its home page, the search and links between versions read
this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compiler.ir import Api
from compiler.targets.devportal.pages import words
from compiler.targets.devportal.places import is_listed, page_file, reference
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
    """One API. href: of its page, seen from the site's home page. card: its name in the search.
    api: what it is the view of."""

    name: str
    version: str
    href: str
    card: str
    vendor: Vendor
    description: str
    tags: tuple[str, ...]
    deprecated: bool
    api: Api = field(repr=False)

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


class Groups:
    """The groups of a site, by name, whatever its case. Each is made when it is read, since those
    of thousands of APIs take much memory: kept is which APIs are its own."""

    def __init__(self, site: Site) -> None:
        self._apis = site.gateway.apis
        self._places: dict[str, list[int]] = {}
        self._vendors: dict[tuple[str, str], Vendor] = {}
        for at, api in enumerate(self._apis):
            if is_listed(api):
                self._places.setdefault(api.name, []).append(at)

    @property
    def versions(self) -> int:
        """How many there are in all."""
        return sum(map(len, self._places.values()))

    def __iter__(self) -> Iterator[Group]:
        return map(self.of, sorted(self._places, key=_name_order))

    def of(self, name: str) -> Group:
        """The group of that name. KeyError: there is none."""
        apis = (self._apis[at] for at in self._places[name])
        return _group(name, (_version(api, self._vendor(api)) for api in apis))

    def _vendor(self, api: Api) -> Vendor:
        return self._vendors.setdefault((api.vendor, api.guide.title), vendor_of(api))


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
        api=api,
    )
