"""More that a vendor can do wrong, each under an `X-Mock` word of its own."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from tests.conformance import answers
from tests.conformance.turn import JSON, Lines, Turn

LONG_LINE = 200_000
"""Characters: a picture or the arguments of a tool call are as long in a single event."""


async def processing(turn: Turn) -> bool:
    """An interim answer that is not 103, with what no client may see, before the right one."""
    await turn.write(b"HTTP/1.1 102 Processing\r\nSet-Cookie: session=1\r\n\r\n")
    return await turn.whole(200, _right(turn), (JSON, ("Set-Cookie", "session=2")))


async def switching(turn: Turn) -> bool:
    """Changes to a protocol that nobody asked for."""
    await turn.write(b"HTTP/1.1 101 Whatever\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
    return False


async def naming(turn: Turn) -> bool:
    """A right answer whose Connection header names headers that are not the vendor's."""
    named = "x-content-type-options, x-request-id, vary, access-control-allow-origin, X-Hop"
    lines: Lines = (JSON, ("Connection", named), ("X-Hop", "1"))
    return await turn.whole(200, _right(turn), lines)


async def long_event(turn: Turn) -> bool:
    """A right stream after one very long event."""
    data = json.dumps({"object": "part", "pad": "p" * LONG_LINE}).encode()
    await turn.open_stream()
    await turn.chunk(b"data: " + data + b"\n\n")
    for event in answers.events(turn.path, turn.body):
        await turn.chunk(event)
    return await turn.end_stream()


async def figures(turn: Turn) -> bool:
    """A right answer but for its figures: neither can be a count or the name of a model."""
    data = answers.answer(turn.path, turn.body)
    wrong = {**data, "model": ["m"], "usage": {"prompt_tokens": -1, "completion_tokens": "7"}}
    return await turn.whole(200, json.dumps(wrong).encode())


def _right(turn: Turn) -> bytes:
    return json.dumps(answers.answer(turn.path, turn.body), ensure_ascii=False).encode()


BEHAVIOURS: dict[str, Callable[[Turn], Awaitable[bool]]] = {
    "figures": figures,
    "long-event": long_event,
    "naming": naming,
    "processing": processing,
    "switching": switching,
}
