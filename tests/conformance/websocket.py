"""WebSocket messages (RFC 6455) on both ends: the mock vendor's behaviour and a client's side."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import struct
from dataclasses import dataclass

from tests.conformance.client import Answer, Connection
from tests.conformance.turn import Left, Turn

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
MASK = b"\x37\xfa\x21\x3d"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
GREETING = b'{"type":"session.created"}'
BYE = struct.pack(">H", 1000)


@dataclass(frozen=True, slots=True)
class Message:
    """One message, never in several frames."""

    kind: int
    data: bytes


def accept_of(key: str) -> str:
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


def framed(kind: int, data: bytes, mask: bytes = b"") -> bytes:
    """The frame of a message; clients mask theirs."""
    size, marked = len(data), 128 if mask else 0
    if size < 126:
        head = struct.pack(">BB", 128 | kind, marked | size)
    elif size < 65536:
        head = struct.pack(">BBH", 128 | kind, marked | 126, size)
    else:
        head = struct.pack(">BBQ", 128 | kind, marked | 127, size)
    return head + mask + (masked(data, mask) if mask else data)


def masked(data: bytes, mask: bytes) -> bytes:
    repeated = mask * (len(data) // 4 + 1)
    number = int.from_bytes(data, "big") ^ int.from_bytes(repeated[: len(data)], "big")
    return number.to_bytes(len(data), "big")


class Client:
    """The client's side, after the handshake has been sent on `connection`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.answer: Answer = connection.switched()

    def send(self, kind: int, data: bytes) -> None:
        self.connection.send_all(framed(kind, data, MASK))

    def receive(self) -> Message:
        """The next message. ConnectionError: the connection ended instead."""
        first, second = self.connection.exactly(2)
        size = second & 127
        if size > 125:
            size = int.from_bytes(self.connection.exactly(2 if size == 126 else 8), "big")
        return Message(first & 15, self.connection.exactly(size))


async def live(turn: Turn) -> bool:
    """The vendor's side: greets, then sends back each message. `close` has it close, `drop` has it
    go without a word; a handshake's first protocol is taken."""
    asked = turn.headers.get("sec-websocket-protocol", "")
    protocol = asked.partition(",")[0].strip()
    chosen = f"Sec-WebSocket-Protocol: {protocol}\r\n" if protocol else ""
    await turn.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + f"Sec-WebSocket-Accept: {accept_of(turn.headers['sec-websocket-key'])}\r\n".encode()
        + f"X-Request-Id: vendor-id-1\r\nSet-Cookie: session=1\r\n{chosen}\r\n".encode()
    )
    await turn.write(framed(TEXT, GREETING))
    while True:
        message = await _read(turn.reader)
        kind, data = message.kind, message.data
        if data == b"drop":
            return False
        if kind == CLOSE or data == b"close":
            await turn.write(framed(CLOSE, data if kind == CLOSE else BYE))
            return False
        await turn.write(framed(PONG if kind == PING else kind, data))


async def _read(reader: asyncio.StreamReader) -> Message:
    """The client's next message. Left: the connection ended instead."""
    try:
        first, second = await reader.readexactly(2)
        assert second & 128, "a client masks what it sends"
        size = second & 127
        if size > 125:
            size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
        mask = await reader.readexactly(4)
        return Message(first & 15, masked(await reader.readexactly(size), mask))
    except asyncio.IncompleteReadError:
        raise Left from None
