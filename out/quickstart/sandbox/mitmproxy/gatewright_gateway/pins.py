"""Query parameters and headers that vendor or endpoint set, or keep from passing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from gatewright_gateway.heads import Header
from gatewright_gateway.query import joined, name_of, pair_of, pairs_of
from gatewright_gateway.settings import Pin, PinMode


def pin_query(query: bytes | None, pins: Sequence[Pin]) -> bytes | None:
    """The query with the pins set; every other byte stays where and as it was."""
    pairs = given = pairs_of(query)
    for pin in pins:
        name = pin.name.encode()
        if pin.mode is not PinMode.DEFAULT:
            pairs = [pair for pair in pairs if name_of(pair) != name]
        elif any(name_of(pair) == name for pair in pairs):
            continue
        if pin.mode is not PinMode.REMOVED:
            pairs = [*pairs, pair_of(pin.name, pin.value)]
    return query if pairs == given else joined(pairs)


def pin_headers(headers: Sequence[Header], pins: Sequence[Pin]) -> list[Header]:
    """The headers with the pins set."""
    result = list(headers)
    for pin in pins:
        name = pin.name.encode()
        given = any(key.lower() == name.lower() for key, _ in result)
        if pin.mode is not PinMode.DEFAULT:
            result = [(key, value) for key, value in result if key.lower() != name.lower()]
        elif given:
            continue
        if pin.mode is not PinMode.REMOVED:
            result.append((name, pin.value.encode()))
    return result
