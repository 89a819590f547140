"""Patterns are held against texts as Python does, but never for ever."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.mock.expressions import read
from compiler.mock.matching import LONGEST_MATCHED, matches
from compiler.mock.patterns import matching
from tests.unit.mock.test_costs import quickly

# Each of them takes Python longer than people live, in a text of 60 letters that it does not match.
CATASTROPHIC = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "^([a-zA-Z]+)*$",
    "^(?:a?){60}a{60}$",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "^(?=(a+)+$)a",
    "^(a*)*(b*)*$",
]

_letters = st.sampled_from(
    ["a", "b", "-", "\\d", "[ab]", "[^a]", "[a-c_]", ".", "\\.", "\\w", "\\x61"]
)
_edges = st.sampled_from(["^", "$", "\\b", "\\B", "(?=a)", "(?!b)"])


def _more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    times = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "{0}"])
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda found: f"({'|'.join(found)})"),
        st.builds(lambda part, often: f"(?:{part}){often}", inner, times),
    )


PATTERNS = st.recursive(st.one_of(_letters, _edges), _more, max_leaves=6)


@settings(deadline=None, max_examples=150)
@given(PATTERNS, st.text("ab-1_.", min_size=1, max_size=7))
def test_as_python_does(pattern: str, text: str) -> None:
    assert read(pattern) is not None
    assert matches(pattern, text) is (re.search(pattern, text) is not None)


@settings(deadline=None, max_examples=100)
@given(st.text("ab^$\\[]()|*+?{},-:=!<>012dwxu.", max_size=12), st.text("ab1-", max_size=5))
def test_whatever_is_written(pattern: str, text: str) -> None:
    assert matches(pattern, text) in (True, False)
    if (found := matching(pattern, shortest=3)) is not None:
        assert matches(pattern, found)


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_patterns_that_take_for_ever(pattern: str) -> None:
    with quickly(20.0):
        assert not matches(pattern, "x" * 20 + "a" * 40 + "!")
        assert matches(pattern, "a" * (LONGEST_MATCHED - 1) + "!") in (True, False)
        matching(pattern, shortest=40)


def test_what_takes_too_long_matches() -> None:
    assert not matches("a.{200}b", "a" * 400)
    assert matches("a.{2000}b", "a" * LONGEST_MATCHED)  # no letter b


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a$", "a\n", False),  # as in JavaScript: the end is the end
        ("[\\]a-]+$", "]-a", True),
        ("[]]", "]", True),
        ("[a\\-z]", "-", True),
        ("[\\w-.]", "-", True),
        ("[[&&~~||--]", "&", True),
        ("\\u00e9\\/", "é/", True),
        ("^{a}$", "{a}", True),
        ("(?<name>a)b", "ab", True),
        ("^\\p{L}$", "1", True),  # not understood
        ("^(a)\\1$", "b", True),
        ("", "", True),
    ],
)
def test_what_is_written_in_other_ways(pattern: str, text: str, found: bool) -> None:
    assert matches(pattern, text) is found
