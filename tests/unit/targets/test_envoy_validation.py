"""The Lua code that checks request bodies, inside of an Envoy: it says of each what the Python code
says of it, and takes little time for large ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from gatewright_gateway.shapes import complaint_of, shown
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from compiler import openapi
from compiler.shapes import RULES, Shapes
from compiler.targets.envoy.bodies import rules
from tests.bundled import CATALOGUE
from tests.unit.targets.envoy_lua import Evaluate, evaluate, literal
from tests.unit.test_shapes import BODIES, COMPONENTS, SCHEMAS, VALUES, table_of

__all__ = ["evaluate"]

Nodes = Sequence[dict[str, Any]]
Case = tuple[Nodes, int, Sequence[bytes]]
"""The nodes of a table, the number of a shape, and bodies."""

RUN = """
local check, load = require('body_check'), require('shape_table')
local out = {}
local function run(table, shape, ...)
  package.loaded['shapes.x'] = table
  local nodes = load('x')
  for _, body in ipairs({...}) do
    out[#out + 1] = check(body, nodes, shape) or '-'
  end
end
"""


def found(evaluate: Evaluate, cases: Sequence[Case]) -> list[str]:
    """What the Lua code says of each body."""
    calls = (
        f"run({literal(json.dumps(nodes).encode())}, {shape}, {', '.join(map(literal, bodies))})\n"
        for nodes, shape, bodies in cases
    )
    return evaluate(f"{RUN}{''.join(calls)}return table.concat(out, '\\n')").split("\n")


def expected(nodes: Nodes, shape: int, body: bytes) -> str:
    """What the Python code says."""
    known: dict[str, Any] = dict(RULES)
    complaint = complaint_of(body, nodes, shape, known["max_depth"])
    if complaint is None:
        return "-"
    text = known["texts"][complaint.word] + " or ".join(complaint.types)
    place = shown(complaint.place, known["place_bytes"])
    return f"{place}: {text}" if place else text


def compare(evaluate: Evaluate, cases: Sequence[Case]) -> int:
    """How many of the bodies do not fit."""
    wrong = 0
    for at in range(0, len(cases), 50):
        some = cases[at : at + 50]
        told = iter(found(evaluate, some))
        for nodes, shape, bodies in some:
            for body in bodies:
                said = expected(nodes, shape, body)
                assert next(told) == said, (nodes, shape, body)
                wrong += said != "-"
        assert next(told, None) is None
    return wrong


PIECES = [
    *(b'"', b"\\", b"[", b"{", b"}", b"]", b",", b":", b"0", b"-", b".", b"e", b"1", b"\xff"),
    *("é".encode(), b"\n", b"\x1f", b"\\u12", b"\\ud83d\\udca1", b"\\ud83d", b"null", b"\\/"),
]


def spoiled(body: bytes, chance: Random) -> bytes:
    """With a few bytes gone, put in or changed: mostly no JSON any more."""
    changed = bytearray(body)
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(changed))
        changed[at : at + chance.randint(0, 1)] = chance.choice([b"", *PIECES])
    return bytes(changed)


def test_agrees_with_python(evaluate: Evaluate) -> None:
    cases: list[Case] = []

    @seed(1)
    @settings(max_examples=350, database=None)
    @given(SCHEMAS, COMPONENTS, st.lists(VALUES, min_size=1, max_size=5), st.integers(0, 99))
    def collect(schema: Any, components: Any, values: list[Any], number: int) -> None:
        table, body = table_of(schema, components)
        chance = Random(number)
        plain = [
            json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
            for value in values
        ]
        assert body.shape is not None
        cases.append(
            (table.nodes, body.shape, [*plain, *(spoiled(each, chance) for each in plain)])
        )

    collect()
    assert compare(evaluate, cases) > len(cases) / 2


def sample(nodes: Nodes, number: int, chance: Random, depth: int) -> Any:
    """Something that a node may mean, with mistakes here and there."""
    node = nodes[number]
    if depth > 12 or chance.random() < 0.02:
        return chance.choice([None, True, -1, 2.5, "", "x" * 40, [], {}, [{}]])
    if "enum" in node:
        return chance.choice(node["enum"])
    for key in ("anyOf", "oneOf"):
        if key in node:
            return sample(nodes, chance.choice(node[key]), chance, depth + 1)
    if "$ref" in node:
        return sample(nodes, node["$ref"], chance, depth + 1)
    merged: dict[str, Any] = {}
    for other in node.get("allOf", ()):
        part = sample(nodes, other, chance, depth + 1)
        merged |= part if isinstance(part, dict) else {}
    kind = chance.choice(node.get("type", ["object" if "properties" in node or merged else "null"]))
    match kind:
        case "object":
            needed = node.get("required", ())
            for name, child in node.get("properties", ()):
                if name in needed or chance.random() < 0.25:
                    merged[name] = sample(nodes, child, chance, depth + 1)
            if chance.random() < 0.1:
                merged["/more~"] = 1
            return merged
        case "array":
            items = [node["items"]] * chance.randint(0, 2) if "items" in node else []
            return [sample(nodes, item, chance, depth + 1) for item in items]
        case "string":
            return chance.choice(["x", "", "text"])
        case "boolean":
            return True
        case "integer" | "number":
            return chance.choice([0, 1, 2, 0.5])
        case _:
            return None


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_bundled_vendors(evaluate: Evaluate, id: str) -> None:
    """Bodies for each operation of a vendor; they have one table, which is loaded once."""
    vendor = CATALOGUE.get(*id.split("/"))
    assert vendor is not None
    shapes, chance = Shapes(), Random(id)
    for operation in openapi.operations(vendor.document):
        shapes.add(vendor.document, operation)
    table = shapes.table()
    code = [
        "local check, out = require('body_check'), {}\n",
        f"package.loaded['shapes.x'] = {literal(json.dumps(table.nodes).encode())}\n",
        "local nodes = require('shape_table')('x')\n",
    ]
    said = []
    for found_body in table.bodies:
        if found_body is not None and (shape := found_body.shape) is not None:
            made = (sample(table.nodes, shape, chance, 0) for _ in range(4))
            for body in (json.dumps(value).encode() for value in (*BODIES, *made)):
                code.append(f"out[#out + 1] = check({literal(body)}, nodes, {shape}) or '-'\n")
                said.append(expected(table.nodes, shape, body))
    code.append("return table.concat(out, '\\n')")
    assert evaluate("".join(code)).split("\n") == said
    assert 0 < said.count("-") < len(said)


HOSTILE = [
    b"",
    b"[" * 64 + b"]" * 64,
    b"[" * 65 + b"]" * 65,
    b"]]" + b"[" * 66,
    b"]]" + b"[" * 67,
    b'["' + b"[" * 99 + b'\\"[["]',
    b'"' + b"[" * 65,
    b'"\\"' + b"[" * 64,
    b"[1e999, -1e999, 5e-324, -0, 1" + b"0" * 5000 + b", 0." + b"1" * 5000 + b"]",
    *(b"[%s]" % text for text in (b"01", b"1.", b".1", b"+1", b"1e", b"1e+", b"-", b"0x1", b"NaN")),
    *(b"[%s]" % text for text in (b"tru", b"nulll", b"True", b"1 2", b"1,", b",", b"[}", b"'x'")),
    *(b"{%s}" % text for text in (b'"a"', b'"a":', b'"a":1,', b"a:1", b"1:1", b'"a":1:2', b":1")),
    *(b'"%s"' % text for text in (b"\\x", b"\\u12g4", b"\\", b"\x00", b"\x1f", b"\n", b"\x7f")),
    *(b'"%s"' % text for text in (b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82")),
    b"\xef\xbb\xbf{}",
    b"{} {}",
    b" \t\r\n1 \t\r\n",
    b"\x0b1",
    b'{"a": 1, "a": {}}',
    b'{"a": {}, "a": 1}',
    b'{"\\u0061": 1, "a": {}}',
    b'{"\\u00e9\\ud83d\\udca1\\ud83d": 1}',
]


def test_what_is_no_json(evaluate: Evaluate) -> None:
    anything: Nodes = [{}]
    closed: Nodes = [
        {
            "type": ["array", "object"],
            "properties": [["a", 1]],
            "items": 1,
            "additionalProperties": 2,
        },
        {"type": ["integer"]},
        {"never": True},
    ]
    compare(evaluate, [(anything, 0, HOSTILE), (closed, 0, HOSTILE)])


def test_equality_and_lengths(evaluate: Evaluate) -> None:
    values = [1, True, "1", None, [], {}, [1, [2]], {"a": [True], "b": None}, "é\U0001f4a1", ""]
    texts = [
        *map(json.dumps, values),
        *("1.0", "10e-1", "true", "[1.0, [2e0]]", "[1]", "[1, [2], 3]", "[1, [true]]"),
        *('{"b": null, "a": [true]}', '{"a": [1], "b": null}', '{"a": [true]}', '"\\u0031"'),
        *(
            '"\\\\\\"\\/\\b\\f\\n\\r\\t"',
            '"\\ud83d\\udca1"',
            '"\\udca1\\ud83d"',
            '"\\\\ud83d\\\\udca1"',
        ),
    ]
    bodies = [text.encode() for text in texts]
    cases: list[Case] = [([{"enum": [value]}], 0, bodies) for value in values]
    cases += [
        ([{"minLength": size, "maxLength": size + 1}], 0, bodies) for size in (0, 1, 2, 3, 7, 12)
    ]
    assert compare(evaluate, cases)


def test_texts_need_no_quoting() -> None:
    """They stand in a JSON body and in a header as they are."""
    known: dict[str, Any] = dict(RULES)
    for text in (*known["texts"].values(), *known["header"], *known["message"]):
        assert json.dumps(text) == f'"{text}"'
        assert text.isprintable()
    start, end = rules()["message"]
    assert json.loads(f"{start}x{end}")["error"]["code"] == "invalid_request"


RECURSIVE: Nodes = [
    {"anyOf": [1, 2]},
    {"type": ["array"], "items": 0},
    {"type": ["array"], "items": 0, "minItems": 1},
]
CLOSED: Nodes = [
    {"type": ["object"], "properties": [["a", 1]], "additionalProperties": 1},
    {"type": ["integer"]},
]
TEN_MIB = 10 * 1024 * 1024
LARGE = {
    "a long text": (RECURSIVE, b'"' + b"x" * (TEN_MIB - 2) + b'"'),
    "escaped text": (RECURSIVE, b'"' + b"\\n" * (TEN_MIB // 2 - 1) + b'"'),
    "no end of a text": (RECURSIVE, b'"' + b'\\"' * (TEN_MIB // 2 - 1)),
    "escaped names": (CLOSED, b"{" + b'"\\n":0,' * (TEN_MIB // 7) + b'"a":0}'),
    "names": (CLOSED, b"{" + b"".join(b'"n%07d":0,' % n for n in range(800_000)) + b'"a":0}'),
    "a name": (CLOSED, b'{"' + b"\\n" * (TEN_MIB // 2 - 5) + b'":""}'),
    "inside each other": (RECURSIVE, b"[" * 40 + b"[[[[]]]]," * 400_000 + b"[]" + b"]" * 40),
    "numbers": (RECURSIVE, b"[" + b"0," * (TEN_MIB // 2 - 2) + b"0]"),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_bodies(evaluate: Evaluate, name: str, tmp_path: Path) -> None:
    """Ten million bytes of whatever a client may think of: no time that grows faster than they."""
    nodes, body = LARGE[name]
    place = tmp_path / "body"
    place.write_bytes(body)
    code = (
        f"local file = io.open({literal(str(place))}, 'rb')\nlocal body = file:read('*a')\n"
        f"file:close()\npackage.loaded['shapes.x'] = {literal(json.dumps(nodes).encode())}\n"
        "local nodes, began = require('shape_table')('x'), os.clock()\n"
        "local told = require('body_check')(body, nodes, 0)\n"
        "return os.clock() - began .. ' ' .. tostring(told)"
    )
    seconds, _, told = evaluate(code).partition(" ")
    assert float(seconds) < 8
    assert (told == "nil") == (name in ("escaped names", "names", "inside each other"))
