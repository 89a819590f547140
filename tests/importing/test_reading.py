"""The syntax of a description: YAML 1.2's core, JSON, and where a pointer leads."""

from __future__ import annotations

import pytest

from compiler.descriptions.findings import Fault
from compiler.descriptions.limits import MAX_DEPTH
from compiler.descriptions.normalising import normalised
from compiler.descriptions.reading import locate, read
from compiler.terms import Pointer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("2024-10-21", "2024-10-21"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1:30", "1:30"),
        ("1e3", 1000.0),
        ("1.10", 1.1),
        ("-9223372036854776000", -9223372036854776000),
        ("~", None),
        ("", None),
        ("True", True),
        ("'true'", "true"),
        ("!!str 12", "12"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    assert read(f"a: {text}\n".encode()) == {"a": value}


def test_keys_are_text_as_written() -> None:
    assert read(b"responses: {200: a, 4XX: b, null: c}") == {
        "responses": {"200": "a", "4XX": "b", "null": "c"}
    }


def test_aliases_and_merge_keys_are_followed() -> None:
    found = read(b"a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, y: 3}\nd: {<<: [*a, {z: 4}]}\n")
    assert found == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 3},
        "d": {"x": 1, "y": 2, "z": 4},
    }


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", "the key 'a' is set twice", (3, 1)),
        ("a: *b\n", "there is no anchor 'b' before", (1, 4)),
        ("a: &a [*a]\n", "there is no anchor 'a' before", (1, 8)),
        ("a: {<<: 1}\n", "a merge key names a mapping", (1, 10)),
        ("[a]: 1\n", "a key must be text", (1, 1)),
        ("a: 1\n---\nb: 2\n", "has a second document", (2, 1)),
        ("a: [\n", "is no YAML: did not find expected node content", (2, 1)),
        ("a: 'b", "is no YAML: found unexpected end of stream", (1, 6)),  # a last line has no end
        ("a: 1\r\nb: \x85\nb: 2\rb: 3", "the key 'b' is set twice", (3, 1)),
        ("# \u2028\na: [b,\n", "is no YAML: did not find expected node content", (3, 1)),
        ("- a\n", "is no mapping", (1, 1)),
        ("", "is no mapping", (1, 1)),
        ('{"a": "\\ud800"}', "has half of a character: a surrogate that is alone", (1, 1)),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_its_place(
    text: str, said: str, place: tuple[int, int]
) -> None:
    assert read(text.encode()) == Fault((), said, place)


def test_bytes_that_are_no_text_are_a_fault() -> None:
    assert isinstance(read(b"a: \xff\xfe\x00"), Fault)


@pytest.mark.parametrize("open_close", [("[", "]"), ('{"a":', "}")])
def test_nesting_without_end_is_a_fault(open_close: tuple[str, str]) -> None:
    opening, closing = open_close
    for depth in (MAX_DEPTH, 100_000):
        text = '{"a":' + opening * depth + "1" + closing * depth + "}"
        found = read(text.encode())
        if isinstance(found, Fault):
            assert "nested" in found.text
        else:  # the JSON of a depth that Python takes
            assert depth == MAX_DEPTH
            assert not hasattr(normalised({"openapi": "3.1.0", "paths": found}), "data")


def test_an_alias_bomb_ends() -> None:
    lines = ["x0: &x0 [a, b, c, d, e, f, g, h, i]"]
    lines += [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 9)]
    data = read("\n".join([*lines, "openapi: 3.1.0", "paths: {}"]).encode())
    assert isinstance(data, dict)
    data["components"] = {"schemas": {"A": {"enum": data["x8"]}}}
    found = normalised(data)
    assert not hasattr(found, "data")
    assert "larger" in found.faults[0].text


TEXT = b"""\
openapi: 3.1.0
tags: [{name: a}, {name: b}]
paths:
  /a:
    get:
      parameters:
        - name: x
        - {name: y, in: query}
  '/b c': {post: *x}
"""


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ((), (1, 1)),
        (("openapi",), (1, 1)),
        (("openapi", "deeper"), (1, 1)),
        (("tags", "1"), (2, 19)),
        (("tags", "1", "name"), (2, 20)),
        (("tags", "7"), (2, 1)),
        (("paths", "/a", "get", "parameters", "1", "in"), (8, 21)),
        (("paths", "/a", "post"), (4, 3)),
        (("paths", "/b c", "post"), (9, 12)),
        (("nothing",), (1, 1)),
    ],
)
def test_a_pointer_has_a_place(pointer: Pointer, place: tuple[int, int]) -> None:
    assert locate(TEXT.replace(b"*x", b"{}"), pointer) == [place]


def test_a_pointer_has_a_place_in_json() -> None:
    text = b'{"a": "\\ud83d\\ude00",\n "b": [1,\n  {"c": 2}]}'
    assert locate(text, ("b", "1", "c")) == [(3, 4)]


def test_a_merge_bomb_ends() -> None:
    lines = ["a: &a", *(f"  k{number}: 1" for number in range(10_000))]
    lines.append(f"b: {{<<: [{', '.join(['*a'] * 10_000)}]}}")
    found = read("\n".join(lines).encode())
    assert isinstance(found, Fault)
    assert found.text == "merges too much"
