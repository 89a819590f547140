"""What large documents are looked at with gives what the thorough way gives: the same data, the
same complaints at the same places."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler import alike, bulk, events, source
from compiler.diagnostics import Diagnostic, Diagnostics
from compiler.fits import fits
from compiler.keys.table import FileKind, kind_of
from compiler.schema import validator
from tests.diagnostics import test_cases
from tests.projects import PROJECT
from tests.proofs.good_project import FILES
from tests.property.test_front_end import PATH, PIECES, RICH, VALUES, YAML, places

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LETTERS = st.sampled_from(
    ["&a x", "*a", "!!str x", "<<: {}", "a: 1\na: 2", '"\\ud800"', "? [x]: y", "---\n", "%YAML 1.2"]
)


def agree(text: str) -> None:
    """A quick look sees what the reading with positions sees, or nothing."""
    diagnostics = Diagnostics()
    thorough = source.parse(PATH, text, diagnostics)
    if len(text) > source.LARGE or "\x00" in text:
        return
    quick = bulk.plain_data(text, LOADER, events.plain, events.MAX_DEPTH)
    assert alike.plain_data(text, LOADER, events.plain, events.MAX_DEPTH) == quick
    if quick is not None:
        if thorough is None:  # characters, of which the file is asked before
            assert {found.code.id for found in diagnostics} <= {"E101", "E112"}
            return
        assert (quick[0], quick[1]) == (thorough.data, thorough.literals)
    else:
        assert diagnostics.failed


@given(st.lists(PIECES | LETTERS, max_size=30).map("".join))
@settings(max_examples=250)
def test_any_pieces_of_yaml(text: str) -> None:
    agree(text)


# Of an entry, with what could make it no entry, or more than one.
ENTRY_PIECES = st.sampled_from(
    [
        *(
            "name: ",
            "plan: ",
            "a",
            "b-1",
            "12",
            "0x1f",
            "true",
            "null",
            "~",
            "a: ",
            ": ",
            " #",
            "#",
        ),
        *('"', "'", '"a"', "'b'", '"a": ', "''", "[", "]", "{", "}", ", ", "- ", "-", "? ", "\\"),
        *("|", ">2", "&a ", "*a", "!x ", "%", "@", "a b", "12:30", "a.b@c", "<<: ", "...", "---"),
        *(
            "\n",
            "\n    ",
            "\n      ",
            "\n  ",
            "\n  - ",
            "\n- ",
            "\n    - ",
            "\n  -",
            "\r  - a",
            "\t",
            "\ue0000\ue000",
        ),
        *("x" * 1001, "keys: [{sha256: a1}]", "\n    plan: gold", "\n    keys: []", " ", "é"),
    ]
)
HEADS = st.sampled_from(
    ["a:\n", "a:\n\n# b\n", "# c\n\na: \n", "true:\n", "a: x\n", "---\na:\n", ""]
)


@given(
    HEADS,
    st.sampled_from(["", "  ", "    "]),
    st.lists(st.lists(ENTRY_PIECES, max_size=6).map("".join), max_size=5),
    st.sampled_from(["", "\n", "\n# end", "\nb: c\n", "\n...\n"]),
)
@settings(max_examples=200)
def test_a_list_of_entries(head: str, indent: str, entries: list[str], end: str) -> None:
    lines = (f"{indent}- {entry}" for entry in entries)
    agree(head + "\n".join(lines) + end)
    agree(head + "\n".join(lines) + end + "\n")


@given(st.lists(st.lists(ENTRY_PIECES, min_size=1, max_size=3).map("".join), max_size=9))
@settings(max_examples=250)
def test_entries_that_differ_in_a_piece(pieces: list[str]) -> None:
    """Most of them have a form that YAML takes."""
    agree("a:\n" + "".join(f"  - name: app-{at}\n    plan: {x}\n" for at, x in enumerate(pieces)))


@given(st.sampled_from(YAML), st.data())
@settings(max_examples=150)
def test_a_changed_text(path: str, data: st.DataObject) -> None:
    text = RICH[path]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    agree(text[:start] + data.draw(PIECES | LETTERS) + text[end:])


GOOD = [
    (name, kind, data)
    for name, data in FILES.items()
    if (kind := kind_of(PurePosixPath(name))) is not None
]


@pytest.mark.parametrize(("name", "kind", "data"), GOOD, ids=lambda each: str(each)[:30])
def test_what_is_right_fits(name: str, kind: FileKind, data: Any) -> None:
    valid = validator(kind).is_valid(data)
    assert not fits(data, kind) or valid
    if kind in (FileKind.CONSUMERS, FileKind.PLANS):
        assert fits(data, kind), name


@given(st.sampled_from(GOOD), st.data())
@settings(max_examples=300)
def test_what_fits_is_right(good: tuple[str, FileKind, Any], data: st.DataObject) -> None:
    _, kind, found = good
    found = copy.deepcopy(found)
    for _ in range(data.draw(st.integers(1, 3))):
        container, step = data.draw(st.sampled_from(places(found)))
        other = copy.deepcopy(data.draw(VALUES | st.sampled_from(list(words(found)))))
        if data.draw(st.booleans()) and isinstance(container, dict):
            container[data.draw(st.sampled_from(["x", "plan", "none", "limits"]))] = other
        else:
            container[step] = other
        if not places(found):
            break
    if fits(found, kind):
        assert validator(kind).is_valid(found), json.dumps(found, default=str)


def words(data: Any) -> Iterator[Any]:
    """What may stand somewhere else."""
    yield from (container[step] for container, step in places(data))
    yield from ("none", [], {}, ["a", "a"], True, 1, 1.0, None, "public")


CASES = sorted(test_cases.CASES.iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_large_files_have_the_same_complaints(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    eager = said(case)
    monkeypatch.setattr(source, "LARGE", 0)
    assert said(case) == eager


def said(case: Any) -> list[Diagnostic]:
    assert PROJECT
    return list(test_cases.outcome_of(case).diagnostics)
