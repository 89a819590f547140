"""What decides how an API looks to its clients, without what tells one API from the next."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.ir import Api
from compiler.terms import Lifecycle, Pin


@dataclass(frozen=True, slots=True)
class ExposedPath:
    """A path of the vendor's with the methods that the API takes there, upper case, sorted.
    segments: whether the path has parameters."""

    text: str
    segments: bool
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Two APIs of the same exposure differ in their documents by name, version and base alone.

    description: SHA-256 of the vendor's OpenAPI description. secured: a client must show a key.
    keyed: the gateway adds a credential for the vendor. removed: response headers, lower case.
    deprecated: clients should leave the API. added: response headers that the gateway sets.
    """

    description: str
    paths: tuple[ExposedPath, ...]
    secured: bool
    keyed: bool
    query: tuple[Pin, ...]
    headers: tuple[Pin, ...]
    removed: tuple[str, ...]
    deprecated: bool
    added: tuple[str, ...]


def exposure(api: Api) -> Exposure:
    """The exposure of an API, its paths sorted as text."""
    paths = (
        ExposedPath(path.template.text, not path.template.literal, path.methods)
        for path in api.paths
    )
    return Exposure(
        description=api.document.sha256,
        paths=tuple(sorted(paths, key=lambda path: path.text)),
        secured=bool(api.security),
        keyed=api.endpoint.credential is not None,
        query=api.endpoint.query,
        headers=api.endpoint.headers,
        removed=api.removed_response_headers,
        deprecated=api.lifecycle is Lifecycle.DEPRECATED,
        added=tuple(name for name, _ in api.added_response_headers),
    )
