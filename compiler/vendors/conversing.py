"""Whether the description of a vendor agrees with what vendor.yaml says of conversations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compiler import pointers
from compiler.codes import NO_PIECE, NO_TEXT, NOT_FOR_CHAT, NOT_IN_CHAT, NOT_STREAMED, ONE_TEXT
from compiler.definition.written import Placed
from compiler.definition.written_guide import ChatDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.guides import ROLES, Event, Value, filled
from compiler.openapi import Described, Document
from compiler.suggest import did_you_mean
from compiler.terms import Pointer
from compiler.vendors import described
from compiler.vendors.guiding import roles_of
from compiler.vendors.schemas import Found, Missing, follow, shown, written_pointer
from compiler.vendors.vendor import VendorOperation

_TYPES = {
    str: (("string",), "text"),
    bool: (("boolean",), "true or false"),
    int: (("integer", "number"), "a whole number"),
    list: (("array",), "a list"),
}
_TEXT = "a text of which nobody could guess where it is"
_STREAMED = " in a stream"


def check_chat(
    chat: ChatDefinition,
    known: Iterable[VendorOperation],
    operations: Mapping[str, Described],
    document: Document,
    diagnostics: Diagnostics,
) -> None:
    """Complains of pointers that lead nowhere, of values that would be refused, and of an example
    of a stream that is none. known, operations: those of the vendor, which chat names."""
    talk = _Talk(operations, document, diagnostics)
    streamed = next(each for each in known if each.id == chat.streamed.value)
    if not streamed.streams:
        diagnostics.add(NOT_STREAMED, chat.streamed.span, id=streamed.id)
    ids = dict.fromkeys((chat.operation.value, chat.streamed.value))
    for asked in (*_of_messages(chat), *_of_fields("set", chat.fields)):
        talk.check_request(asked, ids)
    for asked in _of_fields("stream", chat.stream):
        talk.check_request(asked, (chat.streamed.value,))
    talk.check_answer("answer", chat.answer, chat.operation.value, ())
    types = tuple(stream.format.media_type for stream in streamed.streams)
    if types:
        talk.check_answer("delta", chat.delta, streamed.id, types)
    _check_events(chat, diagnostics)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What stands somewhere in a request: any value of a type, or one of these values."""

    key: str
    pointer: Pointer
    span: Span
    type: type
    values: tuple[Value, ...] = ()


def _of_messages(chat: ChatDefinition) -> Iterator[_Asked]:
    messages, first = chat.messages, (*chat.messages.value, "0")
    yield _Asked("messages", messages.value, messages.span, list)
    yield _Asked("text", (*first, *chat.text.value), chat.text.span, str)
    role = (*first, *chat.role.value)
    own, words = dict(chat.roles), roles_of(chat)
    yield _Asked("role", role, chat.role.span, str)
    for name in ROLES:
        span = own[name].span if name in own else chat.role.span
        yield _Asked(f"roles.{name}", role, span, str, (words[name],))


def _of_fields(key: str, fields: Iterable[tuple[Placed[Pointer], Value]]) -> Iterator[_Asked]:
    for pointer, value in fields:
        yield _Asked(key, pointer.value, pointer.span, type(value), (value,))


@dataclass(frozen=True, slots=True)
class _Talk:
    """Looks pointers up in what the description says."""

    operations: Mapping[str, Described]
    document: Document
    diagnostics: Diagnostics

    def check_request(self, asked: _Asked, ids: Iterable[str]) -> None:
        """That requests to all of these operations can have it."""
        for id in ids:
            bodies = described.bodies(self.document, self.operations[id])
            found = follow(self.document, bodies, asked.pointer)
            place = written_pointer(asked.pointer)
            if isinstance(found, Missing):
                suggestion = did_you_mean(place, found.known)
                self.diagnostics.add(
                    NOT_IN_CHAT, asked.span, id=id, place=place, suggestion=suggestion
                )
            elif found is not None and (cure := _cure(asked, found)) is not None:
                about: dict[str, Any] = {"key": f"chat.{asked.key}", "place": place, "id": id}
                self.diagnostics.add(
                    NOT_FOR_CHAT, asked.span, found=shown(found), cure=cure, **about
                )

    def check_answer(
        self, key: str, pointer: Placed[Pointer], id: str, types: tuple[str, ...]
    ) -> None:
        """That an answer can have text there. types: of the stream in whose events it is looked
        for; none: of a JSON answer."""
        operation = self.operations[id]
        if types:
            schemas = described.events(self.document, operation, types)
        else:
            schemas = described.answers(self.document, operation)
        found = follow(self.document, schemas, pointer.value)
        place = written_pointer(pointer.value)
        match found:
            case Missing(known):
                problem = f"there is none{did_you_mean(place, known)}"
            case Found() if _cure(_Asked(key, pointer.value, pointer.span, str), found):
                problem = f"it is {shown(found)}"
            case _:
                return
        form = _STREAMED if types else ""
        about: dict[str, Any] = {"key": f"chat.{key}", "place": place, "id": id, "form": form}
        self.diagnostics.add(NO_TEXT, pointer.span, problem=problem, **about)


def _cure(asked: _Asked, found: Found) -> str | None:
    """What to do where the place cannot have what is asked for; None where it can."""
    types, noun = _TYPES[asked.type]
    if found.types and not any(each in types for each in found.types):
        return f"name a place that takes {noun}, or write what this one takes"
    if found.values is not None and any(value not in found.values for value in asked.values):
        return f"write what it takes: {shown(found)}"
    return None


def _check_events(chat: ChatDefinition, diagnostics: Diagnostics) -> None:
    texts = [event for event in chat.events if "<<text>>" in event.value.data]
    if len(texts) != 1:
        count = len(texts) or "none"
        diagnostics.add(ONE_TEXT, chat.events_span, count=count)
        return
    (event,) = texts
    if pointers.get(_example(event.value), chat.delta.value) != _TEXT:
        place = written_pointer(chat.delta.value)
        where = ((chat.delta.span, "the pointer"),)
        diagnostics.add(NO_PIECE, event.span, related=where, place=place)


def _example(event: Event) -> Any:
    values = {"text": _TEXT, "model": "", "input": 1, "output": 1, "total": 2}
    return json.loads(filled(event.data, {name: json.dumps(it) for name, it in values.items()}))
