"""A vendor as every later stage knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.guides import Guide
from compiler.openapi import Document
from compiler.terms import HeaderAuth, PathTemplate, Pin, QueryAuth, RequestModel, Stream, Usage


@dataclass(frozen=True, slots=True)
class VendorOperation:
    """One operation of the vendor's description, with the facts that we author beside it. upload:
    the body may be multipart. streams: the ways in which its answer may be a stream. model: where
    requests name it; None where they do not. websocket: a GET that asks for an upgrade."""

    id: str
    method: str
    template: PathTemplate
    upload: bool = False
    streams: tuple[Stream, ...] = ()
    usage: Usage | None = None
    model: RequestModel | None = None
    websocket: bool = False

    @property
    def streaming(self) -> bool:
        """Whether its answer can be a stream."""
        return bool(self.streams)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor and one version of its API.

    server: an origin, perhaps with "{name}" placeholders; None where each endpoint says whose it
    is. variable: the environment variable of the vendor's key by default; None where no key is sent
    unless an endpoint names one. auth: None where it takes no credential. sigv4: the service for
    which it takes signed requests too (AWS Signature Version 4), None where it does not. models:
    names of models that it is known to have. groups: word -> operationIds. default: words (groups
    or operationIds) exposed where an API does not choose. operations: sorted by path, then method.
    sha256: of vendor.yaml, the description and the clients that it names. own: of the
    project, not bundled.
    """

    name: str
    version: str
    title: str
    server: str | None
    variable: str | None
    auth: HeaderAuth | QueryAuth | None
    models: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    default: tuple[str, ...]
    operations: tuple[VendorOperation, ...]
    query: tuple[Pin, ...]
    headers: tuple[Pin, ...]
    removed_response_headers: tuple[str, ...]
    guide: Guide = field(compare=False, repr=False)
    document: Document = field(compare=False, repr=False)
    sha256: str
    own: bool = False
    sigv4: str | None = None

    @property
    def id(self) -> str:
        return f"{self.name}/{self.version}"
