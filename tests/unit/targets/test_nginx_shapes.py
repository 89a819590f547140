"""The njs code that compares bodies with a table of shapes, against the Python code that does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from gatewright_gateway.shapes import complaint_of, shown
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler import openapi
from compiler.shapes import RULES, Shapes
from compiler.shapes.rules import TEXTS
from tests.bundled import CATALOGUE
from tests.unit.targets.nginx_shapes import Case, Njs, Nodes, njs
from tests.unit.test_shapes import BODIES, COMPONENTS, SCHEMAS, VALUES, table_of

MAX_DEPTH, PLACE_BYTES = (int(str(RULES[name])) for name in ("max_depth", "place_bytes"))


@pytest.fixture(scope="module", name="engine")
def an_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Njs]:
    with njs(tmp_path_factory.mktemp("shapes")) as one:
        yield one


def expected(nodes: Nodes, case: Case) -> str | None:
    """The Python code's complaint, as a client reads it."""
    shape, raw = case
    found = complaint_of(raw, nodes, shape, MAX_DEPTH)
    if found is None:
        return None
    text = TEXTS[found.word] + " or ".join(found.types)
    place = shown(found.place, PLACE_BYTES)
    return f"{place}: {text}" if place else text


def assert_alike(engine: Njs, nodes: Nodes, cases: list[Case]) -> None:
    found = engine.complaints(nodes, cases)
    for case, complaint in zip(cases, found, strict=True):
        assert complaint == expected(nodes, case), (case, nodes)


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(SCHEMAS, COMPONENTS, st.lists(VALUES, min_size=1, max_size=4)),
        min_size=1,
        max_size=3,
    )
)
def test_agrees_with_python(engine: Njs, samples: list[tuple[Any, Any, list[Any]]]) -> None:
    for schema, components, values in samples:
        table, body = table_of(schema, components)
        assert body.shape is not None
        assert_alike(engine, table.nodes, [(body.shape, written(value)) for value in values])


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_bundled_vendors(engine: Njs, id: str) -> None:
    vendor = CATALOGUE.get(*id.split("/"))
    assert vendor is not None
    shapes = Shapes()
    for operation in openapi.operations(vendor.document):
        shapes.add(vendor.document, operation)
    table = shapes.table()
    roots = sorted({b.shape for b in table.bodies if b is not None and b.shape is not None})
    assert_alike(engine, table.nodes, [(root, written(b)) for root in roots for b in BODIES])


TEXT_CASES = (
    *(
        b"",
        b" ",
        b"{",
        b"{} {}",
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b"-",
        b"1",
        b'"a"',
        b"true",
        b"tru",
    ),
    *(b"[1,]", b'{"a":1,}', b"{a:1}", b'["\x01"]', b'["\\x"]', b'["\\u12"]', b"[1]\x00", b"[}"),
    *(b"\xef\xbb\xbf{}", b'["\xff"]', b'"\xed\xa0\x80"', b'"\xc0\x80"', "[1]".encode("utf-16")),
    *(b"\t\r\n[1]\n", b"\x0b[1]", b"\xc2\xa0[1]", b'["\x7f"]', b'["\xe2\x80\xa8"]'),
    # Numbers, as RFC 8259 has them and not.
    *(b"01", b"-01", b"[01]", b"[-01]", b"[1,00]", b'{"a":01}', b'{"a": 01 }', b'["",01,""]'),
    *(b".5", b"[.5]", b"[-.5]", b"[1.]", b"[1.e5]", b"1.", b"[1.5.]", b"[+1]", b"[1e]", b"[0x1]"),
    *(b"0", b"-0", b"[0,10,0.01,-0.0,1e05,1E-05,1e+00,100.001]", b"[1e999,-1e999]", b'{"":0}'),
    *(b'["01","1.",".5","\\"01","\\\\",1]', b'{"01":".","a.":"\\"."}', b'"\\\\\\"01"', b'"01"'),
    # Depth.
    *(b"[" * n + b"]" * n for n in (30, 31, 32, 33, 61, 62, 63, 64, 65, 66)),
    *(b'{"a":' * n + b"1" + b"}" * n for n in (30, 31, 32, 33, 62, 63, 64, 65)),
    *(b"[" * 500_000, b"[" * 65, b"[" * 64, b"[" * 40, b"[" * 40 + b"}" * 40, b"[],[" * 50),
    b'["' + b"[" * 99 + b'\\"[["]',
    *(
        b'\\"' + b"[" * 65,
        b'[1,\\"[' + b"]" * 3 + b"[" * 65,
        b'"\\\\"' + b"[" * 65,
        b'"\\' + b"[" * 65,
    ),
    *(b"]" * 40 + b"[" * 65, b"[" * 40 + b"]" * 80 + b"[" * 65, b"[" * 40 + b"]" * 80 + b"[" * 40),
    *(b'["__",_]', b"_" + b"[" * 65, b'"[' * 66, b'["-Infinity I"]', b'["\\"",-Infinity]'),
    b"[" * 40 + b'"]]]"' + b"]" * 39 + b",01]",
    # Names.
    *(b'{"a":1,"a":[]}', b'{"__proto__":1,"__proto__":2,"constructor":3}', b'{"\\u0061":1,"a":2}'),
)


def test_texts_that_are_read_at_all(engine: Njs) -> None:
    assert_alike(engine, ({},), [(0, raw) for raw in TEXT_CASES])


@pytest.mark.parametrize("around", [b"%s", b"[%s]", b'{"a": %s,"b":[%s]}'])
def test_numbers_are_read_alike(engine: Njs, around: bytes) -> None:
    spellings = ["".join(each) for n in range(1, 5) for each in product("01.eE+-_xn", repeat=n)]
    some = [s for s in spellings if any(c in s for c in "01")][:: 1 if around == b"[%s]" else 7]
    raw = [around.replace(b"%s", each.encode()) for each in some]
    assert_alike(engine, ({},), [(0, each) for each in raw])


def test_deep_values_are_whole(engine: Njs) -> None:
    """What stands below the depth that njs itself reads, beside all that stands above it."""
    value: Any = {"end": ["x"]}
    for level in range(55):
        value = [1, value, {"k": level}] if level % 2 else {"__proto__": value, "b": [[]], "c": 1}
    nodes: list[dict[str, Any]] = [
        {"anyOf": [1, 2, 3]},
        {"type": ["array"], "items": 0},
        {"type": ["object"], "additionalProperties": 0, "properties": [["end", 4]]},
        {"type": ["integer"]},
        {"items": 3},
    ]
    assert_alike(engine, nodes, [(0, written(value)), (1, written(value)), (4, written(value))])


NAMES = ("__proto__", "constructor", "toString", "hasOwnProperty", "length", "0", "a~/b", "é", "💡")


def test_names_of_prototypes_are_ordinary(engine: Njs) -> None:
    pairs = [[name, 1] for name in NAMES]
    nodes: list[dict[str, Any]] = [
        {"properties": pairs, "additionalProperties": 2},
        {"type": ["string"]},
        {"never": True},
        {"required": [*NAMES, "x"], "additionalProperties": 1},
        {"enum": [dict.fromkeys(NAMES, 1), {}]},
    ]
    bodies: list[Any] = [
        {},
        *({name: 1} for name in NAMES),
        *({name: "x"} for name in NAMES),
        *({name: "x", "y": 1, "z": 1, "é": 1, "\uffff": 1, "💡!": 1} for name in NAMES),
        dict.fromkeys(NAMES, 1),
        dict.fromkeys(NAMES, 1.0) | {"y": 1},
    ]
    cases = [(shape, written(body)) for shape in (0, 3, 4) for body in bodies]
    assert_alike(engine, nodes, cases)


def test_places_are_cut_alike(engine: Njs) -> None:
    nodes: list[dict[str, Any]] = [{"additionalProperties": 0, "items": 0, "type": ["object"]}]
    names = ("x" * 95, "x" * 96, "x" * 99, "x" * 200, "~/" * 40, "é" * 40, "!'()*%._-~" * 4, "💡")
    cases = [(0, written({name: {"b": [1]}})) for name in names]
    assert_alike(engine, nodes, cases)


def test_alternatives_inside_each_other_take_no_time(engine: Njs) -> None:
    nodes: list[dict[str, Any]] = [
        {"anyOf": [1, 2]},
        {"properties": [["a", 0]], "required": ["x"]},
        {"properties": [["a", 0]], "required": ["y"]},
        {"$ref": 0, "items": 4, "allOf": [5, 5]},
        {"oneOf": [3, 1]},
        {"items": 3},
    ]
    deep: Any = {}
    arrays: Any = 1
    for _ in range(60):
        deep = {"a": deep}
        arrays = [arrays]
    assert_alike(engine, nodes, [(0, written(deep)), (3, written(arrays)), (4, written(arrays))])


def test_what_does_not_fit_behind_much_that_does(engine: Njs) -> None:
    """Where items did not fit is remembered, by array and node; other nodes begin anew."""
    nodes: list[dict[str, Any]] = [
        {"anyOf": [1, 2, 3]},
        {"items": 4},
        {"items": 5, "allOf": [6, 1]},
        {"type": ["array"], "prefixItems": [0, 7], "items": 0},
        {"oneOf": [7, 8]},
        {"anyOf": [7, 9]},
        {"not": 3},
        {"type": ["integer"]},
        {"type": ["string"]},
        {"type": ["array"], "items": 4},
    ]
    whole: list[Any] = [1] * 100
    bodies: list[Any] = [
        [*whole[:at], wrong, *whole[at:]]
        for at in (0, 1, 63, 64, 65, 99, 100)
        for wrong in ("x", None, [], [1, None], whole, [*whole, None], [*whole, [*whole, "x", {}]])
    ]
    bodies += [[*whole, one, one, {}] for one in bodies[::5]]
    cases = [(shape, written(body)) for shape in range(len(nodes)) for body in bodies]
    assert_alike(engine, nodes, cases)


def test_alternatives_that_a_member_tells(engine: Njs) -> None:
    nodes: list[dict[str, Any]] = [
        {"oneOf": [1, 2, 3]},
        {"properties": [["n", 4], ["role", 5]], "required": ["n"]},
        {"properties": [["role", 6], ["n", 7]]},
        {"properties": [["role", 5], ["n", 7]], "required": ["role"]},
        {"type": ["integer"]},
        {"enum": ["a", "b", "__proto__"]},
        {"enum": ["b", "toString"]},
        {"type": ["string"]},
        {"anyOf": [1, 2]},
        {"anyOf": [1, 2, 7]},
    ]
    roles = ("a", "b", "c", "__proto__", "toString", "constructor", 1, None, ["a"])
    members: tuple[Any, ...] = ({}, {"n": 1}, {"n": "x"}, {"n": None})
    bodies: list[Any] = [*members, "a", ["a"], *({"role": r, **m} for r in roles for m in members)]
    cases = [(shape, written(body)) for shape in (0, 8, 9) for body in bodies]
    assert_alike(engine, nodes, cases)
