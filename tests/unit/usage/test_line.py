"""One line: what is a gateway's, and that the quick way says what the slow one says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.usage.groups import GROUPS, names_of
from compiler.usage.line import LONGEST, Facts, Lines
from compiler.usage.totals import COUNTED
from tests.unit.usage.sample import ASKED_MODEL, INPUT, LAYOUTS, LINE, MODEL, REFUSED, line

NAMES = (*COUNTED, *names_of(tuple(GROUPS)))


def slow(text: bytes) -> Facts | None:
    return Lines(NAMES).slowly(text.rstrip(b"\n"))


def quick(text: bytes, taught: bytes) -> Facts | None:
    """What a layout that `taught` has makes of a line."""
    lines = Lines(NAMES)
    lines.slowly(taught.rstrip(b"\n"))
    found = lines.quickly(text, 0)
    if found is not None:
        assert found[1] == len(text)
    return found and found[0]


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_both_ways_give_what_the_line_says(layout: int) -> None:
    text = line(layout)
    found = slow(text)
    assert found == quick(text, text)
    assert found is not None
    assert found[:6] == (b"2026-11-21", b"200", None, b"812", b"11", b"7")
    refused = line(layout, **REFUSED)
    assert slow(refused) == quick(refused, text)


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_several_lines_stand_in_one_block(layout: int) -> None:
    lines = Lines(NAMES)
    lines.slowly(line(layout)[:-1])
    block = line(layout) + line(layout, status=500).replace(b"\n", b"\r\n") + line(layout)
    starts, at = [], 0
    while at < len(block):
        found = lines.quickly(block, at)
        assert found is not None
        starts.append(at)
        at = found[1]
    assert len(starts) == 3


STRANGE = (
    {"time": None},
    {"time": 5},
    {"time": "2026-11-21"},
    {"time": "2026-13-21T09:30:00.125Z"},
    {"time": "2026-11-21T09:30:00.125Z\n"},
    {"time": "2026-11-21T09:30:00.125+01:00"},
    {"time": "\u0662026-11-21T09:30:00.125Z"},
    {"status": None},
    {"status": "200"},
    {"status": True},
    {"status": 99},
    {"status": 1000},
    {"status": 200.0},
    {"duration_ms": -1},
    {"duration_ms": 1.5},
    {"duration_ms": False},
    {INPUT: "11"},
    {INPUT: 10**15},
    {INPUT: -1},
    {"consumer": 5},
    {"consumer": ["demo"]},
    {"error_code": False},
    {MODEL: {"name": "m"}},
    {ASKED_MODEL: 0},
)


@pytest.mark.parametrize("changed", STRANGE, ids=str)
def test_values_that_no_gateway_writes(changed: dict[str, Any]) -> None:
    assert slow(line(0, **changed)) is None
    assert quick(line(0, **changed), line(0)) is None


@pytest.mark.parametrize("name", ["time", "status", "request_id"])
def test_an_object_without_these_is_not_ours(name: str) -> None:
    data = {key: value for key, value in LINE.items() if key != name}
    assert slow(json.dumps(data).encode()) is None


@pytest.mark.parametrize("name", sorted(set(LINE) - {"time", "status", "request_id"}))
def test_other_names_may_be_absent(name: str) -> None:
    """As in logs of older gateways."""
    data = {key: value for key, value in LINE.items() if key != name}
    assert slow(json.dumps(data).encode()) == slow(line(0, **{name: None}))


def test_names_of_newer_gateways_are_passed_over() -> None:
    assert slow(line(0, later=[1, {"a": 2}])) == slow(line(0))
    text = line(0, later="x")
    assert quick(text, text) == slow(line(0))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"x",
        b"5",
        b"null",
        b"[]",
        b"{}",
        b'"{"',
        b"\xff",
        b"\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        line()[:-2],
        line()[:-1] + line()[:-1],
        line().replace(b"812", b"NaN"),
        line().replace(b"315", b"Infinity"),
        line().replace(b"812", b"0812"),
        line().replace(b"315", b"0315"),
        line().replace(b"vendor-1", b"vendor\xff"),
        line().replace(b"vendor-1", b"vendor\x01"),
        line().replace(b"{", b"{" + b" " * LONGEST),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_is_no_line_of_ours(text: bytes) -> None:
    assert slow(text) is None
    assert quick(text + b"\n", line()) is None


def test_the_last_of_two_values_counts() -> None:
    """As JSON readers have it (RFC 8259, section 4)."""
    text = line().replace(b'"status":200', b'"status":200,"status":503')
    found = slow(text)
    assert found is not None
    assert found[1] == b"503"
    assert quick(text, line()) is None


def test_odd_lines_before_do_not_hinder_layouts() -> None:
    lines = Lines(NAMES)
    for at in range(50):
        lines.slowly(line(0, **{f"later-{at}": at})[:-1])
    assert lines.slowly(line(1)[:-1]) == slow(line(1))


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 1000),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["2026-11-21T09:30:00Z", "demo", 'a"b', "\\", "\ud800", "\x7f", "\u2028"]),
    st.lists(st.integers(), max_size=2),
)


@given(
    changed=st.dictionaries(st.sampled_from(tuple(LINE)), VALUES, max_size=3),
    layout=st.integers(0, len(LAYOUTS) - 1),
    ascii_only=st.booleans(),
)
def test_the_quick_way_never_differs(
    changed: dict[str, Any], layout: int, ascii_only: bool
) -> None:
    names, separators = LAYOUTS[layout]
    data = {name: {**LINE, **changed}[name] for name in names}
    written = json.dumps(data, separators=separators, ensure_ascii=ascii_only)
    text = written.encode("utf-8", "surrogatepass") + b"\n"
    found = quick(text, line(layout))
    assert found in (None, slow(text))


@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 40))
def test_damaged_lines_are_the_same_both_ways(damage: bytes, at: int, cut: int) -> None:
    text = line()[:-1]
    text = (text[:at] + damage + text[at + cut :]).replace(b"\n", b"") + b"\n"
    found = quick(text, line())
    assert found in (None, slow(text))
