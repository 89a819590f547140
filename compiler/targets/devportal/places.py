"""Which APIs the portal has, and where their files lie in its bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from compiler.ir import Api, ApiDocument, Gateway
from compiler.terms import Lifecycle

# Blocked and retired APIs leave the portal; created ones never reach a gateway.
_LISTED = (Lifecycle.PUBLISHED, Lifecycle.DEPRECATED)


def listed(gateway: Gateway) -> Iterator[Api]:
    """The APIs that the portal shows, in the gateway's order; of the others it says nothing."""
    return (api for api in gateway.apis if api.listing.visible and api.lifecycle in _LISTED)


def openapi_file(api: Api) -> PurePosixPath:
    """The file of an API's OpenAPI document, below the portal's folder."""
    return _folder(api) / "openapi.json"


def document_file(api: Api, document: ApiDocument) -> PurePosixPath:
    """The file of a document about an API, below the portal's folder."""
    return _folder(api) / "documents" / document.name


def reference(path: PurePosixPath) -> str:
    """A file of the bundle as a relative URL reference (RFC 3986), seen from the bundle's root."""
    return quote(str(path))


def _folder(api: Api) -> PurePosixPath:
    return PurePosixPath("apis", api.name, api.version)
