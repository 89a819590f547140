"""What the site is made of: calls and replies, and the portal's files as replies. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from compiler import resources
from compiler.artifacts import Artifact
from compiler.ir import Gateway
from compiler.targets.devportal import assets
from compiler.targets.devportal.places import document_file, listed
from compiler.targets.devportal.sites import sites

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".yaml": "application/yaml",
}
_CATALOGUE = "api-catalog"
_CATALOGUE_TYPE = "application/linkset+json"  # RFC 9727
_OTHER_TYPE = "application/octet-stream"
_HTML = "text/html"

# What an author wrote runs nothing and has no origin, so that it gets no key either.
_FOREIGN = (
    "Content-Security-Policy",
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
)

# Nothing of it is kept, framed or read by another site.
_ALWAYS = (
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """path: as it was sent, without the query. headers: names in lower case; of one that came more
    than once all values, with commas."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """headers: all but Content-Length and X-Content-Type-Options, which whoever sends it adds."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


def reply(status: int, kind: str, body: bytes, *extra: tuple[str, str]) -> Reply:
    """kind: the media type."""
    return Reply(status, (("Content-Type", kind), *extra, *_ALWAYS), body)


def plain(status: int, text: str, *extra: tuple[str, str]) -> Reply:
    """One line of text."""
    return reply(status, _TYPES[".txt"], f"{text}\n".encode(), *extra)


def moved(place: str) -> Reply:
    """To another place, for now."""
    return plain(302, "see there", ("Location", place))


def media_type(path: str) -> str:
    """By the end of a file's name."""
    name = PurePosixPath(path)
    return _CATALOGUE_TYPE if name.name == _CATALOGUE else _TYPES.get(name.suffix, _OTHER_TYPE)


def page(status: int, kind: str, body: bytes, added: bytes) -> Reply:
    """added: stands in the head of it, if it is HTML."""
    if kind.startswith(_HTML):
        body = body.replace(b"</head>", added + b"</head>", 1)
    return reply(status, kind, body)


def foreign(kind: str, body: bytes) -> Reply:
    """A file of the portal that is not of our making."""
    return reply(200, kind, body, _FOREIGN)


def authored(gateway: Gateway) -> frozenset[str]:
    """The files of the portal that are as their authors gave them: documents and the logo."""
    logo = gateway.look.logo
    documents = {
        str(site.folder / document_file(api, document))
        for site in sites(gateway)
        for api in listed(site.gateway)
        for document in api.listing.documents
    }
    return frozenset(documents | ({str(assets.FOLDER / logo.name)} if logo is not None else set()))


def contents(artifacts: Iterable[Artifact]) -> dict[str, bytes]:
    """Files by their paths."""
    return {str(artifact.path): artifact.content for artifact in artifacts}


def own_files() -> dict[str, bytes]:
    """The fixed code that is served beside the portal."""
    folder: Path = resources.tree("templates") / "dev"
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
