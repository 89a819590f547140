"""How metrics are told: gateway.json's words as frozen objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Series of one name. kind: a word of the text format."""

    name: str
    kind: str
    help: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Telling:
    """port: on loopback, where the text is told at `path`. families: of requests, tokens and
    durations. bounds: of the buckets, in milliseconds; marks: their labels. most: label sets that
    are kept; more: the consumer that others count for."""

    port: int
    path: bytes
    type: bytes
    families: tuple[Family, Family, Family]
    bounds: tuple[int, ...]
    marks: Labels
    most: int
    more: str


def telling_of(row: Mapping[str, Any] | None) -> Telling | None:
    """ValueError, KeyError: not known here."""
    if row is None:
        return None
    requests, tokens, durations = (
        Family(each["name"], each["type"], each["help"], tuple(each["labels"]))
        for each in row["families"]
    )
    return Telling(
        port=row["port"],
        path=row["path"].encode(),
        type=row["type"].encode(),
        families=(requests, tokens, durations),
        bounds=tuple(most for most, _ in row["buckets"]),
        marks=(*(mark for _, mark in row["buckets"]), "+Inf"),
        most=row["max_series"],
        more=row["more"],
    )
