"""One entry more or less in a file of any layout, and not another byte changed."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, reject
from hypothesis import strategies as st

from compiler import source
from compiler.diagnostics import Diagnostics
from compiler.issuing import editing
from compiler.issuing.entry import Entry
from compiler.issuing.text import NoPlace
from tests.unit.issuing.layouts import layouts

DIGEST = "5" * 64
ENTRY = Entry(
    (
        ("sha256", DIGEST),
        ("environments", ("sandbox", "on")),
        ("expires", "2027-01-01"),
        ("note", 'of "Ann", #1: é\U0001f511'),
    )
)
# The last line belongs to the text of the note, and so would its line break.
BROKEN_OFF = f"""\
consumers:
  - name: one
    keys:
      - sha256: {"a" * 64}
        note: {{}}  # of a name
          words

          # words"""
CONSUMER = Entry((("name", "new.one@acme"), ("keys", (ENTRY,))))


def parsed(text: str) -> Any:
    document = source.parse(PurePosixPath("consumers.yaml"), text, Diagnostics())
    return document and document.data


def read(text: str) -> Any:
    """What a text says that the strategy made."""
    data = parsed(text)
    if data is None:
        reject()  # a remark has become part of a text, or the like
    assume(
        all(isinstance(each["sha256"], str) for one in data["consumers"] for each in one["keys"])
    )
    return data


def check_kept(old: str, new: str) -> None:
    """`new` is `old` with something put in at one place: each letter is there, in order, and each
    line but one that may have grown."""
    letters = iter(new)
    assert all(letter in letters for letter in old)
    one, other = old.splitlines(), new.splitlines()
    first = alike(one, other)
    last = alike(one[first:][::-1], other[first:][::-1])
    assert len(one) - first - last <= 1, one[first : len(one) - last]


def alike(one: list[str], other: list[str]) -> int:
    """How many lines are the same before the first that differs."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), len(one))


def check_breaks(old: str, new: str) -> None:
    if "\n" in old:
        assert ("\r\n" in old) == ("\r\n" in new)
        assert new.count("\r") in (0, new.count("\n"))


def broken_off(text: str) -> bool:
    """Whether a line break more at the end of the text would change what it says."""
    changed: bool = parsed(text) != parsed(text + "\n")
    return changed


@given(layouts(least=1), st.data())
def test_a_key_is_added(text: str, data: st.DataObject) -> None:
    old = read(text)
    at = data.draw(st.integers(0, len(old["consumers"]) - 1))
    try:
        new = editing.with_key(text, at, ENTRY)
    except NoPlace:
        assert broken_off(text)
        return
    old["consumers"][at]["keys"].append(ENTRY.data)
    assert parsed(new) == old
    check_kept(text, new)
    check_breaks(text, new)


@given(layouts())
@example("consumers: []")
@example("{consumers: [ ]}\n")
@example("consumers: [ # none\n  ]\n")
@example(BROKEN_OFF.format("|"))
@example(BROKEN_OFF.format("|-"))
@example(BROKEN_OFF.format("|") + "\n  # of the list")
def test_a_consumer_is_added(text: str) -> None:
    old = read(text)
    try:
        new = editing.with_consumer(text, CONSUMER)
    except NoPlace:
        assert broken_off(text)
        return
    old["consumers"].append(CONSUMER.data)
    assert parsed(new) == old
    check_kept(text, new)
    check_breaks(text, new)


@given(layouts(least=1), st.data())
def test_a_key_is_removed(text: str, data: st.DataObject) -> None:
    old = read(text)
    several = [at for at, each in enumerate(old["consumers"]) if len(each["keys"]) > 1]
    assume(several)
    at = data.draw(st.sampled_from(several))
    key = data.draw(st.integers(0, len(old["consumers"][at]["keys"]) - 1))
    new = editing.without_key(text, at, key)
    del old["consumers"][at]["keys"][key]
    assert parsed(new) == old
    letters = iter(text)
    assert all(letter in letters for letter in new)


@given(layouts(least=1), st.data())
def test_a_consumer_is_removed(text: str, data: st.DataObject) -> None:
    old = read(text)
    at = data.draw(st.integers(0, len(old["consumers"]) - 1))
    new = editing.without_consumer(text, at)
    del old["consumers"][at]
    assert parsed(new) == old


@given(layouts(least=1), st.data())
def test_what_was_added_can_be_removed(text: str, data: st.DataObject) -> None:
    old = read(text)
    at = data.draw(st.integers(0, len(old["consumers"]) - 1))
    place = len(old["consumers"][at]["keys"])
    try:
        again = editing.without_key(editing.with_key(text, at, ENTRY), at, place)
    except NoPlace:
        assert broken_off(text)
        return
    assert parsed(again) == old
    check_kept(text, again)


BLOCK = """\
# head
consumers:
  - name: demo          # the demo
    keys:
      - sha256: aaa
        environments: [sandbox]  # one
        # still of the first

      # of nobody
  - name: other
    keys: [{sha256: bbb}]
"""


def test_the_style_of_the_neighbour() -> None:
    new = editing.with_key(BLOCK, 0, ENTRY)
    assert new.split("still of the first\n")[1].split("\n\n")[0] == (
        f"      - sha256: {'5' * 64!r}\n".replace("'", '"')
        + '        environments: [sandbox, "on"]\n'
        '        expires: "2027-01-01"\n'
        '        note: "of \\"Ann\\", #1: é\U0001f511"'
    )
    assert editing.with_key(BLOCK, 1, ENTRY) == BLOCK.replace(
        "{sha256: bbb}", "{sha256: bbb}, " + ENTRY.flow()
    )


def test_a_list_with_a_line_for_each_gets_another_line() -> None:
    text = (
        "consumers:\n- name: a\n  keys: [\n"
        "    {sha256: x},  # one, of a\n"
        "    {sha256: y}   # b, c\n  ]\n"
    )
    new = editing.with_key(text, 0, ENTRY)
    assert new == text.replace("y}   # b, c\n", f"y}},   # b, c\n    {ENTRY.flow()}\n")
    text = text.replace("y} ", "y}, ")
    new = editing.with_key(text, 0, ENTRY)
    assert new == text.replace("# b, c\n", f"# b, c\n    {ENTRY.flow()},\n")


def test_the_first_consumer_of_a_project() -> None:
    text = editing.with_consumer(None, CONSUMER)
    assert parsed(text) == {"consumers": [CONSUMER.data]}
    assert text.endswith("\n")
    assert parsed(editing.with_consumer(text, CONSUMER))["consumers"] == [CONSUMER.data] * 2


def test_the_last_consumer_of_a_file() -> None:
    text = "consumers: # all\n  # one\n  - name: a\n    keys: [{sha256: x}]\n  # end\n"
    assert editing.without_consumer(text, 0) == "consumers: [] # all\n  # one\n  # end\n"


@pytest.mark.parametrize(
    "text",
    [
        "? consumers\n: - name: a\n    keys: [{sha256: x}]\n",
        "- name: a\n",
        "consumers: 1\n",
    ],
)
def test_what_is_laid_out_as_nobody_does_is_refused(text: str) -> None:
    with pytest.raises(NoPlace):
        editing.with_consumer(text, CONSUMER)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=20))
def test_entries_are_read_as_they_were_meant(note: str) -> None:
    """By readers of YAML 1.1 as well."""
    entry = Entry((("name", note), ("environments", (note, "no"))))
    for text in (entry.flow(), "\n".join(entry.block())):
        assert yaml.safe_load(text) == entry.data
        assert parsed(text) == entry.data


@pytest.mark.parametrize(
    "word",
    ["12", "1e5", "1.5", "0x1f", "0o7", "010", "1_000", "2027-01-01", "12:30", "true", "No", "y"],
)
def test_words_that_are_no_texts_are_quoted(word: str) -> None:
    assert yaml.safe_load(Entry((("note", word),)).flow()) == {"note": word}
