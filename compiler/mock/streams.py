"""Answers that come in pieces: a conversation as the vendor's data shows it, and other streams as
the vendor's description has their events."""

from __future__ import annotations

import json
from collections.abc import Iterator

from compiler.guides import Chat, Event, filled
from compiler.mock.calls import Call
from compiler.mock.events import described
from compiler.mock.framing import event
from compiler.mock.pointing import Json
from compiler.mock.replies import Reply, encoded, told
from compiler.mock.said import Exchange, exchange
from compiler.terms import BodyFlag, QueryFlag, Stream

_COUNTS = ("<<input>>", "<<output>>", "<<total>>")
_TEXT = "<<text>>"


def asked(call: Call) -> Stream | None:
    """The stream that a request asks for; None: it asks for none."""
    for stream in call.operation.streams:
        match stream.when:
            case None:
                return stream
            case QueryFlag(parameter, value) if call.request.parameters.get(parameter) == value:
                return stream
            case BodyFlag(pointer, value, default):
                found = call.body.at(pointer)
                if found is None and default:
                    return stream
                if found is not None and _is_set(found, value, call.body.form):
                    return stream
    return None


def _is_set(found: Json, value: str | None, form: bool) -> bool:
    if value is not None:
        return bool(found == value)
    return found is True or (form and str(found).lower() in ("true", "1"))


def streamed(call: Call, stream: Stream) -> Reply:
    """The answer as a stream."""
    said, chat = exchange(call), call.api.guide.chat
    if chat is not None and chat.events and call.operation.id == chat.streamed:
        events = [(found.event, data) for found, data in _conversation(call, chat, said)]
    else:
        events = list(described(call, stream.format.media_type, said))
    pieces = [event(stream.format, name, data) for name, data in events]
    if chat is not None and chat.end is not None and all(name is None for name, _ in events):
        pieces.append(event(stream.format, None, chat.end.encode()))
    return Reply(200, (("content-type", stream.format.media_type),), tuple(pieces), stream=True)


def collected(call: Call, chat: Chat) -> Reply:
    """All events of a conversation as the members of one JSON array."""
    members = [data for _, data in _conversation(call, chat, exchange(call))]
    return told(200, [json.loads(data) for data in members])


def _conversation(call: Call, chat: Chat, said: Exchange) -> Iterator[tuple[Event, bytes]]:
    """The example of a stream, filled with what is said."""
    counted = not chat.stream or all(
        call.body.at(pointer) == value for pointer, value in chat.stream
    )
    for one in chat.events:
        if not counted and any(marker in one.data for marker in _COUNTS):
            continue
        if _TEXT not in one.data:
            yield one, _filled(one, call, said, "", said.output)
            continue
        written = 0
        for piece in said.pieces:
            written += len(piece.split())
            yield one, _filled(one, call, said, piece, written)


def _filled(one: Event, call: Call, said: Exchange, piece: str, written: int) -> bytes:
    counts = {"input": said.input, "output": written, "total": said.input + written}
    values: dict[str, Json] = {"text": piece, "model": call.model, **counts}
    texts = {name: encoded(value).decode() for name, value in values.items()}
    return filled(one.data, texts).encode()
