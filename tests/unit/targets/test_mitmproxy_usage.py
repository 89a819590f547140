"""What was used is read from answers in any pieces, and nothing that passes breaks the reader."""

from __future__ import annotations

import json
import math
import struct
import zlib
from typing import Any

import pytest
from gatewright_gateway.events import EventScanner, FrameScanner, LineScanner
from gatewright_gateway.heads import ResponseHead
from gatewright_gateway.report import Report
from gatewright_gateway.settings import Pointer, Reported
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
        if isinstance(value, str) and value:
            found[name] = value
        elif type(value) in (int, float) and _counts(value):
            found[name] = int(value)
    return found


def _counts(value: float) -> bool:
    return math.copysign(1, value) > 0 and value <= 2**53 - 1 and float(value).is_integer()


def found_by(scanner: JsonScanner) -> dict[str, int | str]:
    found: dict[Pointer, int | str] = {**scanner.counts, **scanner.texts}
    return {name: found[pointer] for pointer, name in POINTERS.items() if pointer in found}


@given(VALUES, SIZES, STYLES, st.booleans())
def test_finds_what_a_parser_finds(
    document: Any, sizes: list[int], style: tuple[str, str], ascii: bool
) -> None:
    raw = json.dumps(document, separators=style, ensure_ascii=ascii).encode("utf-8", "replace")
    scanner = JsonScanner(POINTERS)
    for piece in pieces(raw, sizes):
        scanner.feed(piece)
    scanner.feed(b"\n")
    assert found_by(scanner) == looked_up(json.loads(raw))


@given(st.lists(st.binary(max_size=30) | st.sampled_from([b'{"', b'"}', b"[", b"\\", b'"usage":'])))
def test_nothing_breaks_it(parts: list[bytes]) -> None:
    inner = JsonScanner(POINTERS)
    for reader in (JsonScanner(POINTERS), EventScanner(inner), FrameScanner(inner)):
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
    assert found_by(scanner) == {"model": "a", "in": 1, "out": 2}


@given(SIZES)
def test_lines_in_any_pieces(sizes: list[int]) -> None:
    raw = b'{"model": "a"}\n{"broken\n{"usage": {"in": 1}}\r\n{"usage": {"in": 3}}\n'
    scanner = JsonScanner(POINTERS)
    lines = LineScanner(scanner)
    for piece in pieces(raw, sizes):
        lines.feed(piece)
    assert found_by(scanner) == {"model": "a", "in": 3}


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
    assert found_by(scanner) == {}


def frame(payload: bytes, headers: bytes = b"\x0b:event-type\x07\x00\x08metadata") -> bytes:
    """A frame of application/vnd.amazon.eventstream."""
    prelude = struct.pack(">II", len(headers) + len(payload) + 16, len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


@given(SIZES)
def test_a_frame_that_is_not_whole_does_not_count(sizes: list[int]) -> None:
    scanner = JsonScanner(POINTERS)
    frames = FrameScanner(scanner)
    for piece in pieces(
        frame(b'{"usage": {"in": 7}}') + frame(b'{"usage": {"in": 8}}')[:-1], sizes
    ):
        frames.feed(piece)
    assert found_by(scanner) == {"in": 7}


@given(SIZES)
def test_frames_in_any_pieces(sizes: list[int]) -> None:
    raw = frame(b'{"model": "a", "usage": {"in": 1}}') + frame(b"", b"") + frame(b'{"usage"')
    raw += frame(b"\x00\xff not JSON {{[") + frame(b'{"usage": {"in": 7, "out": 2}}', b"")
    scanner = JsonScanner(POINTERS)
    frames = FrameScanner(scanner)
    for piece in pieces(raw, sizes):
        frames.feed(piece)
    assert found_by(scanner) == {"model": "a", "in": 7, "out": 2}


@pytest.mark.parametrize("lengths", [(15, 0), (0, 0), (40, 30), (16, 2**32 - 1)])
def test_after_a_frame_that_contradicts_itself_nothing_counts(lengths: tuple[int, int]) -> None:
    scanner = JsonScanner(POINTERS)
    frames = FrameScanner(scanner)
    frames.feed(frame(b'{"model": "a"}') + struct.pack(">III", *lengths, 0))
    frames.feed(frame(b'{"model": "b"}') * 3)
    assert found_by(scanner) == {"model": "a"}


@pytest.mark.parametrize(
    ("number", "count"),
    [
        ("0", 0),
        ("12", 12),
        ("12.0", 12),
        ("1e1", 10),
        ("1.25E+2", 125),
        ("1200e-2", 12),
        ("9007199254740991", 2**53 - 1),
        ("9007199254740992", None),
        ("12.5", None),
        ("-1", None),
        ("-0", None),
        ("1e999999", None),
        ("012", None),
        ("1.", None),
        (".5", None),
        ("0x10", None),
        ("NaN", None),
        ("true", None),
        ('"12"', None),
        ("null", None),
        ("[12]", None),
    ],
)
def test_what_a_count_is(number: str, count: int | None) -> None:
    scanner = JsonScanner({("n",)})
    scanner.feed(b'{"n": %s}' % number.encode())
    assert scanner.counts.get(("n",)) == count


INPUT, OUTPUT = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
MODEL = "gen_ai.response.model"


def answered(*headers: tuple[bytes, bytes]) -> ResponseHead:
    return ResponseHead(1, 200, b"", headers, None, None)


def test_counts_of_several_pointers_are_added_up() -> None:
    several = ("usage", "new"), ("usage", "cached"), ("usage", "none")
    reported = Reported({INPUT: several, OUTPUT: (("usage", "none"),), MODEL: (("model",),)}, {})
    report = Report(reported, answered(), "text/event-stream", stream=True)
    for event in ('{"usage":{"new":5,"cached":1}}', '{"model":"m","usage":{"new":7.0}}', '{"x":1'):
        report.feed(f"data: {event}\n\n".encode())
    assert report.found(whole=False) == {INPUT: 8, MODEL: "m"}


def test_what_an_unfinished_document_said_does_not_count() -> None:
    report = Report(Reported({INPUT: (("in",),)}, {}), answered(), "application/json", stream=False)
    report.feed(b'{"in": 5, "text": "')
    assert report.found(whole=False) == {}
    assert report.found(whole=True) == {INPUT: 5}


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ([b" 12 "], 12),
        ([b"0012"], 12),
        ([b"12", b"13"], None),
        ([b"9007199254740991"], 2**53 - 1),
        ([b"9007199254740992"], None),
        ([b"1" * 17], None),
        ([b"12.0"], None),
        ([b"-1"], None),
        ([b"1e1"], None),
        (["\u0661".encode()], None),
        ([b"\xb2"], None),
        ([b""], None),
        ([], None),
    ],
)
def test_counts_in_headers(values: list[bytes], count: int | None) -> None:
    head = answered(*((b"X-Input", value) for value in values), (b"Content-Encoding", b"gzip"))
    reported = Reported({}, {INPUT: b"x-input", MODEL: b"x-model"})
    assert Report(reported, head, "", stream=False).found(whole=True) == {INPUT: count, MODEL: None}


@pytest.mark.parametrize(
    ("value", "model"), [(b"m-1", "m-1"), ("\xe9".encode(), "\xe9"), (b"x" * 257, None)]
)
def test_model_in_a_header(value: bytes, model: str | None) -> None:
    report = Report(
        Reported({}, {MODEL: b"x-model"}), answered((b"X-Model", value)), "", stream=True
    )
    assert report.found(whole=False) == {MODEL: model}


def test_counts_far_into_a_large_document() -> None:
    """Before and after what no engine holds, at the top and eight levels deep."""
    deep = ("a", "b", "c", "d", "e", "f", "g", "h")
    document: Any = 3
    for name in reversed(deep):
        document = {name: document, "z": 1}
    raw = json.dumps({"first": 1, "long": "x" * 3_000_000, **document, "list": [{}] * 9, "n": 2})
    scanner = JsonScanner({("first",), ("n",), deep})
    for piece in pieces(raw.encode(), [65_536] * 40):
        scanner.feed(piece)
    assert scanner.counts == {("first",): 1, ("n",): 2, deep: 3}


@pytest.mark.parametrize(("size", "found"), [(256 * 1024, {"in": 9}), (256 * 1024 + 1, {})])
def test_long_frames(size: int, found: dict[str, object]) -> None:
    """None is read that is longer than any report of usage; what follows it is."""
    scanner = JsonScanner(POINTERS)
    frames = FrameScanner(scanner)
    text = b'{"usage": {"in": 9}}'
    frames.feed(frame(text + b" " * (size - 16 - len(text)), b""))
    assert found_by(scanner) == found
    frames.feed(frame(b'{"model": "a"}'))
    assert found_by(scanner) == {**found, "model": "a"}
