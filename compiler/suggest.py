"""What a complaint says about words that are almost right, and how it lists the right ones."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LISTED = 12  # more names than this help nobody in one line
LONGEST = 300  # letters of a word that may be a misspelt one: comparing takes their square


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "; did you mean 'x'?" for the nearest known word, or nothing."""
    candidates = sorted(known) if len(word) <= LONGEST else []
    lowered = {candidate.lower(): candidate for candidate in reversed(candidates)}
    near = get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    return f"; did you mean '{lowered[near[0]]}'?" if near else ""


def listed(words: Iterable[str]) -> str:
    """The words as people read them: a, b, c and 4 more."""
    ordered = sorted(words)
    if not ordered:
        return "none"
    rest = len(ordered) - LISTED
    return ", ".join(ordered[:LISTED]) + (f" and {rest} more" if rest > 0 else "")


def noun_of(value: object) -> str:
    """What people call a value of this kind."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"
