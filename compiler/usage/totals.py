"""Facts, added up: a row for each group, and one for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compiler.usage.groups import Value, names_of, values_of
from compiler.usage.line import Facts

# What every line is asked for, before the names of the groups.
COUNTED = (
    "time",
    "status",
    "error_code",
    "duration_ms",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
)
_FIRST_ERROR = b"400"
_DIGITS = 2  # that are kept of a time, so that a sum has only some hundred of them


@dataclass(frozen=True, slots=True)
class Row:
    """The sums of one group. errors: requests that a gateway or a vendor refused or failed. Tokens
    are None where no request had any, times where none was measured; both times are milliseconds,
    rounded down to two digits."""

    values: tuple[Value, ...]
    requests: int
    errors: int
    input_tokens: int | None
    output_tokens: int | None
    p50_ms: int | None
    p95_ms: int | None

    @property
    def total_tokens(self) -> int | None:
        if self.input_tokens is None and self.output_tokens is None:
            return None
        return (self.input_tokens or 0) + (self.output_tokens or 0)


class Tally:
    """Sums in the making. by: words of GROUPS. since, until: the first and the last day, such as
    2026-11-22, that count."""

    def __init__(self, by: tuple[str, ...], since: str | None, until: str | None) -> None:
        self.by = by
        self.names = (*COUNTED, *names_of(by))
        self._since = (since or "").encode()
        self._until = (until or "9999-12-31").encode()
        self._sums: dict[Facts, _Sum] = {}

    def add(self, facts: Iterable[Facts]) -> None:
        """Counts what lines have for `names`."""
        sums, since, until = self._sums, self._since, self._until
        for found in facts:
            day, status, error, duration, given, made = found[:6]
            if day is None or status is None or not since <= day <= until:
                continue
            group = found[6:]
            if (one := sums.get(group)) is None:
                one = sums[group] = _Sum()
            one.requests += 1
            if status >= _FIRST_ERROR or error is not None:
                one.errors += 1
            if given is not None:
                one.given = (one.given or 0) + int(given)
            if made is not None:
                one.made = (one.made or 0) + int(made)
            if duration is not None:
                if len(duration) > _DIGITS:
                    duration = duration[:_DIGITS].ljust(len(duration), b"0")
                one.durations[duration] = one.durations.get(duration, 0) + 1

    def rows(self) -> list[Row]:
        """The groups, sorted by their cells; absent ones come last."""
        merged: dict[tuple[Value, ...], _Sum] = {}
        for group, one in self._sums.items():
            cells = values_of(self.by, tuple(_text(cell) for cell in group))
            merged.setdefault(cells, _Sum()).take(one)
        ordered = sorted(merged, key=lambda cells: [(cell is None, cell or "") for cell in cells])
        return [merged[cells].row(cells) for cells in ordered]

    def total(self) -> Row:
        """All groups together."""
        whole = _Sum()
        for one in self._sums.values():
            whole.take(one)
        return whole.row((None,) * len(self.by))


class _Sum:
    """durations: how many requests took how long."""

    __slots__ = ("durations", "errors", "given", "made", "requests")

    def __init__(self) -> None:
        self.requests = 0
        self.errors = 0
        self.given: int | None = None
        self.made: int | None = None
        self.durations: dict[bytes, int] = {}

    def take(self, other: _Sum) -> None:
        self.requests += other.requests
        self.errors += other.errors
        self.given = _plus(self.given, other.given)
        self.made = _plus(self.made, other.made)
        for duration, count in other.durations.items():
            self.durations[duration] = self.durations.get(duration, 0) + count

    def row(self, values: tuple[Value, ...]) -> Row:
        p50, p95 = self._percentile(50), self._percentile(95)
        return Row(values, self.requests, self.errors, self.given, self.made, p50, p95)

    def _percentile(self, percent: int) -> int | None:
        """The time that so many requests of a hundred did not exceed (nearest rank)."""
        times = sorted((int(duration), count) for duration, count in self.durations.items())
        rank = -(-sum(count for _, count in times) * percent // 100)
        for duration, count in times:
            rank -= count
            if rank <= 0:
                return duration
        return None


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)


def _text(cell: bytes | None) -> Value:
    return None if cell is None else cell.decode("utf-8", "surrogatepass")
