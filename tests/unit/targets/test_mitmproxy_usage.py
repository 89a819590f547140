"""What was used is read from answers in any pieces, and nothing that passes breaks the reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from gatewright_gateway.events import EventScanner, LineScanner
from gatewright_gateway.usage import JsonScanner
from hypothesis import given
from hypothesis import strategies as st

POINTERS = {
    ("model",): "model",
    ("usage", "in"): "in",
    ("usage", "out"): "out",
    ("list", "1", "in"): "second",
}
KEYS = st.sampled_from(["model", "usage", "in", "out", "list", "ø", 'q"\\', ""]) | st.text(
    max_size=3
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**9) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
SIZES = st.lists(st.integers(1, 20), max_size=30)
STYLES = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", " : ")])


def pieces(raw: bytes, sizes: list[int]) -> list[bytes]:
    found = []
    for size in sizes:
        found.append(raw[:size])
        raw = raw[size:]
    return [*found, raw]


def looked_up(document: Any) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    for pointer, name in POINTERS.items():
        value = document
        for token in pointer:
            if isinstance(value, dict):
                value = value.get(token)
            elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
                value = value[int(token)]
            else:
                value = None
        if isinstance(value, str) or (type(value) is int and value >= 0):
            found[name] = value
    return found


@given(VALUES, SIZES, STYLES, st.booleans())
def test_finds_what_a_parser_finds(
    document: Any, sizes: list[int], style: tuple[str, str], ascii: bool
) -> None:
    raw = json.dumps(document, separators=style, ensure_ascii=ascii).encode("utf-8", "replace")
    scanner = JsonScanner(POINTERS)
    for piece in pieces(raw, sizes):
        scanner.feed(piece)
    scanner.feed(b"\n")
    assert scanner.found == looked_up(json.loads(raw))


@given(st.lists(st.binary(max_size=30) | st.sampled_from([b'{"', b'"}', b"[", b"\\", b'"usage":'])))
def test_nothing_breaks_it(parts: list[bytes]) -> None:
    for reader in (JsonScanner(POINTERS), EventScanner(JsonScanner(POINTERS))):
        for part in parts:
            reader.feed(part)


@given(SIZES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_events_in_any_pieces(sizes: list[int], end: str) -> None:
    lines = ["data: {", 'data:"model": "a"}', "", ": note", "event: x", "id", "data", ""]
    lines += [
        'data: {"usage": {"in": 1, "out": 2}}',
        "",
        'data:{"usage": null}',
        "",
        "data: [DONE]",
    ]
    raw = "".join(line + end for line in [*lines, "", 'dat: {"model": "no"}', ""]).encode()
    scanner = JsonScanner(POINTERS)
    events = EventScanner(scanner)
    for piece in pieces(raw, sizes):
        events.feed(piece)
    assert scanner.found == {"model": "a", "in": 1, "out": 2}


@given(SIZES)
def test_lines_in_any_pieces(sizes: list[int]) -> None:
    raw = b'{"model": "a"}\n{"broken\n{"usage": {"in": 1}}\r\n{"usage": {"in": 3}}\n'
    scanner = JsonScanner(POINTERS)
    lines = LineScanner(scanner)
    for piece in pieces(raw, sizes):
        lines.feed(piece)
    assert scanner.found == {"model": "a", "in": 3}


@pytest.mark.parametrize("size", [1, 1000, 65_536])
def test_memory_is_bounded(size: int) -> None:
    """A huge text, in a place that counts or not, is not held."""
    scanner = JsonScanner(POINTERS)
    for start in (b'{"model": "', b'{"skipped": {"in": "', b'{"'):
        scanner.restart()
        scanner.feed(start)
        for _ in range(200_000 // size):
            scanner.feed(b"x" * size)
        assert len(scanner._text or b"") < 4096
    assert scanner.found == {}
