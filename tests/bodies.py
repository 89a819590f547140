"""Bodies of requests that are made by pointers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compiler import pointers
from compiler.terms import Pointer


def stand(places: Iterable[Pointer]) -> bool:
    """Whether a body can have a value of its own at each of the places, set in their order."""
    values = list(enumerate(places))
    body: dict[str, Any] = {}
    try:
        for number, place in values:
            pointers.put(body, place, number)
    except (TypeError, ValueError, IndexError):
        return False
    return all(pointers.get(body, place) == number for number, place in values)
