"""What the body filter reads from a vendor's answer, and that the answer passes untouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.targets.nginx_answers import answered, figures

DECOY = '{"usage":{"prompt_tokens":999}}'
EVENT = 'data: {"model":"m","choices":[{"delta":{"content":"é"}}],"usage":null}\n\n'
LAST = 'data: {"model":"m","usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n'


def _document(padding: int, *, first: bool = False) -> str:
    usage = {"prompt_tokens": 3, "completion_tokens": 4}
    body = {"choices": [{"content": DECOY + "x" * padding}]}
    facts = {"model": "m", "usage": usage}
    return json.dumps(facts | body if first else body | facts)


@pytest.mark.parametrize(
    "text",
    [
        _document(0),
        _document(100_000),
        _document(1_000_000),
        _document(1_000_000, first=True),
        _document(9_000_000),
        _document(34_000_000, first=True),
    ],
    ids=["short", "parsed", "end", "beginning", "long", "let-go"],
)
def test_a_document(tmp_path: Path, text: str) -> None:
    line = answered(tmp_path, "application/json", [text.encode()])
    assert figures(line) == ("m", 3, 4)
    assert line["stream"] is False


@pytest.mark.parametrize(
    "pieces",
    [
        [EVENT, EVENT, LAST, "data: [DONE]\n\n"],
        [EVENT + EVENT + LAST],
        [EVENT[:20], EVENT[20:] + LAST[:40], LAST[40:]],
        list(EVENT + LAST),
        list((EVENT + LAST).replace("\n", "\r\n")),
        list((EVENT + LAST).replace("\n", "\r")),
        [(EVENT + LAST).replace("\n", "\r\n")],
        [LAST.replace("3", "9") * 30_000, LAST],
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
        "characters-of-crlf",
        "characters-of-cr",
        "crlf",
        "many-short-ones",
        "unfinished",
        "after-a-picture",
        "before-a-picture",
        "after-a-long-note",
    ],
)
def test_events(tmp_path: Path, pieces: list[str]) -> None:
    chunks = [piece.encode() for piece in pieces]
    line = answered(tmp_path, "text/event-stream; charset=utf-8", chunks)
    assert figures(line) == ("m", 3, 4)
    assert line["stream"] is True


def test_lines_of_json(tmp_path: Path) -> None:
    lines = [b'{"model": "m"}\n', b'{"usage": {"prompt_tokens": 3, "completion_tokens": 4}}\n']
    assert figures(answered(tmp_path, "application/x-ndjson", lines)) == ("m", 3, 4)


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
    assert figures(answered(tmp_path, kind, [body])) == (None, None, None)
