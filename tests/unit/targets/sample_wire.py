"""What the tests of the engines share: a vendor that records, plain HTTP, a deployed copy."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import sys
import threading
from abc import ABC, abstractmethod
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Self

from compiler.ir import Gateway
from compiler.targets import Target

VENDOR_KEY = "vendor-key-of-the-tests"
ANSWER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n"
    b'{"model": "m-1"}'
)


def program(name: str) -> str:
    """An engine's program beside this Python or on PATH. AssertionError: it is not installed."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found is not None, f"{name} is not installed: pip install '.[engines]'"
    return found


def bare_program(command: str, package: str, name: str) -> str:
    """What the `command` of a package on PyPI becomes: starting it through Python takes longer
    than reading a configuration. The command itself where it cannot be told."""
    inside: list[Path] = []
    with contextlib.suppress(PackageNotFoundError):
        inside = [Path(str(file.locate())) for file in files(package) or () if file.name == name]
    match [file for file in inside if file.resolve() != Path(program(command)).resolve()]:
        case [file] if os.access(file, os.X_OK):
            return str(file)
    return program(command)


def deploy_to(folder: Path, target: Target, gateway: Gateway) -> Path:
    """The gateway's artifacts as files in `folder`."""
    for artifact in target.emit(gateway):
        file = folder / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
    return folder


@dataclass(slots=True)
class Answer:
    status: int
    head: str
    body: bytes


def exchange(port: int, head: str, body: bytes = b"") -> Answer | None:
    """One request on a connection of its own; None when nobody answers. `head` without its empty
    line."""
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=5)) as connection:
            connection.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
            received = b""
            while not _whole(received) and (piece := connection.recv(65536)):
                received += piece
    except OSError:
        return None
    first, _, rest = received.partition(b"\r\n\r\n")
    if not first:
        return None
    return Answer(int(first[9:12]), first.decode("latin-1").lower(), rest)


def _whole(received: bytes) -> bool:
    """Engines keep a connection half open for a while after an answer of their own."""
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(end and length and len(body) >= int(length[1]))


@dataclass(slots=True)
class Listening(ABC):
    """A server on a free port of the loopback, with a thread for each connection. As a context
    manager it serves until the end of the body."""

    server: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0)), init=False
    )

    @property
    def port(self) -> int:
        number: int = self.server.getsockname()[1]
        return number

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # A blocked accept() holds the listener open; shutdown wakes it.
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with closing(connection), contextlib.suppress(OSError):
            self.talk(connection)

    @abstractmethod
    def talk(self, connection: socket.socket) -> None:
        """All of one connection, which is closed afterwards."""


@dataclass(slots=True)
class Vendor(Listening):
    """Answers every request with `answer`. `heads`: what arrived."""

    heads: list[str] = field(default_factory=list)
    answer: bytes = ANSWER

    def talk(self, connection: socket.socket) -> None:
        while True:
            received = b""
            while b"\r\n\r\n" not in received:
                piece = connection.recv(65536)
                if not piece:
                    return
                received += piece
            self.heads.append(received.decode("latin-1").lower())
            connection.sendall(self.answer)


def vendor() -> Vendor:
    """To be entered."""
    return Vendor()
