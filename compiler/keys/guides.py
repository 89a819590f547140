"""The keys of vendor.yaml that speak to people: how a conversation is held, and with which programs
and libraries. No gateway reads them."""

from __future__ import annotations

from compiler.guides import EVENT_MARKERS
from compiler.keys import guide_kinds as guide
from compiler.keys import vendor_kinds as own
from compiler.keys.kinds import List, Mapping, Names, Scalar
from compiler.keys.row import DEVPORTAL, Key

_PORTAL = (DEVPORTAL,)
_MARKERS = ", ".join(f"<<{name}>>" for name in EVENT_MARKERS)


def _place(name: str, what: str) -> Key:
    return Key(f"chat.{name}", own.POINTER, what, required=True, targets=_PORTAL)


def _fields(name: str, what: str) -> tuple[Key, ...]:
    kind = Names(own.POINTER, "values by JSON pointers into the request")
    return (
        Key(f"chat.{name}", kind, what, default="none"),
        Key(f"chat.{name}.<pointer>", guide.CHAT_VALUE, "what the field is set to",
            targets=_PORTAL),
    )  # fmt: skip


def _role(name: str) -> Key:
    return Key(f"chat.roles.{name}", guide.ROLE_WORD, f"the vendor's word for the {name}",
               default=name, targets=_PORTAL)  # fmt: skip


def _known(path: str, kind: Scalar, what: str, default: str | None = None) -> Key:
    return Key(path, kind, what, required=default is None, default=default, targets=_PORTAL)


ROWS = (
    Key(
        "chat",
        Mapping("{operation: …, messages: …, …} or none", or_word="none"),
        "how a conversation is held: for the portal's chat, its snippets and 'gatewright dev'",
        default="none",
    ),
    _known("chat.operation", own.OPERATION_ID, "the operation that answers a conversation"),
    _known("chat.streamed", own.OPERATION_ID, "the operation that answers it with a stream",
           default="the same operation"),
    _known("chat.model", own.MODEL_NAME, "a model, as an example"),
    _place("messages", "where a request has the list of messages"),
    _place("role", "where a message says who speaks"),
    _place("text", "where a message says what is said"),
    Key("chat.roles", Mapping(), "the vendor's words for who speaks"),
    _role("user"),
    _role("assistant"),
    *_fields("set", "what each request of a conversation has besides"),
    *_fields("stream", "what a request for a stream has besides that, beside what asks for one"),
    _place("answer", "where an answer has the text"),
    _place("delta", "where the data of an event has a piece of the text"),
    Key("chat.events", List("a list of {event: …, data: …}", unique=False),
        "an example of a whole stream, which 'gatewright dev --mock' sends", required=True),
    Key("chat.events[]", Mapping("{event: NAME, data: JSON}"), "one event"),
    Key("chat.events[].event", guide.EVENT_NAME, "the event's name", default="no name"),
    Key("chat.events[].data", guide.EVENT_DATA,
        f"its data: JSON in which {_MARKERS} stand for values", required=True),
    Key("chat.end", guide.EVENT_END, "the data of the event that ends a stream",
        default="no such event",
        targets=_PORTAL),
    Key("clients", List("a list of {client: …, base: …}", filled=False, unique=False),
        "programs and libraries that can be pointed at the API", default="none"),
    Key("clients[]", Mapping("{client: NAME, base: PATH}"), "one of them"),
    _known("clients[].client", guide.CLIENT_NAME, "its name, which is that of its file"),
    _known("clients[].base", guide.BASE,
           "what stands after the API's base URL in the one that it takes", default=""),
)  # fmt: skip
