"""A vendor that becomes a WebSocket's other end when it is asked to, and records what arrives."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
AGREED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: agreed\r\nSet-Cookie: a=b\r\nrequest-id: req-1\r\n\r\n"
)


@dataclass(slots=True)
class UpgradingVendor:
    """Sends `answer` on each connection once `awaited` has come; behind a 101 it echoes what comes.
    `received` has what came, by connection."""

    server: socket.socket
    answer: bytes = AGREED
    awaited: bytes = HEAD_END
    received: list[bytearray] = field(default_factory=list)

    @property
    def port(self) -> int:
        number: int = self.server.getsockname()[1]
        return number

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                received = bytearray()
                self.received.append(received)
                threading.Thread(
                    target=self._talk, args=(connection, received), daemon=True
                ).start()

    def _talk(self, connection: socket.socket, received: bytearray) -> None:
        with closing(connection), contextlib.suppress(OSError):
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


@contextmanager
def upgrading_vendor() -> Iterator[UpgradingVendor]:
    one = UpgradingVendor(socket.create_server(("127.0.0.1", 0)))
    threading.Thread(target=one.serve, daemon=True).start()
    try:
        yield one
    finally:
        one.server.shutdown(socket.SHUT_RDWR)
        one.server.close()
