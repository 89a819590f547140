"""Counts in long answers, wherever they are cut: what Python's json finds at the same pointers."""

from __future__ import annotations

import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from compiler.terms import InBody, Reported, Usage
from tests.gateways import gateway
from tests.ports import free_port
from tests.unit.targets.nginx_answers import HEAD, figures, reporting
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.sample_wire import exchange

ROUNDS = 36
# Longer than what is parsed.
LONG = 256 * 1024 + 1
INPUT = (("usage", "input"), ("usage", "cache", "1", "read"), ("a", "b", "a", "b"))
OUTPUT = ("usage", "output")
MODEL = ("list", "2", "model")
REPORTED = Reported(input=InBody(INPUT), output=InBody((OUTPUT,)), model=InBody((MODEL,)))
NAMES = (*"ab01", "usage", "input", "output", "cache", "read", "list", "model", 'é"{', "\\", "")
TEXTS = (
    "",
    "m-1",
    'm"2\\',
    "é€𝄞",
    '"usage":{"input":9}',
    "{[",
    "]}",
    "\\",
    "data: x\n\n",
    "\r\n{}",
)
COUNTS = (0, 7, 12.0, 1e3, 2**53 - 1, 2**53, -1, 12.5, True, None)


def _value(source: random.Random, depth: int) -> Any:
    kind = source.randrange(6 if depth else 3)
    if kind == 0:
        return source.choice(TEXTS) * source.choice((1, 1, 1, 300))
    if kind < 3:
        return source.choice(COUNTS)
    if kind == 3:
        return [_value(source, depth - 1) for _ in range(source.randrange(5))]
    return _object(source, depth)


def _object(source: random.Random, depth: int) -> dict[str, Any]:
    names = source.sample(NAMES, source.randrange(len(NAMES)))
    return {name: _value(source, depth - 1) for name in names}


def _document(source: random.Random) -> Any:
    """Values at the pointers, or something else on the way there, among much that is alike."""
    facts: list[tuple[str, Any]] = [
        ("usage", {**_object(source, 2), "input": 3, "cache": [0, {"read": 40}], "output": 5}),
        ("list", [_value(source, 2), [], {"model": "m-1", **_object(source, 1)}]),
        ("a", {"b": {**_object(source, 2), "a": {"b": 500}}}),
    ]
    facts = [fact for fact in facts if source.random() < 0.9]
    while len(json.dumps(facts)) < LONG:
        facts += [(f"x{len(facts)}", [_object(source, 4) for _ in range(20)])]
        facts += [(f"y{len(facts)}", source.choice(TEXTS) * 5_000)]
    source.shuffle(facts)
    return dict(facts)


def _at(document: Any, pointer: tuple[str, ...]) -> Any:
    for key in pointer:
        if isinstance(document, list):
            document = dict(enumerate(document)).get(int(key) if key.isdigit() else -1)
        else:
            document = document.get(key) if isinstance(document, dict) else None
    return document


def _count(document: Any, *pointers: tuple[str, ...]) -> int | None:
    found = [_at(document, pointer) for pointer in pointers]
    good = [
        int(value)
        for value in found
        if type(value) in (int, float) and 0 <= value < 2**53 and value == int(value)
    ]
    return sum(good) if good and sum(good) < 2**53 else None


def _expected(document: Any) -> tuple[Any, ...]:
    model = _at(document, MODEL)
    named = isinstance(model, str) and model and len(json.dumps(model)) <= 1024
    return model if named else None, _count(document, *INPUT), _count(document, OUTPUT)


def _spelled(source: random.Random, document: Any) -> str:
    return json.dumps(
        document,
        ensure_ascii=source.random() < 0.5,
        separators=source.choice(((",", ":"), (", ", ": "), (" ,\t", "\t : "))),
    )


def _event(source: random.Random, document: Any) -> tuple[str, str]:
    field = source.choice(("data:", "data: ", ": x\ndata: ", "event: e\ndata:"))
    end = source.choice(("\n", "\r\n", "\r"))
    lines = (
        json.dumps(document, indent=0).replace("\n", "\ndata: ")
        if source.random() < 0.2 and len(json.dumps(document, indent=0).split("\n")) < 16_000
        else _spelled(source, document)
    )
    text = f"data: {{}}\n\n{field}{lines}\n\ndata: [DONE]\n\n"
    return "text/event-stream", text.replace("\n", end)


def _line(source: random.Random, document: Any) -> tuple[str, str]:
    return "application/x-ndjson", f"{{}}\n{_spelled(source, document)}\n{{}}\n"


def _whole(source: random.Random, document: Any) -> tuple[str, str]:
    return "application/json", _spelled(source, document)


FORMS: tuple[Callable[[random.Random, Any], tuple[str, str]], ...] = (_event, _line, _whole)


def _pieces(source: random.Random, body: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        size = source.choice((1, 2, 7, 100, 5_000, 20_000, 70_000))
        yield body[at : at + size]
        at += size


def _answer(server: socket.socket, answers: list[tuple[str, list[bytes]]]) -> None:
    for kind, pieces in answers:
        connection, _ = server.accept()
        with closing(connection):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.recv(65536)
            size = sum(map(len, pieces))
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n"
            connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
            for piece in pieces:
                connection.sendall(piece)


@pytest.mark.parametrize("seed", [1])
def test_what_json_finds(tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    documents = [_document(source) for _ in range(ROUNDS)]
    written = [FORMS[at % len(FORMS)](source, each) for at, each in enumerate(documents)]
    answers = [(kind, list(_pieces(source, text.encode()))) for kind, text in written]
    port = free_port()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer, args=(server, answers), daemon=True)
        thread.start()
        sample = gateway(server.getsockname()[1], port)
        copy = deploy(reporting(sample, Usage(REPORTED, REPORTED)), tmp_path)
        with running(copy, port):
            for _, pieces in answers:
                answer = exchange(port, HEAD + "\r\nContent-Length: 2", b"{}")
                assert answer is not None
                assert answer.body == b"".join(pieces)
        thread.join(10)
    lines = [json.loads(line) for line in (tmp_path / "stdout").read_text().splitlines()]
    found = [figures(line) for line in lines]
    assert found == [_expected(each) for each in documents]
    assert len({figures for figures in found if None not in figures}) > 1
