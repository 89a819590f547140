"""The types of what a vendor.yaml says to people, and of what a client's file says."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.definition.written import Placed
from compiler.diagnostics import Span
from compiler.guides import Event, Language, Value
from compiler.terms import Pointer

Fields = tuple[tuple[Placed[Pointer], Value], ...]
"""What a request has besides."""


@dataclass(frozen=True, slots=True)
class ChatDefinition:
    """`chat` of a vendor.yaml. streamed: where nothing is written, that of operation. roles: by
    what we call them, only those that are written. events_span: of the whole list."""

    operation: Placed[str]
    streamed: Placed[str]
    model: str
    messages: Placed[Pointer]
    role: Placed[Pointer]
    text: Placed[Pointer]
    roles: tuple[tuple[str, Placed[str]], ...]
    fields: Fields
    stream: Fields
    answer: Placed[Pointer]
    delta: Placed[Pointer]
    events: tuple[Placed[Event], ...]
    events_span: Span
    end: str | None


@dataclass(frozen=True, slots=True)
class ClientUse:
    """One of a vendor's `clients`."""

    client: Placed[str]
    base: str


@dataclass(frozen=True, slots=True)
class ClientDefinition:
    """A client's file. code: by group word or operationId. sends: as `guides.Client` has it."""

    name: Placed[str]
    title: str
    language: Language
    install: str
    sends: str
    code: tuple[tuple[Placed[str], str], ...]
