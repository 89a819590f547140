"""What decides how an API looks to its clients, without what tells one API from the next."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.ir import Api, Path
from compiler.targets.devportal.calling import Calling
from compiler.terms import HeaderCredential, Lifecycle, Pin, QueryCredential, Security, Validation


@dataclass(frozen=True, slots=True)
class ExposedPath:
    """A path of the vendor's with the methods that the API takes there, upper case, sorted.
    segments: whether the path has parameters. websockets: those of the methods that may ask for an
    upgrade. scopes: that a token must have, by method, for those that ask for any."""

    text: str
    segments: bool
    methods: tuple[str, ...]
    websockets: tuple[str, ...]
    scopes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Two APIs of the same exposure differ in their documents by name, version and base alone.

    description: SHA-256 of the vendor's OpenAPI description. models: those that it is known to have
    besides. security: ways in which a client may show who it is, of which one must do. key_header:
    one more header to show a key in. keyed: the gateway adds a credential for the vendor, in a
    parameter of the query or in a header (lower case). removed: response headers, lower case.
    deprecated: clients should leave the API. added: response headers that the gateway sets.
    refusals: codes of known callers. validation: of request bodies.
    """

    description: str
    models: tuple[str, ...]
    paths: tuple[ExposedPath, ...]
    security: tuple[Security, ...]
    key_header: str | None
    keyed: bool
    keyed_parameter: str | None
    keyed_header: str | None
    query: tuple[Pin, ...]
    headers: tuple[Pin, ...]
    removed: tuple[str, ...]
    deprecated: bool
    added: tuple[str, ...]
    refusals: frozenset[str]
    validation: Validation


def exposure(api: Api, calling: Calling) -> Exposure:
    """The exposure of an API, its paths sorted as text."""
    credential = api.endpoint.credential
    return Exposure(
        description=api.document.sha256,
        models=api.models,
        paths=tuple(sorted(map(_exposed, api.paths), key=lambda path: path.text)),
        security=api.security,
        key_header=api.key_header if Security.API_KEY in api.security else None,
        keyed=credential is not None,
        keyed_parameter=credential.parameter if isinstance(credential, QueryCredential) else None,
        keyed_header=(
            credential.header.lower() if isinstance(credential, HeaderCredential) else None
        ),
        query=api.endpoint.query,
        headers=api.endpoint.headers,
        removed=api.removed_response_headers,
        deprecated=api.lifecycle is Lifecycle.DEPRECATED,
        added=tuple(name for name, _ in api.added_response_headers),
        refusals=calling.refusals(api),
        validation=api.validation,
    )


def _exposed(path: Path) -> ExposedPath:
    sockets = tuple(operation.method for operation in path.operations if operation.websocket)
    scopes = tuple((found.method, found.scopes) for found in path.operations if found.scopes)
    literal = path.template.literal
    return ExposedPath(path.template.text, not literal, path.methods, sockets, scopes)
