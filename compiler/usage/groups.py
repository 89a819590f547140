"""What sums can be taken by: words of the command line, and the names of the log behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = str | None
"""One cell of a group: a text, or None where the log says nothing."""

_MONTH = len("2026-11")


def _one(value: Value) -> Value:
    return value


def _month(day: Value) -> Value:
    return day and day[:_MONTH]


@dataclass(frozen=True, slots=True)
class Group:
    """names: of the log; the first of them that a line has a value for counts. shape: what is made
    of that value."""

    names: tuple[str, ...]
    shape: Callable[[Value], Value] = _one


# The model that answered, which may be a dated one; where no answer named one, the one that the
# path asked for. Days and months are those of UTC, as the log's times are.
GROUPS: Mapping[str, Group] = {
    "consumer": Group(("consumer",)),
    "api": Group(("api",)),
    "version": Group(("api_version",)),
    "operation": Group(("operation",)),
    "model": Group(("gen_ai.response.model", "gen_ai.request.model")),
    "vendor": Group(("gen_ai.provider.name",)),
    "environment": Group(("environment",)),
    "status": Group(("status",)),
    "error": Group(("error_code",)),
    "month": Group(("time",), _month),
    "day": Group(("time",)),
}


def names_of(by: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the log that the groups need, one after the other. KeyError: no such group."""
    return tuple(name for word in by for name in GROUPS[word].names)


def values_of(by: tuple[str, ...], found: tuple[Value, ...]) -> tuple[Value, ...]:
    """The cells of the groups, from what a line has for `names_of(by)`."""
    values = []
    at = 0
    for word in by:
        group = GROUPS[word]
        several = found[at : at + len(group.names)]
        values.append(group.shape(next((each for each in several if each is not None), None)))
        at += len(group.names)
    return tuple(values)
