"""Numbers of a gateway as people read them."""

from __future__ import annotations

import re

from compiler.terms import WINDOWS, Limit, LimitKind

_COUNTED = {
    LimitKind.REQUESTS: "request",
    LimitKind.CONCURRENT: "request",
    LimitKind.TOKENS: "token",
    LimitKind.PROMPT_TOKENS: "prompt token",
    LimitKind.COMPLETION_TOKENS: "completion token",
}
_UNITS = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))


def of_limit(limit: Limit) -> str:
    """Such as `400 requests a minute`."""
    noun = _COUNTED[limit.kind] if limit.amount == 1 else f"{_COUNTED[limit.kind]}s"
    if limit.kind is LimitKind.CONCURRENT:
        return f"{limit.amount:,} {noun} at the same time"
    window = WINDOWS.get(limit.seconds, f"in {limit.seconds:,} seconds")
    return f"{limit.amount:,} {noun} {window}"


def of_size(size: int) -> str:
    """Such as `10 MiB`; exact where it is a whole number of some unit."""
    for unit, name in _UNITS:
        if size >= unit and size % unit == 0:
            return f"{size // unit:,} {name}"
    return count(size, "byte")


def count(number: int, noun: str) -> str:
    """Such as `1 API` and `2 APIs`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


_Part = tuple[int, str]


def version_order(version: str) -> tuple[tuple[_Part, ...], bool, tuple[_Part, ...]]:
    """What versions are sorted by, the oldest first: numbers by their value, and what stands after
    a `-` comes before the version without it, as in Semantic Versioning."""
    main, _, before = version.partition("-")
    return _parts(main), not before, _parts(before)


def _parts(text: str) -> tuple[_Part, ...]:
    found = re.findall(r"[0-9]+|[^0-9.]+", text)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in found)
