""".well-known/api-catalog: where the APIs are and what describes them, for any program (RFC 9727).

A linkset in JSON (RFC 9264), to be served as `application/linkset+json`. Relations: `item` (RFC
6573), `service-desc`, `service-doc` and `status` (RFC 8631), `deprecation` (RFC 9745).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from compiler import contract
from compiler.artifacts import joined
from compiler.ir import Api, Gateway
from compiler.targets.devportal.places import (
    listed,
    openapi_file,
    page_file,
    readable_file,
    reference,
)
from compiler.terms import Lifecycle

PATH = PurePosixPath(".well-known", "api-catalog")

_OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
# By the suffix of a document's name; where it says nothing, the link says nothing.
_TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}

_Link = dict[str, str]
_Context = dict[str, str | list[_Link]]


def api_catalog(gateway: Gateway) -> Iterator[bytes]:
    """The linkset as JSON, one line for each context. References are absolute where the
    environment says where its portal is served, else relative to the file."""
    yield b'{"linkset":[\n'
    separator = ""
    if gateway.portal_url is not None:
        anchor = _line(f"{gateway.portal_url}/{PATH}")
        items = (_line({"href": gateway.url + api.base}) for api in listed(gateway))
        yield from joined(f'{{"anchor":{anchor},"item":[', items, "]}", between=",")
        separator = ",\n"
    for api in listed(gateway):
        yield f"{separator}{_line(_context(gateway, api))}".encode()
        separator = ",\n"
    yield b"\n]}\n"


def _context(gateway: Gateway, api: Api) -> _Context:
    described = _href(gateway, openapi_file(api))
    context: _Context = {
        "anchor": gateway.url + api.base,
        "service-desc": [{"href": described, "type": _OPENAPI}],
    }
    page = _href(gateway, page_file(api))
    documents: list[_Link] = [{"href": page, "title": api.name, "type": "text/html"}]
    for document in api.listing.documents:
        file = readable_file(api, document)
        link = {"href": _href(gateway, file), "title": document.title}
        media_type = _TYPES.get(file.suffix.lower())
        documents.append(link if media_type is None else {**link, "type": media_type})
    context["service-doc"] = documents
    health = {"href": gateway.url + contract.HEALTH_PATH, "type": "application/json"}
    context["status"] = [health]
    if api.lifecycle is Lifecycle.DEPRECATED:
        # Without a page of the author's, the API's own says it.
        href = api.listing.link or page
        context["deprecation"] = [{"href": href, "title": _deprecated(api)}]
    return context


def _deprecated(api: Api) -> str:
    said = "Deprecated"
    if api.listing.since is not None:
        said += f" since {api.listing.since}"
    return said if api.listing.sunset is None else f"{said}; ends on {api.listing.sunset}"


def _href(gateway: Gateway, file: PurePosixPath) -> str:
    if gateway.portal_url is None:
        return f"../{reference(file)}"
    return f"{gateway.portal_url}/{reference(file)}"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
