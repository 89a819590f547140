"""What the mock vendor does with a request that has arrived: one function per `X-Mock` word."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable

from compiler.contract import (
    REMOVED_RESPONSE_HEADER_PREFIXES,
    REMOVED_RESPONSE_HEADERS,
)
from tests.conformance import answers, faults, replies, websocket
from tests.conformance.long_events import SAID
from tests.conformance.turn import JSON, Lines, Turn

ALL_BYTES = bytes(range(256)) * 40


async def right(turn: Turn) -> bool:
    """The correct answer of the operation, streamed where the request asks for it."""
    if not turn.wants_stream():
        kind, body = turn.right()
        lines = replies.lines(turn.provider)
        if kind:
            lines = (("Content-Type", kind), *lines)
        if turn.status() == 204:
            await turn.head(204, lines)
            return True
        return await turn.whole(turn.status(), body, lines)
    await turn.open_stream(None, *replies.lines(turn.provider, stream=True))
    for event in turn.events():
        await turn.chunk(event)
    return await turn.end_stream()


async def stepwise(turn: Turn) -> bool:
    """A stream whose every event waits for the test: `steps`, or `steps=ndjson|aws`."""
    kinds = {"ndjson": "application/x-ndjson", "aws": "application/vnd.amazon.eventstream"}
    kind = ("Content-Type", kinds[turn.argument]) if turn.argument else None
    await turn.open_stream(kind)
    for event in turn.events():
        await turn.step()
        await turn.chunk(event)
    return await turn.end_stream()


async def trickle(turn: Turn) -> bool:
    """A right stream, one byte a chunk; or one JSON answer in pieces of seven (`trickle=json`)."""
    if turn.argument == "json":
        pieces, size = turn.right()[1], 7
        await turn.open_stream(JSON)
    else:
        pieces, size = b"".join(turn.events()), 1
        await turn.open_stream()
    for start in range(0, len(pieces), size):
        await turn.chunk(pieces[start : start + size])
    return await turn.end_stream()


async def cut(turn: Turn) -> bool:
    """Breaks off after an event: inside a chunked stream, or short of the length (`cut=length`)."""
    event = turn.events()[0]
    if turn.argument == "length":
        await turn.head(200, (JSON, ("Content-Length", str(len(event) + 495))))
        await turn.write(event)
    else:
        await turn.open_stream()
        await turn.chunk(event)
    await turn.step()
    return False


async def steady(turn: Turn) -> bool:
    """A stream that takes longer than an idle timeout of a second and is never idle so long."""
    await turn.open_stream()
    for event in turn.events():
        await turn.chunk(event)
        await asyncio.sleep(0.3)
    return await turn.end_stream()


async def hang(turn: Turn) -> bool:
    """Never answers; with `hang=N` only after N events."""
    if turn.argument:
        await turn.open_stream()
        for event in turn.events()[: int(turn.argument)]:
            await turn.chunk(event)
    await turn.until_left()
    return False


async def reset(turn: Turn) -> bool:
    """Resets the connection instead of answering."""
    raw = turn.writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


async def close(_: Turn) -> bool:
    """Closes the connection instead of answering."""
    return False


async def garbage(turn: Turn) -> bool:
    """Answers with something that is no HTTP."""
    await turn.write(b"\x00\x01GARBAGE of the vendor\r\n\r\nsecret-garbage")
    return False


async def two_lengths(turn: Turn) -> bool:
    """Answers with two lengths that differ: nobody can say where it ends."""
    await turn.write(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nsecret-garbage"
    )
    return False


async def marked_id(turn: Turn) -> bool:
    """A right answer whose request id needs escaping in a log."""
    lines = (JSON, ("Request-Id", 'vendor "id" \\ {1}'))
    return await turn.whole(200, turn.right()[1], lines)


async def wide(turn: Turn) -> bool:
    """A right answer with 7 KiB of headers."""
    lines = tuple((f"X-Vendor-Policy-{number}", "p" * 1000) for number in range(7))
    return await turn.whole(200, turn.right()[1], (JSON, *lines))


async def status(turn: Turn) -> bool:
    """The vendor's own error: `status=429`."""
    number = int(turn.argument)
    lines: Lines = (
        JSON,
        ("Retry-After", "17"),
        ("X-RateLimit-Remaining-Requests", "0"),
        ("X-Vendor-Word", "kept"),
        *replies.limits(turn.provider),
    )
    if number in range(300, 400):
        lines = (*lines, ("Location", "https://elsewhere.test/v1/models"))
    if number in (204, 304):
        await turn.head(number, lines[1:])
        return True
    return await turn.whole(number, replies.error(turn.provider, number), lines)


async def noisy(turn: Turn) -> bool:
    """A right answer with every header that a gateway must take away or must not obey."""
    lines: Lines = (
        JSON,
        ("Set-Cookie", "session=1"),
        ("Set-Cookie", "other=2"),
        ("Server", "vendor-server/9.9"),
        ("Via", "1.1 vendor-edge"),
        ("Alt-Svc", 'h3=":443"'),
        ("X-Accel-Redirect", "/healthz"),
        ("X-Accel-Expires", "100"),
        ("X-Accel-Limit-Rate", "1"),
        ("X-Accel-Buffering", "yes"),
        ("X-Accel-Charset", "latin1"),
        ("X-Accel-Foo", "unknown"),
        ("X-Envoy-Upstream-Service-Time", "5"),
        ("Keep-Alive", "timeout=5"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "X-Evil"),
        ("X-Content-Type-Options", "vendor"),
        ("X-Request-Id", "vendor-id-2"),
        ("Vary", "Accept-Language"),
        ("Cache-Control", "no-store"),
        ("Expires", "0"),
        ("ETag", '"abc"'),
        ("X-RateLimit-Limit-Requests", "60"),
        ("X-RateLimit-Remaining-Tokens", "499"),
        ("X-Vendor-Twice", "one"),
        ("X-Vendor-Twice", "two"),
        ("X-Lab-Internal", "cluster-7"),
    )
    return await turn.whole(200, turn.right()[1], lines)


async def removed(turn: Turn) -> bool:
    """A right answer with each header of the contract's list, and one of each prefix."""
    names = (
        *REMOVED_RESPONSE_HEADERS,
        *(prefix + "something" for prefix in REMOVED_RESPONSE_HEADER_PREFIXES),
    )
    lines = (JSON, *((name.title(), "vendor-word") for name in names))
    return await turn.whole(200, turn.right()[1], lines)


async def binary(turn: Turn) -> bool:
    """Every byte value under a JSON type (`binary`) or as a file (`binary=file`)."""
    kind = ("Content-Type", "application/octet-stream") if turn.argument else JSON
    await turn.open_stream(kind)
    for start in range(0, len(ALL_BYTES), 1000):
        await turn.chunk(ALL_BYTES[start : start + 1000])
    return await turn.end_stream()


async def big(turn: Turn) -> bool:
    """A JSON answer with `big=N` bytes of text; the usage stands before it."""
    data = answers.answer(turn.path, turn.body)
    return await turn.whole(
        200, _json({"usage": data["usage"], **data, "pad": "x" * int(turn.argument)})
    )


async def unframed(turn: Turn) -> bool:
    """A right answer that ends with the connection."""
    await turn.head(200, (JSON, ("Connection", "close")))
    await turn.write(turn.right()[1])
    return False


async def decoy(turn: Turn) -> bool:
    """An answer whose text speaks of usage and model; the true ones come after it."""
    data = answers.answer(turn.path, turn.body)
    text = 'He said: "usage": {"prompt_tokens": 666, "completion_tokens": 667}, "model": "evil"'
    data["choices"][0]["message"]["content"] = text
    data["model"] = "true-model"
    return await turn.whole(200, _json(data))


async def say(turn: Turn) -> bool:
    """What `measures` has under a name, byte for byte: `say=NAME`."""
    said = SAID[turn.argument]
    kind = ("Content-Type", said.kind)
    if len(said.parts) == 1:
        return await turn.whole(200, said.body, (kind, *said.lines))
    await turn.open_stream(kind, *said.lines)
    for part in said.parts:
        await turn.chunk(part)
    return await turn.end_stream()


async def silent(turn: Turn) -> bool:
    """A right answer that does not say what was used."""
    body = json.loads(turn.right()[1])
    del body["usage"]
    return await turn.whole(200, _json(body))


async def interim(turn: Turn) -> bool:
    """An interim answer (RFC 8297) before the right one."""
    await turn.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")
    return await right(turn)


async def encoded(turn: Turn) -> bool:
    """A coded answer although identity was asked for: it is not the gateway's to change."""
    lines = (JSON, ("Content-Encoding", "gzip"))
    return await turn.whole(200, b"\x1f\x8b not really gzip \x00\xff", lines)


async def trailers(turn: Turn) -> bool:
    """A chunked answer with a trailer section."""
    await turn.open_stream(JSON)
    await turn.chunk(turn.right()[1])
    await turn.write(b"0\r\nX-Checksum: abc\r\n\r\n")
    return True


BEHAVIOURS: dict[str, Callable[[Turn], Awaitable[bool]]] = {
    "": right,
    "big": big,
    "binary": binary,
    "close": close,
    "cut": cut,
    "decoy": decoy,
    "encoded": encoded,
    "garbage": garbage,
    "hang": hang,
    "interim": interim,
    "live": websocket.live,
    "marked-id": marked_id,
    "noisy": noisy,
    "removed": removed,
    "reset": reset,
    "say": say,
    "silent": silent,
    "status": status,
    "steady": steady,
    "steps": stepwise,
    "trailers": trailers,
    "trickle": trickle,
    "two-lengths": two_lengths,
    "unframed": unframed,
    "wide": wide,
    **faults.BEHAVIOURS,
}


async def play(turn: Turn) -> bool:
    """Answers; True where the connection lives on. The credential is checked like the vendor's."""
    if not turn.is_known:
        return await turn.whole(401, replies.unauthorized(turn.provider))
    if refusal := replies.refuses(turn.provider, turn.target, turn.headers):
        return await turn.whole(*refusal)
    return await BEHAVIOURS[turn.headers.get("x-mock", "").partition("=")[0]](turn)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
