"""What authors wrote about an API: links to it, and pages of what is Markdown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from markupsafe import Markup

from compiler.ir import Api, ApiDocument
from compiler.targets.devportal.markdown import rendered
from compiler.targets.devportal.pages.frame import frame
from compiler.targets.devportal.pages.printing import printed
from compiler.targets.devportal.places import (
    may_run,
    page_file,
    readable_file,
    reference,
    rendered_file,
)
from compiler.targets.devportal.sites import Site

_KINDS = {
    "how_to": "How-to",
    "sample": "Sample",
    "reference": "Reference",
    "other": "Document",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A document in a list. kind: in words. href: seen from the API's page. saved: it is to be
    saved and not opened, since it could run scripts. format: `PDF`; empty for a page."""

    title: str
    kind: str
    href: str
    saved: bool
    format: str


@dataclass(frozen=True, slots=True)
class Page:
    """A document as a page. body: the safe HTML of it. up: the API's page, source: the Markdown,
    both seen from here."""

    title: str
    kind: str
    api: str
    version: str
    up: str
    source: str
    body: Markup


def links(api: Api) -> tuple[Link, ...]:
    """The documents of an API, as its author ordered them."""
    return tuple(_link(api, document) for document in api.listing.documents)


def page(site: Site, api: Api, document: ApiDocument, file: PurePosixPath) -> bytes:
    """The page of a document that is Markdown. file: the page's own, below the site's folder."""
    text = document.content.decode("utf-8", errors="replace").removeprefix("\ufeff")
    first, _, rest = text.lstrip().partition("\n")
    if first.lstrip("# ").strip().lower() == document.title.lower() and first.startswith("# "):
        text = rest  # the page has this heading already
    view = Page(
        title=document.title,
        kind=_KINDS.get(document.type, document.type),
        api=api.name,
        version=api.version,
        up=f"../{page_file(api).name}",
        source=reference(PurePosixPath(document.name)),
        body=Markup(rendered(text, files=_files(api, document))),  # noqa: S704 - sanitised where it is made
    )
    title = f"{document.title} · {api.name} {api.version}"
    around = frame(site, title, len(file.parts) - 1)
    return printed("document", frame=around, page=view).encode()


def _files(api: Api, document: ApiDocument) -> Mapping[str, str]:
    """What the document may refer to, as its author sees it from there: where that is in the
    portal. All of an API's documents lie side by side there."""
    folder = document.file.parent
    return {
        posixpath.relpath(other.file, folder): reference(
            PurePosixPath(readable_file(api, other).name)
        )
        for other in api.listing.documents
    }


def _link(api: Api, document: ApiDocument) -> Link:
    file = readable_file(api, document)
    own = file == rendered_file(api, document)
    return Link(
        title=document.title,
        kind=_KINDS.get(document.type, document.type),
        href=reference(PurePosixPath(*file.parts[-2:])),
        saved=may_run(file),
        format="" if own else re.sub("[^A-Z0-9]", "", file.suffix.upper()),
    )
