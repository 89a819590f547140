"""Which APIs the portal has, and where their files lie in its bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from compiler.ir import Api, ApiDocument, Gateway
from compiler.terms import Lifecycle

# Blocked and retired APIs leave the portal; created ones never reach a gateway.
_LISTED = (Lifecycle.PUBLISHED, Lifecycle.DEPRECATED)
_DOCUMENTS = "documents"
_MARKDOWN = (".md", ".markdown")
# Browsers show these without running anything of theirs.
_SHOWN = (".csv", ".gif", ".jpeg", ".jpg", ".json", ".pdf", ".png", ".txt", ".webp")
_OURS = "-"  # no document's name begins with it: compiler/resolve/documents.py


def listed(gateway: Gateway) -> Iterator[Api]:
    """The APIs that the portal shows to everybody, in the gateway's order; of the others it says
    nothing."""
    return filter(is_listed, gateway.apis)


def is_listed(api: Api) -> bool:
    """Whether the portal shows an API to everybody."""
    return is_shown(api) and not api.listing.roles


def is_shown(api: Api) -> bool:
    """Whether the portal shows an API to anybody, be it for some roles."""
    return api.listing.visible and api.lifecycle in _LISTED


def openapi_file(api: Api) -> PurePosixPath:
    """The file of an API's OpenAPI document, below the portal's folder."""
    return _folder(api) / "openapi.json"


def document_file(api: Api, document: ApiDocument) -> PurePosixPath:
    """The file of a document about an API, below the portal's folder."""
    return _folder(api) / _DOCUMENTS / document.name


def page_file(api: Api) -> PurePosixPath:
    """The file of an API's page, below the portal's folder."""
    return _folder(api) / "index.html"


def postman_file(api: Api) -> PurePosixPath:
    """The file of an API's Postman collection, below the portal's folder."""
    return _folder(api) / "postman.json"


def rendered_file(api: Api, document: ApiDocument) -> PurePosixPath | None:
    """The page of a document that is Markdown; None: it is something else. Its name shows whose it
    is: no document has such a one."""
    if not document.name.lower().endswith(_MARKDOWN):
        return None
    return _folder(api) / _DOCUMENTS / f"{_OURS}{document.name}.html"


def readable_file(api: Api, document: ApiDocument) -> PurePosixPath:
    """What people are led to: the page of a document that has one, else its file."""
    return rendered_file(api, document) or document_file(api, document)


def may_run(file: PurePosixPath) -> bool:
    """Whether a browser that opens the file could run what an author wrote, as the portal's own.
    file: of the portal; its folder and name are enough. For the folder itself a server may give out
    a document that is called index.html."""
    return file.name.lower() == _DOCUMENTS or (
        file.parent.name.lower() == _DOCUMENTS
        and not file.name.startswith(_OURS)
        and file.suffix.lower() not in _SHOWN
    )


def reference(path: PurePosixPath) -> str:
    """A file of the bundle as a relative URL reference (RFC 3986), seen from the bundle's root."""
    return quote(str(path))


def _folder(api: Api) -> PurePosixPath:
    return PurePosixPath("apis", api.name, api.version)
