"""What is counted of requests that have ended, and its text (Prometheus, version 0.0.4).

Only what definitions, statuses and codes say becomes a label; nothing that a client writes does.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gatewright_gateway.fault import place_of
from gatewright_gateway.telling import Family, Labels, Telling

_CONSUMER = 2  # its place among the labels of every family
_AT_ONCE = 100  # label sets whose text is made in one step

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Durations:
    """buckets: how many requests each took, the last those beyond all bounds."""

    buckets: list[int]
    milliseconds: int = 0


class Tallies:
    """Counts of one process. They outlive the settings that they were counted under."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._requests: dict[Labels, int] = {}
        self._tokens: dict[Labels, int] = {}
        self._durations: dict[Labels, _Durations] = {}

    def __len__(self) -> int:
        """How many label sets are held."""
        return len(self._requests) + len(self._tokens) + len(self._durations)

    def count(self, facts: Mapping[str, object]) -> None:
        """facts: of a log line. What fails in here costs a count, and nothing else."""
        try:
            self._count(facts)
        except Exception as error:
            _log.error("a request cannot be counted: %s", place_of(error))

    def _count(self, facts: Mapping[str, object]) -> None:
        requests, _, durations = self._telling.families
        self._add(self._requests, _labels(facts, requests.labels), 1)
        whose = _labels(facts, durations.labels)
        for kind in ("input", "output"):
            tokens = facts.get(f"gen_ai.usage.{kind}_tokens")
            if isinstance(tokens, int):
                self._add(self._tokens, (*whose, kind), tokens)
        taken = facts.get("duration_ms")
        if isinstance(taken, int):
            key = self._key(self._durations, whose)
            kept = self._durations.get(key)
            if kept is None:
                kept = self._durations[key] = _Durations([0] * len(self._telling.marks))
            kept.buckets[bisect_left(self._telling.bounds, taken)] += 1
            kept.milliseconds += taken

    def _add(self, kept: dict[Labels, int], labels: Labels, amount: int) -> None:
        key = self._key(kept, labels)
        kept[key] = kept.get(key, 0) + amount

    def _key(self, kept: Mapping[Labels, object], labels: Labels) -> Labels:
        """The labels under which this is counted: its own while there is room for them."""
        if labels in kept or len(self) < self._telling.most:
            return labels
        return (*labels[:_CONSUMER], self._telling.more, *labels[_CONSUMER + 1 :])

    def text(self) -> Iterator[bytes]:
        """In pieces, between which requests may be counted."""
        requests, tokens, durations = self._telling.families
        for family, kept in ((requests, self._requests), (tokens, self._tokens)):
            lines = (f"{_series(family.name, family, key)} {kept[key]}" for key in sorted(kept))
            yield from _pieces(family, lines)
        keys = sorted(self._durations)
        yield from _pieces(durations, ("\n".join(self._histogram(durations, key)) for key in keys))

    def _histogram(self, family: Family, key: Labels) -> Iterator[str]:
        kept, seen = self._durations[key], 0
        for mark, count in zip(self._telling.marks, kept.buckets, strict=True):
            seen += count
            yield f"{_series(family.name + '_bucket', family, key, le=mark)} {seen}"
        seconds, rest = divmod(kept.milliseconds, 1000)
        yield f"{_series(family.name + '_sum', family, key)} {seconds}.{rest:03}"
        yield f"{_series(family.name + '_count', family, key)} {seen}"


def _pieces(family: Family, lines: Iterable[str]) -> Iterator[bytes]:
    piece = [f"# HELP {family.name} {family.help}", f"# TYPE {family.name} {family.kind}"]
    for line in lines:
        piece.append(line)
        if len(piece) >= _AT_ONCE:
            yield ("\n".join(piece) + "\n").encode()
            piece.clear()
    if piece:
        yield ("\n".join(piece) + "\n").encode()


def _labels(facts: Mapping[str, object], names: Labels) -> Labels:
    found = (facts.get(name) for name in names)
    return tuple("" if value is None else str(value) for value in found)


def _series(name: str, family: Family, values: Labels, **more: str) -> str:
    pairs = [*zip(family.labels, values, strict=True), *more.items()]
    return name + "{" + ",".join(f'{key}="{_escaped(value)}"' for key, value in pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
