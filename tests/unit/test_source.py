"""YAML 1.2 core with positions: each trap of YAML 1.1 and of PyYAML, one by one."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml

from compiler import source
from compiler.diagnostics import Diagnostics, Span
from compiler.events import MAX_DEPTH
from compiler.source import Document

PATH = PurePosixPath("apis/chat.yaml")


def parsed(text: str | bytes) -> Document:
    diagnostics = Diagnostics()
    document = source.parse(PATH, text, diagnostics)
    assert document is not None, [found.message for found in diagnostics]
    return document


def refused(text: str | bytes) -> list[tuple[str, int, int]]:
    diagnostics = Diagnostics()
    source.parse(PATH, text, diagnostics)
    return [(found.code.id, found.span.line, found.span.column) for found in diagnostics]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("2024-10-21", "2024-10-21"),
        ("2024-10-21T10:00:00Z", "2024-10-21T10:00:00Z"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("1.10", "1.10"),
        ("1.0", "1.0"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("0.0.2", "0.0.2"),
        ("=", "="),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("-7", -7),
        ("+7", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 5000, "9" * 5000),
        ("true", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("nULL", "nULL"),
        ("'true'", "true"),
        ('"12"', "12"),
        ("|\n  12\n", "12\n"),
        (">-\n  a\n  b\n", "a b"),
        ('"\\x41\\u00e9"', "Aé"),
    ],
)
def test_scalars_are_what_the_author_wrote(text: str, value: Any) -> None:
    found = parsed(f"key: {text}").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_a_key_that_yaml_1_1_reads_as_a_boolean_is_text() -> None:
    assert parsed("on: 1\nno: 2\n").data == {"on": 1, "no": 2}


def test_the_letters_of_numbers_are_kept() -> None:
    document = parsed("a: 010\nb: [0x10, true]\nc: text\n")
    assert document.literals.get(("a",)) == "010"
    assert (
        document.literals.get(
            (
                "b",
                0,
            )
        )
        == "0x10"
    )
    assert (
        document.literals.get(
            (
                "b",
                1,
            )
        )
        == "true"
    )
    assert document.literals.get(("c",)) is None


def test_positions_of_keys_and_values() -> None:
    document = parsed("name: chat\nlimits:\n  body: 10MiB\ntags: [a, 'b']\n")
    assert document.key("limits", "body") == Span(PATH, 3, 3)
    assert document.value("limits", "body") == Span(PATH, 3, 9)
    assert document.value("tags", 1) == Span(PATH, 4, 11)
    assert document.value() == Span(PATH, 1, 1)


def test_what_is_not_written_is_where_its_nearest_parent_is() -> None:
    document = parsed("a:\n  - b: 1\n")
    assert document.key("a", 0, "missing") == Span(PATH, 2, 5)
    assert document.key("a", 7) == Span(PATH, 1, 1)
    assert document.value("nowhere") == Span(PATH, 1, 1)


def test_columns_count_characters_whatever_their_width() -> None:
    document = parsed('{"ключ 🔑": x, "é": y}')
    assert document.value("ключ 🔑") == Span(PATH, 1, 12)
    assert document.value("é") == Span(PATH, 1, 20)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(end: str) -> None:
    assert parsed(f"a: 1{end}b: 2{end}").key("b") == Span(PATH, 2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\na: 3\n", [("E102", 2, 1), ("E102", 3, 1)]),
        ("a: &x [*x]", [("E103", 1, 4), ("E103", 1, 8)]),
        ("a: *x", [("E103", 1, 4)]),
        ("<<: {a: 1}", [("E104", 1, 1)]),
        ("a: !!binary aGk=", [("E105", 1, 4)]),
        ("a: !!python/object:os.system {}", [("E105", 1, 4)]),
        ("! a: 1", [("E105", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("E106", 2, 1)]),
        ("{? [1, 2] : 3}", [("E107", 1, 4)]),
        ("? {a: {b: [c]}}\n: {d: e}\nf: g\n", [("E107", 1, 3)]),
        ("null: 1", [("E107", 1, 1)]),
        ("[" * (MAX_DEPTH + 1), [("E108", 1, MAX_DEPTH + 1)]),
        ("", [("E109", 1, 1)]),
        ("# nothing\n", [("E109", 1, 1)]),
        ("---\n...\n", [("E109", 1, 1)]),
        ("%YAML 1.1\n---\na: 1\n", [("E113", 1, 1)]),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", [("E113", 1, 1)]),
        ("a: 1\x00", [("E112", 1, 5)]),
        ("a: 1\n\nb: \x1b[31m", [("E112", 3, 4)]),
        ("a: \u2028", [("E112", 1, 4)]),
        ("a: \ud800", [("E112", 1, 4)]),
        ("a: 'b", [("E101", 1, 4)]),
        ("a: [b\n\n", [("E101", 1, 4)]),
        ("a: b: c", [("E101", 1, 5)]),
        ("\ta: b", [("E101", 1, 1)]),
        ("a: @b", [("E101", 1, 4)]),
    ],
)
def test_what_the_language_has_not_is_refused(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert refused(text) == expected


def test_quoted_it_is_ordinary_text() -> None:
    assert parsed("\"<<\": '&a'\n'null': '*b'\n").data == {"<<": "&a", "null": "*b"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbfa: 1", ("E111", 1, 1)),
        ("a: 1".encode("utf-16"), ("E111", 1, 1)),
        (b"a: 1\nb: \xff", ("E110", 2, 4)),
        (b"a: \xc3\xa9\xed\xa0\x80", ("E110", 1, 5)),
        (b"\xc0\x80", ("E110", 1, 1)),
    ],
)
def test_bytes_that_are_no_utf_8(content: bytes, expected: tuple[str, int, int]) -> None:
    assert refused(content) == [expected]


def test_a_duplicate_key_alone_does_not_hide_the_rest() -> None:
    diagnostics = Diagnostics()
    document = source.parse(PATH, "a: 1\na: {b: 2}\n", diagnostics)
    assert document is not None
    assert document.data == {"a": 1}
    assert document.value("a") == Span(PATH, 1, 4)
    assert diagnostics.failed


def test_python_s_own_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: 010\nb: [x, {c: 'd'}]\ne: |\n  f\n"
    fast = parsed(text)
    monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)
    slow = parsed(text)
    assert (fast.data, fast.keys, fast.values) == (slow.data, slow.keys, slow.values)
    assert refused("a: [b")[0][0] == "E101"
    assert refused("[" * 5000)[0][0] == "E108"
    assert refused('a: "\\ud800"')[0][0] == "E112"
