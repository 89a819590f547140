"""Where counts and models stand in answers: several pointers, headers, anywhere in long ones."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from compiler.terms import InBody, InHeader, Reported, Usage
from tests.unit.targets.nginx_answers import answered, figures

PARTS = InBody((("usage", "input"), ("usage", "cache", "read"), ("meta", "0", "more")))
SUMS = Reported(input=PARTS, output=InBody((("out",),)), model=InBody((("model",),)))
DEEP = Reported(
    input=InBody((tuple("abcdefgh"),)),
    output=InBody((("top",),)),
    model=InBody((("list", "2", "model"),)),
)
IN_HEADERS = Reported(
    input=InHeader("x-in"), output=InBody((("out",),)), model=InHeader("x-the-model")
)
LONG = 700_000
JSON = "application/json"
FRAMES = "application/vnd.amazon.eventstream"


def _usage(reported: Reported) -> Usage:
    return Usage(reported, reported)


@pytest.mark.parametrize("padding", [0, LONG])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"model":"m","usage":{"input":1,"cache":{"read":20}},"meta":[{"more":300}]', (321, None)),
        ('{"model":"m","usage":{"cache":{"read":20}},"out":12.0', (20, 12)),
        ('{"model":"m","usage":{"input":true,"cache":{"read":-1}},"out":1e1', (None, 10)),
        ('{"model":"m","meta":[0],"out":12.5', (None, None)),
        ('{"model":"m","usage":{"input":"1"},"out":9007199254740991', (None, 2**53 - 1)),
        ('{"model":"m","usage":{"input":null},"out":9007199254740992', (None, None)),
        ('{"model":"m","usage":{"input":9007199254740991,"cache":{"read":1}}', (None, None)),
    ],
)
def test_counts(
    tmp_path: Path, text: str, expected: tuple[int | None, int | None], padding: int
) -> None:
    whole = f'{text},"rest":"{"x" * padding}"}}'.encode()
    line = answered(tmp_path, JSON, [whole], usage=_usage(SUMS))
    assert figures(line) == ("m", *expected)


def test_parts_come_in_different_events(tmp_path: Path) -> None:
    events = [
        b'data: {"model":"m","usage":{"input":1,"cache":{"read":5}}}\n\n',
        b'data: {"out":1}\n\n',
        b'data: {"usage":{"input":2},"out":7}\n\n',
        b'data: {"usage":{"input":null},"meta":[{"more":0}]}\n\n',
    ]
    line = answered(tmp_path, "text/event-stream", events, usage=_usage(SUMS))
    assert figures(line) == ("m", 7, 7)


@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize("event", ['{"out":4,%s,"model":"m"}', '{"model":"m",%s,"out":4.0}'])
def test_a_long_event_says_what_stands_at_its_ends(
    tmp_path: Path, event: str, framed: bool
) -> None:
    text = event % f'"picture":"{"x" * LONG}"'
    written = f"data: {text}\n\n" if framed else f"{text}\n"
    kind = "text/event-stream" if framed else "application/x-ndjson"
    line = answered(tmp_path, kind, [written.encode()], usage=_usage(SUMS))
    assert figures(line) == ("m", None, 4)


def _deep(decoys: str) -> str:
    inner = '{"h":3}'
    for key in "gfedcb":
        inner = f'{{"x":[{{"{key}":1}}],"{key}":{inner}}}'
    listed = '[{"model":"no"},["model",{"model":"no"}],{"model":"m \\u00e9\\"é","top":9}]'
    return (
        f'{{"top" : 4 ,"data":[{decoys}],"a":{inner},"text":"{{\\"top\\":8}}\\\\","list":{listed}}}'
    )


DECOYS = (
    '{"top":999,"a":{"b":1},"list":[0,0,{"model":"no"}]}',
    '"\\"top\\":999,\\\\"',
    '"}]\\\\\\"{[","\\u0022"',
    '["]","}",{"}":"{"}]',
    "-0.125e-3,null,true,[[[]]],{}",
)


@pytest.mark.parametrize("size", [1, 977, 65_536])
def test_a_long_document_is_read_at_any_depth(tmp_path: Path, size: int) -> None:
    text = _deep(",".join(DECOYS * (3_000 if size > 1 else 2_200))).encode()
    assert len(text) > 256 * 1024
    # Every byte of the end on its own, behind the limit of what is parsed.
    cut = max(0, len(text) - 3_000 * size)
    pieces = [text[:cut], *(text[at : at + size] for at in range(cut, len(text), size))]
    assert figures(answered(tmp_path, JSON, pieces, usage=_usage(DEEP))) == ('m é"é', 3, 4)


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ('{"%s","top":1,"a":' + "[" * 300_000, 1),
        ("[" * 300_000, None),
        ('{"top":1,"x":"' + "\\" * 300_001 + '","top":2}', 1),
        ('{"top":1,"x":"' + "\\" * 300_000 + '","top":2}', 2),
        ('{"x":' + "1" * 300_000 + ',"top":"1"}', None),
        ('{"top":' + "1" * 300_000 + "}", None),
        ('{"' + "k" * 300_000 + '":1,"top":tru}', None),
        ("\x00\xff" * 200_000, None),
    ],
)
def test_odd_documents_spoil_nothing(tmp_path: Path, text: str, output: int | None) -> None:
    line = answered(tmp_path, JSON, [text.encode("latin-1")], usage=_usage(DEEP))
    assert figures(line) == (None, None, output)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('X-In:  12 \r\nX-The-Model: m/"1\r\n', ('m/"1', 12, 5)),
        ("X-In: 1.0\r\n", (None, None, 5)),
        ("X-In: 9007199254740992\r\n", (None, None, 5)),
        ("X-In: 9007199254740991\r\nX-The-Model: " + "m" * 257 + "\r\n", (None, 2**53 - 1, 5)),
        ("X-In: -1\r\n", (None, None, 5)),
        ("", (None, None, 5)),
    ],
)
def test_figures_of_headers(tmp_path: Path, lines: str, expected: tuple[Any, ...]) -> None:
    line = answered(tmp_path, JSON, [b'{"out":5}'], usage=_usage(IN_HEADERS), lines=lines)
    assert figures(line) == expected


def test_headers_count_whatever_the_body_is(tmp_path: Path) -> None:
    lines = "X-In: 12\r\nX-The-Model: m\r\n"
    usage = Usage(IN_HEADERS, Reported())
    assert figures(answered(tmp_path / "a", "audio/mpeg", [b"a"], usage=usage, lines=lines)) == (
        "m",
        12,
        None,
    )
    assert figures(answered(tmp_path / "b", JSON, [], usage=usage, lines=lines)) == ("m", 12, None)
    stream = "text/event-stream"
    assert figures(
        answered(tmp_path / "c", stream, [b"data: {}\n\n"], usage=usage, lines=lines)
    ) == (
        None,
        None,
        None,
    )


def _frame(payload: bytes, headers: bytes = b"\x0b:event-type\x07\x00\x01e") -> bytes:
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    frame = prelude + struct.pack(">I", crc32(prelude)) + headers + payload
    return frame + struct.pack(">I", crc32(frame))


def _frames() -> Iterator[bytes]:
    yield _frame(b'{"model":"m","text":"\xc3\xa9"}')
    yield _frame(b"")
    yield _frame(bytes(range(256)), b"")
    yield _frame(b'{"usage":{"input":1},"out":3}')
    yield _frame(json.dumps({"big": "x" * 300_000, "out": 999}).encode())
    yield _frame(json.dumps({"big": "x" * 100_000, "usage": {"cache": {"read": 5}}}).encode())
    yield _frame(b'{"usage":{"input":2},"out":4}')


@pytest.mark.parametrize("size", [1, 13, 4_096, 10_000_000])
def test_frames(tmp_path: Path, size: int) -> None:
    frames = list(_frames())
    if size == 1:
        frames = [frame for frame in frames if len(frame) < 1_000]
    text = b"".join(frames)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    line = answered(tmp_path, FRAMES, pieces, usage=_usage(SUMS))
    assert figures(line) == ("m", 2 if size == 1 else 7, 4)
    assert line["stream"] is True


@pytest.mark.parametrize(
    "text",
    [
        _frame(b'{"out":3}')[:-1],
        b"\x00" * 40,
        b"\xff" * 40,
        struct.pack(">III", 2**32 - 1, 0, 0) + b'{"out":3}',
        struct.pack(">III", 40, 2**32 - 1, 0) + b'{"out":3}' * 9,
    ],
)
def test_what_are_no_frames(tmp_path: Path, text: bytes) -> None:
    assert figures(answered(tmp_path, FRAMES, [text], usage=_usage(SUMS))) == (None, None, None)
