"""What the body filter reads from a vendor's answer, and that the answer passes untouched."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.sample_wire import exchange

HEAD = f"POST /chat/1.0.0/v1/chat/completions HTTP/1.1\r\nHost: h\r\napi-key: {KEY}"
DECOY = '{"usage":{"prompt_tokens":999}}'
EVENT = 'data: {"model":"m","choices":[{"delta":{"content":"é"}}],"usage":null}\n\n'
LAST = 'data: {"model":"m","usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n'


def _document(padding: int, *, first: bool = False) -> str:
    usage = {"prompt_tokens": 3, "completion_tokens": 4}
    body = {"choices": [{"content": DECOY + "x" * padding}]}
    facts = {"model": "m", "usage": usage}
    return json.dumps(facts | body if first else body | facts)


def _answered(tmp_path: Path, kind: str, chunks: Sequence[bytes]) -> dict[str, Any]:
    """The log line of a request that the vendor answers with `chunks`, one write for each."""
    port = free_port()
    body = b"".join(chunks)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer, args=(server, kind, chunks))
        thread.start()
        copy = deploy(gateway(server.getsockname()[1], port), tmp_path)
        with running(copy, port):
            answer = exchange(port, HEAD + "\r\nContent-Length: 2", b"{}")
        thread.join()
    assert answer is not None
    assert answer.body == body
    line: dict[str, Any] = json.loads((tmp_path / "stdout").read_text())
    assert line["bytes_out"] == len(body)
    return line


def _answer(server: socket.socket, kind: str, chunks: Sequence[bytes]) -> None:
    connection, _ = server.accept()
    with closing(connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.recv(65536)
        size = sum(map(len, chunks))
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n"
        connection.sendall(head.encode())
        for chunk in chunks:
            connection.sendall(chunk)


def _figures(line: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        line[f"gen_ai.{name}"]
        for name in ("response.model", "usage.input_tokens", "usage.output_tokens")
    )


@pytest.mark.parametrize(
    "text",
    [
        _document(0),
        _document(100_000),
        _document(1_000_000),
        _document(1_000_000, first=True),
        _document(9_000_000, first=True),
    ],
    ids=["short", "parsed", "searched-end", "searched-beginning", "let-go"],
)
def test_a_document(tmp_path: Path, text: str) -> None:
    line = _answered(tmp_path, "application/json", [text.encode()])
    assert _figures(line) == ("m", 3, 4)
    assert line["stream"] is False


@pytest.mark.parametrize(
    "pieces",
    [
        [EVENT, EVENT, LAST, "data: [DONE]\n\n"],
        [EVENT + EVENT + LAST],
        [EVENT[:20], EVENT[20:] + LAST[:40], LAST[40:]],
        list(EVENT + LAST),
        [(EVENT + LAST).replace("\n", "\r\n")],
        [": note\n\n", EVENT, LAST.rstrip("\n")],
        [EVENT, LAST.replace('"usage"', f'"b64":"{"x" * 3_000_000}","usage"')],
        [EVENT, LAST.replace("}}", f'}},"b64":"{"x" * 3_000_000}"}}')],
        [f": {DECOY}{'x' * 300_000}\n\n", EVENT, LAST],
    ],
    ids=[
        "events",
        "one-chunk",
        "across",
        "characters",
        "crlf",
        "unfinished",
        "after-a-picture",
        "before-a-picture",
        "after-a-long-note",
    ],
)
def test_events(tmp_path: Path, pieces: list[str]) -> None:
    chunks = [piece.encode() for piece in pieces]
    line = _answered(tmp_path, "text/event-stream; charset=utf-8", chunks)
    assert _figures(line) == ("m", 3, 4)
    assert line["stream"] is True


def test_lines_of_json(tmp_path: Path) -> None:
    lines = [b'{"model": "m"}\n', b'{"usage": {"prompt_tokens": 3, "completion_tokens": 4}}\n']
    assert _figures(_answered(tmp_path, "application/x-ndjson", lines)) == ("m", 3, 4)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", bytes(range(256)) * 40),
        ("application/json", b'{"model": ["m"], "usage": {"prompt_tokens": "3"}}'),
        ("application/json", b'{"usage": null}'),
        ("application/json", b"[]"),
        ("text/event-stream", b"data: {\n\ndata: {}\n\n"),
        ("audio/mpeg", bytes(range(256)) * 400),
    ],
)
def test_what_says_nothing(tmp_path: Path, kind: str, body: bytes) -> None:
    assert _figures(_answered(tmp_path, kind, [body])) == (None, None, None)
