"""How people talk to a vendor's API: what the portal, its snippets and the mock need to know beside
the vendor's description. Facts of vendor.yaml; no gateway reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from compiler.terms import Pointer

Value = str | int | bool
"""What a field of a request can be set to."""

ROLES = ("user", "assistant")
"""Who speaks in a conversation."""

EVENT_MARKERS = ("text", "model", "input", "output", "total")
"""What `<<…>>` stands for in the data of an event: the text and the model as JSON strings, and how
many tokens were read, written, and that in all."""

CODE_MARKERS = ("base_url", "url", "host", "model", "version")
"""What `<<…>>` stands for in the code of a client, as a literal of its language."""

BEARER, NO_HEADER = "authorization", "none"
"""How a client shows its key: as `Authorization: Bearer KEY`, or not at all."""

_MARKER = re.compile("<<([a-z_]+)>>")


def markers(text: str) -> tuple[str, ...]:
    """The names between `<<` and `>>`, in their order."""
    return tuple(_MARKER.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with values in the place of the markers that have one; what a value holds is no
    marker any more."""
    return _MARKER.sub(lambda found: values.get(found[1], found[0]), text)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an example of a stream. event: its name, where the vendor names its events.
    data: JSON in which `<<text>>`, `<<model>>`, `<<input>>`, `<<output>>` and `<<total>>` stand for
    JSON values; one with `<<text>>` is sent for each piece of the text."""

    event: str | None
    data: str


@dataclass(frozen=True, slots=True)
class Chat:
    """How a conversation is held. operation, streamed: operationIds. model: an example of a name.

    Pointers into a request: messages (a list), and in each of them role and text. roles: the
    vendor's words, by "user" and "assistant". fields: what every request has besides, stream: what
    one for a stream has besides that. Pointers into what comes back: answer leads to the text of
    a JSON answer, delta to a piece of it in the data of an event. events: a whole stream, as an
    example. end: the data of the event that ends a stream; None where there is none. model_at:
    pointer into a request's body, the model; None: it is named elsewhere, or nowhere.
    """

    operation: str
    streamed: str
    model: str
    messages: Pointer
    role: Pointer
    text: Pointer
    roles: tuple[tuple[str, str], ...]
    fields: tuple[tuple[Pointer, Value], ...]
    stream: tuple[tuple[Pointer, Value], ...]
    answer: Pointer
    delta: Pointer
    events: tuple[Event, ...]
    end: str | None
    model_at: Pointer | None = None


class Language(StrEnum):
    """What a snippet is written in, and how its literals are quoted."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    SHELL = "shell"


@dataclass(frozen=True, slots=True)
class Client:
    """A program or library that can be pointed at an API. base: what stands after the API's base
    URL in the one that it takes. install: the command that gets it; empty where none is needed.
    code: by group of operations, a text in which `<<base_url>>`, `<<url>>` and `<<model>>` stand
    for literals of the language; the key is the variable GATEWAY_KEY of the environment. sends:
    the header in which it shows the key, in lower case; NO_HEADER where it shows none."""

    name: str
    title: str
    language: Language
    install: str
    base: str
    code: tuple[tuple[str, str], ...]
    sends: str = BEARER


@dataclass(frozen=True, slots=True)
class Guide:
    """A vendor as people meet it. title: what they call it. chat: None where it holds none. groups:
    word -> operationIds, as vendor.yaml orders them."""

    title: str
    chat: Chat | None
    clients: tuple[Client, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
