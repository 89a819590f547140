"""What of vendor.yaml and of a client's file speaks to people: schema -> definitions."""

from __future__ import annotations

from compiler.definition.place import Place, whole
from compiler.definition.written import Placed
from compiler.definition.written_guide import (
    ChatDefinition,
    ClientDefinition,
    ClientUse,
    Fields,
)
from compiler.guides import BEARER, ROLES, Event
from compiler.keys.table import FileKind
from compiler.source import Document
from compiler.values import parse_pointer


def read_chat(at: Place) -> ChatDefinition | None:
    """`chat` of a vendor.yaml; None for `none` and where nothing is written."""
    if isinstance(at.data.get("chat", "none"), str):
        return None
    chat = at.below("chat")
    operation = chat.needed("operation")
    return ChatDefinition(
        operation=operation,
        streamed=chat.placed("streamed") or operation,
        model=chat.value("model"),
        messages=chat.needed("messages"),
        role=chat.needed("role"),
        text=chat.needed("text"),
        roles=tuple(
            (word, found) for word in ROLES if (found := chat.placed("roles", word)) is not None
        ),
        fields=_fields(chat, "set"),
        stream=_fields(chat, "stream"),
        answer=chat.needed("answer"),
        delta=chat.needed("delta"),
        events=tuple(_event(each) for each in chat.items("events")),
        events_span=chat.document.key(*chat.pointer, "events"),
        end=chat.value("end"),
    )


def _event(at: Place) -> Placed[Event]:
    data = at.needed("data")
    return Placed(Event(at.value("event"), data.value), data.span)


def _fields(chat: Place, key: str) -> Fields:
    names = chat.names(key) if key in chat.data else ()
    return tuple(
        (Placed(parse_pointer(name.value), name.span), chat.value(key, name.value))
        for name, _ in names
    )


def read_uses(at: Place) -> tuple[ClientUse, ...]:
    """`clients` of a vendor.yaml, as its author ordered them."""
    return tuple(
        ClientUse(each.needed("client"), each.value("base") or "") for each in at.items("clients")
    )


def read_client(document: Document) -> ClientDefinition:
    """What a checked file of a client says."""
    at = whole(document, FileKind.CLIENT)
    return ClientDefinition(
        name=at.needed("client"),
        title=at.value("title"),
        language=at.value("language"),
        install=at.value("install") or "",
        sends=at.value("sends") or BEARER,
        code=tuple((name, at.value("code", name.value)) for name, _ in at.names("code")),
    )
