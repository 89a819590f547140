"""More that a vendor can do wrong, each under an `X-Mock` word of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from urllib.parse import quote, unquote

from tests.conformance import answers, replies
from tests.conformance.turn import JSON, Lines, Turn

LONG_LINE = 200_000
"""Characters: a picture or the arguments of a tool call are as long in a single event."""

OUTDATED: Lines = (
    ("Deprecation", "@1"),
    ("Deprecation", "@2"),
    ("sunset", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Link", '</next>; rel="next"'),
    ("Link", '</v2>; rel="successor-version"'),
)


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


async def repeating(turn: Turn) -> bool:
    """A redirect that repeats the query, and headers that do so in other spellings, as do the words
    behind the status."""
    query = turn.target.partition("?")[2]
    login = f"/login?next={quote(turn.target, safe='')}"
    lines: Lines = (
        JSON,
        ("Location", f"https://elsewhere.test{turn.target}"),
        ("Link", f"<?{unquote(query)}>"),
        ("X-Repeated", re.sub("%..", lambda found: found[0].lower(), query)),
        ("X-Repeated", f"https://elsewhere.test{login}"),
        ("X-Repeated", f"/again?next={quote(login, safe='')}"),
        ("X-Request-Id", query),
        ("X-Vendor-Word", "kept"),
        ("Content-Length", "2"),
    )
    await turn.head(307, lines, f"moved to {turn.target}")
    await turn.write(b"{}")
    return True


async def long_event(turn: Turn) -> bool:
    """A right stream after one very long event."""
    data = json.dumps({"object": "part", "pad": "p" * LONG_LINE}).encode()
    await turn.open_stream()
    await turn.chunk(b"data: " + data + b"\n\n")
    for event in turn.events():
        await turn.chunk(event)
    return await turn.end_stream()


async def figures(turn: Turn) -> bool:
    """A right answer but for its figures: neither can be a count or the name of a model."""
    data = answers.answer(turn.path, turn.body)
    wrong = {**data, "model": ["m"], "usage": {"prompt_tokens": -1, "completion_tokens": "7"}}
    return await turn.whole(200, json.dumps(wrong).encode())


async def outdated(turn: Turn) -> bool:
    """An answer that speaks of the vendor's own deprecation; `outdated=429`: an error."""
    if turn.argument:
        return await turn.whole(int(turn.argument), b"{}", (JSON, *OUTDATED))
    return await turn.whole(200, _right(turn), (JSON, *OUTDATED))


async def long_texts(turn: Turn) -> bool:
    """A right answer, whole or streamed, whose texts and pictures are `long-texts=N` bytes long;
    the usage stands after them."""
    size = int(turn.argument)
    if not turn.wants_stream():
        return await turn.whole(200, replies.lengthened(turn.right()[1], size))
    await turn.open_stream()
    for event in turn.events():
        await turn.chunk(replies.lengthened(event, size))
    return await turn.end_stream()


async def incomplete(turn: Turn) -> bool:
    """A stream of a response that ends before its time: the event that says so has the usage."""
    await turn.open_stream()
    for event in turn.events():
        await turn.chunk(event.replace(b"response.completed", b"response.incomplete"))
    return await turn.end_stream()


def _right(turn: Turn) -> bytes:
    return turn.right()[1]


BEHAVIOURS: dict[str, Callable[[Turn], Awaitable[bool]]] = {
    "figures": figures,
    "incomplete": incomplete,
    "long-event": long_event,
    "long-texts": long_texts,
    "naming": naming,
    "outdated": outdated,
    "processing": processing,
    "repeating": repeating,
    "switching": switching,
}
