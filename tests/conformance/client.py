"""A client that writes the bytes it is told to and reports exactly what comes back."""

from __future__ import annotations

import json
import select
import socket
import ssl
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

PATIENCE = 20.0
"""Seconds without any byte after which an exchange is given up. Never a margin of a test."""

INTERIM = frozenset(range(100, 200)) - {101}
"""Answers after which another comes; after 101 it is another protocol that comes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` 0: the connection was closed without an answer. `reason`: the words
    behind it. `framing` is length, chunked, close or none; `complete` is False where the answer
    broke off."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    framing: str = "none"
    complete: bool = False
    reason: str = ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    def one(self, name: str) -> str | None:
        """The value of a header that is there once; None where it is not."""
        values = self.all(name)
        assert len(values) < 2, f"{name} is there {len(values)} times: {values}"
        return values[0] if values else None

    @property
    def json(self) -> Any:
        return json.loads(self.body)


NO_ANSWER = Answer(0)


class Connection:
    """One connection to a gateway on the loopback. A context manager."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self._socket = tls.wrap_socket(self._socket, server_hostname="localhost")
        self._buffer = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> bool:
        """Sends all of it, unless an answer or a reset comes first (then False)."""
        if isinstance(self._socket, ssl.SSLSocket):
            # Readable says nothing here: it may be a session ticket of TLS 1.3.
            self._socket.sendall(data)
            return True
        view = memoryview(data)
        while view:
            readable, writable, _ = select.select([self._socket], [self._socket], [], PATIENCE)
            if readable or not writable:
                return False
            try:
                view = view[self._socket.send(view[:65536]) :]
            except OSError:
                return False
        return True

    def send_all(self, data: bytes) -> None:
        """Sends all of it, whatever comes meanwhile. ConnectionError: the connection ended."""
        self._socket.sendall(data)

    def start_tls(self, tls: ssl.SSLContext, name: str) -> None:
        """TLS from here on, for instance inside a tunnel."""
        self._socket = tls.wrap_socket(self._socket, server_hostname=name)

    def leave(self, *, reset: bool = False) -> None:
        """Closes the connection, in good order or with a reset."""
        if reset:
            linger = struct.pack("ii", 1, 0)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._socket.close()

    def closed_by_peer(self) -> bool:
        """Waits until the peer closes; False if it sends something instead."""
        return not self._buffer and not self._fill()

    def answer(self, *, bodiless: bool = False) -> Answer:
        """The next final answer. `bodiless`: the request was a HEAD."""
        opened = self.open_answer()
        if opened.status == 0:
            return opened
        framing = "none" if bodiless or opened.status in (101, 204, 304) else opened.framing
        body = b""
        complete = True
        try:
            for part in self.parts(opened, framing):
                body += part
        except ConnectionError:
            complete = False
        return replace(opened, body=body, framing=framing, complete=complete)

    def interim(self) -> int:
        """The status of the next head, which must be an interim answer (RFC 9110 section 15.2)."""
        head = self._until(b"\r\n\r\n")
        return int(head.split(b" ")[1]) if head else 0

    def switched(self) -> Answer:
        """The answer to a request for another protocol: the head alone where it is granted."""
        opened = self.open_answer()
        if opened.status in (0, 101):
            return opened
        return Answer(opened.status, opened.headers, b"".join(self.parts(opened)), complete=True)

    def exactly(self, size: int) -> bytes:
        """So many bytes of what comes. ConnectionError: it ended before."""
        data = b""
        while len(data) < size:
            data += self._some(size - len(data))
        return data

    def open_answer(self) -> Answer:
        """The head of the next final answer, its body unread."""
        while True:
            head = self._until(b"\r\n\r\n")
            if head is None:
                return NO_ANSWER
            lines = head.decode("latin-1").split("\r\n")
            assert lines[0].startswith("HTTP/1."), f"not an answer: {lines[0]!r}"
            status = int(lines[0].split(" ", 2)[1])
            if status in INTERIM:
                continue
            pairs = (line.partition(":") for line in lines[1:] if line)
            headers = tuple((name, value.strip()) for name, _, value in pairs)
            reason = lines[0][len("HTTP/1.1 200 ") :]
            return Answer(status, headers, framing=_framing(headers), reason=reason)

    def parts(self, opened: Answer, framing: str | None = None) -> Iterator[bytes]:
        """The body piece by piece as it arrives. ConnectionError: it broke off."""
        match opened.framing if framing is None else framing:
            case "none":
                return
            case "length":
                left = int(opened.one("content-length") or 0)
                while left:
                    piece = self._some(left)
                    left -= len(piece)
                    yield piece
            case "chunked":
                yield from self._chunks()
            case _:
                while self._buffer or self._fill():
                    piece, self._buffer = self._buffer, b""
                    yield piece

    def _chunks(self) -> Iterator[bytes]:
        while True:
            line = self._until(b"\r\n")
            if line is None:
                raise ConnectionResetError("cut between chunks")
            left = int(line.split(b";")[0], 16)
            if left == 0:
                while line != b"":
                    line = self._until(b"\r\n")
                    if line is None:
                        raise ConnectionResetError("cut in the trailers")
                return
            while left:
                piece = self._some(left)
                left -= len(piece)
                yield piece
            if self._until(b"\r\n") != b"":
                raise ConnectionResetError("cut after a chunk")

    def _some(self, most: int) -> bytes:
        if not self._buffer and not self._fill():
            raise ConnectionResetError("cut inside the body")
        piece, self._buffer = self._buffer[:most], self._buffer[most:]
        return piece

    def _until(self, mark: bytes) -> bytes | None:
        while mark not in self._buffer:
            if not self._fill():
                return None
        line, _, self._buffer = self._buffer.partition(mark)
        return line

    def _fill(self) -> bool:
        try:
            data = self._socket.recv(65536)
        except (ConnectionError, ssl.SSLEOFError):
            return False
        self._buffer += data
        return bool(data)


def _framing(headers: tuple[tuple[str, str], ...]) -> str:
    names = {name.lower(): value.lower() for name, value in headers}
    if names.get("transfer-encoding") == "chunked":
        return "chunked"
    return "length" if "content-length" in names else "close"
