"""A vendor that becomes a WebSocket's other end when it is asked to, and records what arrives."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

from tests.unit.targets.sample_wire import Listening

HEAD_END = b"\r\n\r\n"
AGREED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: agreed\r\nSet-Cookie: a=b\r\nrequest-id: req-1\r\n\r\n"
)


@dataclass(slots=True)
class UpgradingVendor(Listening):
    """Sends `answer` on each connection once `awaited` has come; behind a 101 it echoes what comes.
    `received` has what came, by connection."""

    answer: bytes = AGREED
    awaited: bytes = HEAD_END
    received: list[bytearray] = field(default_factory=list)

    def talk(self, connection: socket.socket) -> None:
        received = bytearray()
        self.received.append(received)
        answered = False
        while piece := connection.recv(65536):
            received += piece
            if answered and self.answer.startswith(b"HTTP/1.1 101"):
                connection.sendall(piece)
            elif not answered and self.awaited in received:
                connection.sendall(self.answer)
                answered = True
                if b"Connection: close" in self.answer:
                    return


def upgrading_vendor() -> UpgradingVendor:
    """To be entered."""
    return UpgradingVendor()
