"""A real Envoy in a deployed copy, a vendor that records what arrives, and plain HTTP to both."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from compiler.ir import Gateway
from compiler.targets.envoy import TARGET

VENDOR_KEY = "vendor-key-of-the-tests"
ANSWER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n"
    b'{"model": "m-1"}'
)


def envoy_program() -> str:
    """Envoy beside this Python or on PATH; the test is skipped without it."""
    beside = Path(sys.executable).parent / "envoy"
    found = str(beside) if beside.exists() else shutil.which("envoy")
    if found is None:
        pytest.skip("envoy is not installed")
    return found


def deploy(gateway: Gateway, folder: Path) -> Path:
    """The gateway's artifacts as files in `folder`."""
    for artifact in TARGET.emit(gateway):
        target = folder / artifact.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(artifact.content)
    return folder


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
    """Envoy keeps a connection half open for a second after an answer of its own."""
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    return bool(end and length and len(body) >= int(length[1]))


@dataclass(slots=True)
class Vendor:
    """Answers every request with ANSWER. `heads`: what arrived."""

    server: socket.socket
    heads: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        number: int = self.server.getsockname()[1]
        return number

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection), contextlib.suppress(OSError):
            while True:
                received = b""
                while b"\r\n\r\n" not in received:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    received += piece
                self.heads.append(received.decode("latin-1").lower())
                connection.sendall(ANSWER)


@contextmanager
def vendor() -> Iterator[Vendor]:
    one = Vendor(socket.create_server(("127.0.0.1", 0)))
    threading.Thread(target=one.serve, daemon=True).start()
    try:
        yield one
    finally:
        # A blocked accept() holds the listener open; shutdown wakes it.
        one.server.shutdown(socket.SHUT_RDWR)
        one.server.close()


@contextmanager
def running(folder: Path, port: int, *, config: str = "envoy.yaml") -> Iterator[bool]:
    """Envoy in `folder`. True once `port` takes connections, False when it does not in time."""
    environment = {"PATH": os.environ["PATH"], "SAMPLE_API_KEY": VENDOR_KEY}
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            [envoy_program(), "-c", config, "--disable-hot-restart", "--concurrency", "1"],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=err,
        )
        try:
            yield _listening(process, folder, port)
        finally:
            process.terminate()
            process.wait(20)


def _listening(process: subprocess.Popen[bytes], folder: Path, port: int) -> bool:
    """Envoy says when it has read everything; without a listener there will be none then."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return True
        if b"starting main dispatch loop" in (folder / "stderr").read_bytes():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return True
            return False
        time.sleep(0.02)
    return False


def logged(folder: Path) -> str:
    """Everything that a stopped Envoy wrote."""
    return (folder / "stdout").read_text() + (folder / "stderr").read_text()
