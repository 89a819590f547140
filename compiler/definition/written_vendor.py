"""The types of what a vendor.yaml says, each with its place where a later stage may complain."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.definition.written import Placed
from compiler.definition.written_guide import ChatDefinition, ClientUse
from compiler.diagnostics import Span
from compiler.terms import HeaderAuth, InHeader, Pin, Pointer, QueryAuth, RequestModel, Stream

Ids = tuple[Placed[str], ...]
"""OperationIds, or words for several of them."""


@dataclass(frozen=True, slots=True)
class ReportedDefinition:
    """Where one answer says what: by measure, only those that it says; pointers as a tuple."""

    places: tuple[tuple[str, tuple[Placed[Pointer], ...] | Placed[InHeader]], ...]


@dataclass(frozen=True, slots=True)
class UsageDefinition:
    """stream None: the same places as in an answer."""

    answer: ReportedDefinition
    stream: ReportedDefinition | None


@dataclass(frozen=True, slots=True)
class StreamDefinition:
    """A kind of stream, and the operations that have it."""

    stream: Placed[Stream]
    operations: Ids


@dataclass(frozen=True, slots=True)
class VendorDefinition:
    """A vendor.yaml. server, variable, auth, model and usage None: `none`. default, sigv4 None: not
    written. models_of, usage_of: of single operations, None where `none` is written.
    usage_span: of the key, None where it is not written. chat: None for `none` too."""

    name: Placed[str]
    version: Placed[str]
    title: Placed[str]
    server: str | None
    variable: Placed[str] | None
    auth: Placed[HeaderAuth | QueryAuth] | None
    sigv4: str | None
    groups: tuple[tuple[Placed[str], Ids], ...]
    default: Ids | None
    query: tuple[Placed[Pin], ...]
    headers: tuple[Placed[Pin], ...]
    removed_response_headers: tuple[Placed[str], ...]
    model: Placed[RequestModel] | None
    models_of: tuple[tuple[Placed[str], Placed[RequestModel] | None], ...]
    models: tuple[str, ...]
    streaming: tuple[StreamDefinition, ...]
    usage: UsageDefinition | None
    usage_of: tuple[tuple[Placed[str], UsageDefinition | None], ...]
    websockets: Ids
    usage_span: Span | None
    chat: ChatDefinition | None
    clients: tuple[ClientUse, ...]
