"""JSON values and the pointers (RFC 6901) that lead into them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from compiler.terms import Pointer

Json = Any
"""A JSON value as Python has it."""

Wanted = dict[str, Any]
"""Pointers as a tree: each step leads to the steps that may follow it."""

_INDEX = re.compile("0|[1-9][0-9]{0,3}")
_NOTHING = object()


def tree(pointers: Iterable[Pointer]) -> Wanted:
    """The tree of some pointers."""
    found: Wanted = {}
    for pointer in pointers:
        below = found
        for token in pointer:
            below = below.setdefault(token, {})
    return found


def index(token: str) -> int | None:
    """The place in a list that a step names; None where it can only be a member's name."""
    return int(token) if _INDEX.fullmatch(token) else None


def at(value: Json, pointer: Pointer, default: Json = None) -> Json:
    """What a pointer leads to, or the default."""
    for token in pointer:
        place = index(token)
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and place is not None and place < len(value):
            value = value[place]
        else:
            return default
    return value


def leads(value: Json, pointer: Pointer) -> bool:
    """Whether there is something at the pointer."""
    return at(value, pointer, _NOTHING) is not _NOTHING


def put(value: Json, pointer: Pointer, new: Json) -> bool:
    """Replaces what is at the pointer, or adds the last member of it; False where nothing leads
    there."""
    if not pointer:
        return False
    holder, last = at(value, pointer[:-1], _NOTHING), pointer[-1]
    place = index(last)
    if isinstance(holder, dict):
        holder[last] = new
    elif isinstance(holder, list) and place is not None and place < len(holder):
        holder[place] = new
    else:
        return False
    return True


def same(value: Json) -> Hashable:
    """What two values have in common that are the same to JSON: 1 is 1.0, and true is no number."""
    match value:
        case bool():
            return bool, value
        case float() if value.is_integer():
            return int(value)
        case list():
            return tuple(map(same, value))
        case dict():
            return frozenset((name, same(one)) for name, one in value.items())
    return cast("Hashable", value)


def leaves(wanted: Wanted, before: Pointer = ()) -> list[Pointer]:
    """The pointers of a tree, without those that lead on."""
    if not wanted:
        return [before] if before else []
    return [one for token, below in wanted.items() for one in leaves(below, (*before, token))]


@dataclass(frozen=True, slots=True)
class At:
    """A place in a value that is being made: the member's name, the pointers that begin here, how
    deep it is, and the references that led here."""

    name: str = ""
    wanted: Wanted = field(default_factory=dict)
    depth: int = 0
    trail: tuple[str, ...] = ()

    def below(self, name: str, token: str) -> At:
        """The place of a member: how it is called, and the step that leads to it."""
        return At(name, self.wanted.get(token, {}), self.depth + 1, self.trail)
