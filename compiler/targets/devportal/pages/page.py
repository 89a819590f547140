"""The page of one API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from compiler.ir import Api
from compiler.targets.devportal.pages.access import Access, access
from compiler.targets.devportal.pages.chat import chat
from compiler.targets.devportal.pages.documents import Link, links
from compiler.targets.devportal.pages.frame import frame
from compiler.targets.devportal.pages.listing import Group, Vendor, vendor_of
from compiler.targets.devportal.pages.printing import data, printed
from compiler.targets.devportal.pages.surface import Surface, Surfaces
from compiler.targets.devportal.places import page_file
from compiler.targets.devportal.sites import Site
from compiler.targets.devportal.snippets import Snippet, snippets
from compiler.terms import Lifecycle

_KEY_VARIABLE = "GATEWAY_KEY"
_DEPTH = 3  # apis/NAME/VERSION


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another version of the API, or this one. href: seen from the API's page."""

    version: str
    href: str
    deprecated: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Deprecation:
    """since, sunset: ISO 8601. link: of http or https. Each None where nobody said it."""

    since: str | None
    sunset: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class Chat:
    """data: JSON for the panel. models: names to choose from. suggested: the first one in the
    field. streams: answers can be streamed."""

    data: str
    models: tuple[str, ...]
    suggested: str
    streams: bool


@dataclass(frozen=True, slots=True)
class ApiPage:
    """reference: the page has the reference in which operations can be tried; try_out: it has that
    or the chat, which share the client's key."""

    name: str
    version: str
    description: str
    vendor: Vendor
    vendor_version: str
    deprecation: Deprecation | None
    siblings: tuple[Sibling, ...]
    tags: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]
    gateway: str
    base_url: str
    access: Access
    snippets: tuple[Snippet, ...]
    chat: Chat | None
    surface: Surface
    documents: tuple[Link, ...]
    reference: bool

    @property
    def reads_key(self) -> bool:
        """Whether some snippet reads the variable GATEWAY_KEY."""
        return any(_KEY_VARIABLE in snippet.code for snippet in self.snippets)

    @property
    def try_out(self) -> bool:
        """See above."""
        return self.reference or self.chat is not None


def page(site: Site, api: Api, group: Group, surfaces: Surfaces) -> bytes:
    """group: the API's, of the site. surfaces: of the gateway."""
    gateway, surface = site.gateway, surfaces.of(api)
    view = ApiPage(
        name=api.name,
        version=api.version,
        description=api.description,
        vendor=vendor_of(api),
        vendor_version=api.vendor_version,
        deprecation=_deprecation(api),
        siblings=tuple(_siblings(api, group)),
        tags=api.tags,
        properties=api.listing.properties,
        gateway=gateway.url,
        base_url=gateway.url + api.base,
        access=access(site, api),
        snippets=snippets(gateway, api),
        chat=_chat(site, api, surface.models),
        surface=surface,
        documents=links(api),
        reference=gateway.look.reference,
    )
    around = frame(site, f"{api.name} {api.version}", _DEPTH)
    return printed("api", frame=around, page=view).encode()


def _siblings(api: Api, group: Group) -> Iterable[Sibling]:
    for one in group.versions:
        folder, name = one.href.rsplit("/", 2)[1:]
        current = one.version == api.version
        href = name if current else f"../{folder}/{page_file(api).name}"
        yield Sibling(one.version, href, one.deprecated, current)


def _deprecation(api: Api) -> Deprecation | None:
    if api.lifecycle is not Lifecycle.DEPRECATED:
        return None
    listing = api.listing
    return Deprecation(listing.since, listing.sunset, _web(listing.link))


def _web(link: str | None) -> str | None:
    """A link that leads to a page and runs nothing."""
    if link is None or re.search(r"[\x00-\x20\x7f]", link):
        return None
    return link if urlsplit(link).scheme.lower() in ("http", "https") else None


def _chat(site: Site, api: Api, models: tuple[str, ...]) -> Chat | None:
    found = chat(site.gateway, api, models)
    if found is None:
        return None
    return Chat(data(found), models, found["suggested"], found["streamed"] is not None)
