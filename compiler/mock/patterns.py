"""A short text that a simple regular expression matches."""

from __future__ import annotations

import re

from compiler.mock.expressions import Ahead, Edge, Either, Letter, Node, Repeated, Sequence, read
from compiler.mock.matching import matches

_LIKED = "a0A-_."
_MOST = 64
_LONGEST = 4096
_LETTERS: tuple[str, ...] = (*_LIKED, *map(chr, range(32, 127)), *map(chr, range(160, 400)))


class _None(Exception):
    """There is no such text, or it would be long."""


def matching(pattern: str, *, shortest: int = 0) -> str | None:
    """A text that the pattern matches (as JSON Schema has it: anywhere in the text), if possible of
    at least `shortest` letters; None where the pattern is not understood."""
    node, found = read(pattern), None
    if node is None:
        return None
    try:
        for times in (1, 2, shortest, shortest + 1):
            text = _text(node, min(times, _MOST))
            if not matches(pattern, text):
                return found
            found = text
            if len(text) >= shortest:
                break
    except _None:
        pass
    return found


def _text(node: Node, times: int) -> str:
    """times: how often what may be repeated is."""
    match node:
        case Letter(allowed, only):
            return _letter(allowed) if only is None else only
        case Sequence(parts):
            return _short("".join([_text(part, times) for part in parts]))
        case Either(choices):
            return _first(choices, times)
        case Repeated(part, least, most):
            piece = _text(part, times)
            count = max(least, min(times, _MOST if most is None else most))
            if len(piece) * count > _LONGEST:
                raise _None
            return piece * count
        case Ahead() | Edge():
            return ""


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        raise _None
    return text


def _first(choices: tuple[Node, ...], times: int) -> str:
    """Of the first choice that is more than nothing."""
    for choice in choices:
        if text := _text(choice, times):
            return text
    return ""


def _letter(allowed: re.Pattern[str]) -> str:
    for one in _LETTERS:
        if allowed.fullmatch(one):
            return one
    raise _None
