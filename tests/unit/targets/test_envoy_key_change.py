"""A key in the query that changes while an answer is on its way, on a real Envoy."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.sample_wire import Answer, Listening, exchange
from tests.unit.targets.test_envoy_vendors import BY_KEY, with_query_key

FIRST = "the+first/key=41c7a0"
OTHERS = ("the+second/key=9f21bb", "the-third-key-07d3aa")
SHORT = "k-41"  # one that could be a part of anything


@dataclass(slots=True)
class SlowVendor(Listening):
    """Answers with a redirect that repeats the target, the first request not before `go` is set."""

    go: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def talk(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        if not self.asked.is_set():
            self.asked.set()
            self.go.wait(20)
        to = "http://v.test" + head.split(b" ")[1].decode()
        link = f"</login?next={quote(f'/again?next={quote(to)}')}>"
        lines = (b"HTTP/1.1 307 Go", f"Location: {to}\r\nLink: {link}\r\nX-Word: kept".encode())
        connection.sendall(b"\r\n".join((*lines, b"Content-Length: 0\r\n\r\n")))


def check(answer: Answer | None) -> None:
    """Nothing of it tells the key, however often encoded."""
    assert answer
    assert answer.status == 307
    assert "x-word: kept" in answer.head
    assert "location:" not in answer.head
    assert "link:" not in answer.head


@pytest.mark.parametrize("key", [FIRST, SHORT])
def test_the_former_key_is_in_no_redirect(key: str, tmp_path: Path) -> None:
    """The answer to a request that was sent with it may come after the next key is in use."""
    port, file = free_port(), tmp_path / "key"
    file.write_text(key)
    with SlowVendor() as one, ThreadPoolExecutor(1) as clients:
        folder = deploy(with_query_key(one.port, port, file), tmp_path / "copy")
        with running(folder, port) as up:
            assert up
            waiting = clients.submit(exchange, port, BY_KEY)
            assert one.asked.wait(20)
            for other in OTHERS:
                file.write_text(other)
                answer = exchange(port, BY_KEY)
                check(answer)
            one.go.set()
            check(waiting.result(20))
