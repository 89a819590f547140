"""Broken and odd variations of the text of a file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_VALUES = (
    "null", "~", "''", "[]", "{}", "true", "0", "-1", "1e9", "99999999999999999999", ".nan",
    "2026-01-01", "*a", "&a 1", "!!int 3", "<<", "[[[[", "{a: {b: {c: d}}}", "'\\'", '"\\ud800"',
    "é" * 70, "x" * 5000, "../../etc/passwd", "http://[::1", "https://a:99999", "{version}", "%00",
    "\"\\u0000\"", "- - -", "? a", "|\n    text", "a: b: c", "#", "@", "`", "\t",
)  # fmt: skip
_LETTERS = "\t\r\n \x00\x1b\x85\u2028\ufeff\U0001f600:,-?[]{}#&*!|>'\"%@`é~0aA/\\."


def mutant(text: str, chance: random.Random) -> bytes:
    """`text` with one to three changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = chance.choice(_CHANGES)(text, chance)
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.05:
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.randbytes(chance.randrange(1, 4)) + content[at:]
    return content


def _letter(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_LETTERS) + text[at + chance.randrange(2) :]


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randrange(40) :]


def _end(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _line(text: str, chance: random.Random) -> str:
    """A line is lost, comes twice, moves, or stands deeper or less deep."""
    lines = text.split("\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines[at] = " " * chance.randrange(1, 5) + lines[at]
        case _:
            lines[at] = lines[at].removeprefix(" ").removeprefix(" ")
    return "\n".join(lines)


def _value(text: str, chance: random.Random) -> str:
    """What stands after a colon, or in a list, becomes something else."""
    places = [found.span(1) for found in re.finditer(r"[:,\[-] +([^\s,\[\]{}#]+)", text)]
    if not places:
        return _letter(text, chance)
    start, end = chance.choice(places)
    return text[:start] + chance.choice(_VALUES) + text[end:]


def _word(text: str, chance: random.Random) -> str:
    """A word takes the place of another: keys stand where they do not belong."""
    words = [found.span() for found in re.finditer(r"[A-Za-z_]+", text)]
    if not words:
        return _letter(text, chance)
    (start, end), (first, last) = chance.choice(words), chance.choice(words)
    return text[:start] + text[first:last] + text[end:]


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _letter,
    _cut,
    _end,
    _line,
    _value,
    _value,
    _word,
)
