"""Query parameters and headers that the vendor or the endpoint sets. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote_to_bytes

from gatewright_gateway.heads import Header
from gatewright_gateway.settings import Pin


def pin_query(query: bytes | None, pins: Sequence[Pin]) -> bytes | None:
    """The query with the pins set; every other byte stays where and as it was."""
    if not pins:
        return query
    pairs = query.split(b"&") if query else []
    for pin in pins:
        name = pin.name.encode()
        if pin.fixed:
            pairs = [pair for pair in pairs if _name_of(pair) != name]
        elif any(_name_of(pair) == name for pair in pairs):
            continue
        pairs.append(f"{quote(pin.name, safe='')}={quote(pin.value, safe='')}".encode())
    return b"&".join(pairs)


def _name_of(pair: bytes) -> bytes:
    return unquote_to_bytes(pair.partition(b"=")[0].replace(b"+", b" "))


def pin_headers(headers: Sequence[Header], pins: Sequence[Pin]) -> list[Header]:
    """The headers with the pins set."""
    result = list(headers)
    for pin in pins:
        name = pin.name.encode()
        given = any(key.lower() == name.lower() for key, _ in result)
        if pin.fixed:
            result = [(key, value) for key, value in result if key.lower() != name.lower()]
        elif given:
            continue
        result.append((name, pin.value.encode()))
    return result
