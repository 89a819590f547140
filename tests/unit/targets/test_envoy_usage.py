"""The Lua code of the Envoy target: what it finds in a vendor's answer."""

from __future__ import annotations

import json
import struct

import pytest

from compiler.targets.envoy.lua_literals import lua_literal
from tests.unit.targets.envoy_lua import Evaluate, evaluate, literal, read

__all__ = ["evaluate"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12", "12"),
        (" 12\t", "12"),
        ("0012", "12"),
        ("0", "0"),
        ("9007199254740991", "9007199254740991"),
        ("9007199254740992", "null"),
        ("99999999999999999999", "null"),
        *((text, "null") for text in ("", " ", "-1", "1.0", "1e1", "0x1", "1,2", "1 2", "nan")),
    ],
)
def test_counts_of_headers(evaluate: Evaluate, written: str, expected: str) -> None:
    call = f"require('counts').written({lua_literal(written)})"
    assert evaluate(f"return require('json_quote')({call})") == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("", "null"),
        ("[1] = 5", "5"),
        ("[3] = 0", "0"),
        ("[1] = 5, [2] = 9, [3] = 2", "7"),
        ("[1] = 2 ^ 53 - 1", "9007199254740991"),
        ("[1] = 2 ^ 53 - 1, [3] = 1", "null"),
    ],
)
def test_sums(evaluate: Evaluate, values: str, expected: str) -> None:
    call = f"require('counts').sum({{ {values} }}, {{ 1, 3 }})"
    assert evaluate(f"return require('json_quote')({call})") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.0", "12"),
        ("1e1", "10"),
        ("1.2E+1", "12"),
        ("120e-1", "12"),
        ("-0", "0"),
        ("9007199254740991", "9007199254740991"),
        *((text, "false") for text in ("12.5", "-1", "9007199254740992", "1e400")),
        *((text, "false") for text in ("true", "null", '"12"', "[12]", "{}")),
    ],
)
def test_counts_of_documents(evaluate: Evaluate, text: str, expected: str) -> None:
    document = lua_literal(f'{{"n":{text}}}')
    code = (
        "local found = 'false'\nlocal function record(_, value)\n"
        "found = require('counts').good(value) and require('json_quote')(value) or 'false'\nend\n"
        "local reader = require('json_reader').of({ { 'n' } }, record)\n"
        f"reader:feed({document})\nreturn found"
    )
    assert evaluate(code) == expected


DOCUMENT = (
    '{"a":{"model":"no","usage":{"in":9}},"e":[[1.5,-2e3],{"}":"]\\""}],"b":"\\"model\\":\\"x\\"",'
    '"list":[{"x":1},{"y":[],"x":2}],"mod\\u0065l":"m-\\u00e9\\n","usage":{"in" : 12, "z":null}}'
)
FOUND = "d=2;m=m-é\n;i=12"


def test_json_in_any_pieces(evaluate: Evaluate) -> None:
    """The document is cut at every place, and into single bytes."""
    json.loads(DOCUMENT)
    for at in range(len(DOCUMENT)):
        assert evaluate(read([DOCUMENT[:at], DOCUMENT[at:]])) == FOUND
    assert evaluate(read(list(DOCUMENT))) == FOUND


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("null", ""),
        ("[1, 2]", ""),
        ("{}", ""),
        ('{"list": []}', ""),
        ('{"list": {"1": {"x": 3}}}', "d=3"),
        ('{"model": {"model": "x"}}', ""),
        ('{"model": null, "usage": null}', ""),
        ('{"model": "a", "model": "b"}', "m=a;m=b"),
        ('{"usage": {"in": 12', ""),
        ('{"usage": {"in": 12}', "i=12"),
        ('{"usage": {"in": inf}}', ""),
        ('{"usage": {"in": 0x10}}', ""),
        ('{"model": "' + "x" * 1100 + '", "usage": {"in": 1}}', "i=1"),
        ('{"' + "x" * 1100 + '": 1, "usage": {"in": 1}}', "i=1"),
        ('{"model": "\\ud83d\\ude00\\\\u0041"}', "m=😀\\u0041"),
        ('{"model": "a\\u0001\\u005cn\\\\"}', "m=a\x01\\n\\"),
        ("not json {", ""),
        ('{"model": "a"]]]}}}', "m=a"),
        ('{"usage" {"in": 3}}', ""),
    ],
)
def test_json(evaluate: Evaluate, text: str, found: str) -> None:
    assert evaluate(read([text])) == found


EVENTS = (
    ': note{0}data: {{"model":"a",{0}data: "usage":{{"in":3}}}}{0}{0}event: x{0}'
    'data:{{"usage":{{"in":4}}{0}{0}data: [DONE]{0}{0}data{0}datum: {{"model":"no"}}{0}{0}'
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_events_in_any_pieces(evaluate: Evaluate, end: str) -> None:
    text = EVENTS.format(end)
    for at in range(len(text)):
        assert evaluate(read([text[:at], text[at:]], "text/event-stream")) == "m=a;i=3;i=4"
    assert evaluate(read(list(text), "text/event-stream")) == "m=a;i=3;i=4"


def frame(payload: bytes, headers: bytes = b"") -> bytes:
    """Of an event stream; nobody checks the checksums."""
    total = 16 + len(headers) + len(payload)
    return struct.pack(">II", total, len(headers)) + b"\0\n:\xff" + headers + payload + b"data"


FRAMES = (
    frame(b'{"model":"a","usage":{"in":3}', b'\x05:type\x07{"model":"no"}')
    + frame(b"")
    + frame(b"\x00\xff not JSON {", b"h")
    + frame(b'{"usage":{"in":4},"x":"yyyyyyyyyy"}')
)


EVENT_STREAM = "application/vnd.amazon.eventstream"


def test_frames_in_any_pieces(evaluate: Evaluate) -> None:
    """Cut at every place and into single bytes; a frame that is not whole says nothing."""
    for at in range(len(FRAMES)):
        assert evaluate(read([FRAMES[:at], FRAMES[at:]], EVENT_STREAM)) == "m=a;i=3;i=4"
    single = [FRAMES[at : at + 1] for at in range(len(FRAMES))]
    assert evaluate(read(single, EVENT_STREAM)) == "m=a;i=3;i=4"
    assert evaluate(read([FRAMES[:-5]], EVENT_STREAM)) == "m=a;i=3"


@pytest.mark.parametrize(
    ("size", "found"), [(256 * 1024, "i=9;m=a;i=3;i=4"), (256 * 1024 + 1, "m=a;i=3;i=4")]
)
def test_long_frames(evaluate: Evaluate, size: int, found: str) -> None:
    """None is kept that is longer than any report of usage."""
    begun = b'{"usage":{"in":9},"x":"'
    filler = size - 16 - len(begun) - 2
    first = struct.pack(">II", size, 0) + bytes(4) + begun
    chunks = [literal(first), f"('y'):rep({filler})", literal(b'"}data' + FRAMES)]
    code = read([b""], EVENT_STREAM).replace('{""}', "{" + ", ".join(chunks) + "}")
    assert evaluate(code) == found


@pytest.mark.parametrize("lengths", [(0, 0), (15, 0), (20, 5), (12, 2**32 - 1)])
def test_frames_that_are_none(evaluate: Evaluate, lengths: tuple[int, int]) -> None:
    """Nothing more is read, and nothing fails."""
    broken = struct.pack(">II", *lengths) + bytes(4) + FRAMES
    assert evaluate(read([broken, FRAMES], EVENT_STREAM)) == ""


def test_a_long_document(evaluate: Evaluate) -> None:
    """What is looked for stands first, last and deep in between, in 4 MB that pass in chunks."""
    tokens = [["first"], list("abcdefgh"), ["last"]]
    filler = '{"x":[1,"\\\\\\"y",{}],  "usage":{"first":7}},' * 1000
    deep = '"a":' + "".join(f'{{"{token}":' for token in "bcdefgh") + "2" + "}" * 7
    pieces = ['{"first":1,"list":[', filler, f'0],{deep},"rest":[', filler, '0],"last":3}']
    json.loads("".join(pieces).replace(filler, filler * 50))
    code = (
        "local out = {}\n"
        "local function record(place, value) out[#out + 1] = place .. '=' .. value end\n"
        f"local reader = require('json_reader').of({lua_literal(tokens)}, record)\n"
        f"for _, piece in ipairs({lua_literal(pieces)}) do\n"
        "for _ = 1, #piece > 1000 and 50 or 1 do reader:feed(piece) end\nend\n"
        "return table.concat(out, ';')"
    )
    assert evaluate(code) == "1=1;2=2;3=3"


def test_json_lines(evaluate: Evaluate) -> None:
    lines = ['{"model":"a"}\r\n{"usage":{"in":', '3}}\n{"model":', '"b"}']
    assert evaluate(read(lines, "application/x-ndjson")) == "m=a;i=3;m=b"
