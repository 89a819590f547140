"""A name server for the engines that need one named: every name is 127.0.0.1 but
`.invalid`, which is none, and those that a test has moved."""

from __future__ import annotations

import socket
import struct
import threading

ADDRESS = 1
NO_SUCH_NAME = 3


class NameServer:
    """Answers UDP queries (RFC 1035) on a thread of its own. A context manager."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.addresses: dict[bytes, str] = {}
        self._thread = threading.Thread(target=self._serve, name="name server")

    def __enter__(self) -> NameServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stop:
            stop.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            query, sender = self._socket.recvfrom(2048)
            if not query:
                return
            self._socket.sendto(self._reply(query), sender)

    def _reply(self, query: bytes) -> bytes:
        """The answer to a query with one question; no address lives longer than a second."""
        end = 12
        labels = []
        while query[end]:
            labels.append(query[end + 1 : end + 1 + query[end]].lower())
            end += 1 + query[end]
        question = query[12 : end + 5]
        (kind,) = struct.unpack(">H", query[end + 1 : end + 3])
        known = labels[-1] != b"invalid"
        found = known and kind == ADDRESS
        flags = 0x8180 | (0 if known else NO_SUCH_NAME)
        head = query[:2] + struct.pack(">HHHHH", flags, 1, int(found), 0, 0)
        if not found:
            return head + question
        address = self.addresses.get(b".".join(labels), "127.0.0.1")
        record = struct.pack(">HHHIH", 0xC00C, ADDRESS, 1, 1, 4) + socket.inet_aton(address)
        return head + question + record
