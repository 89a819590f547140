"""Sums as `gatewright usage` prints them: a table for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compiler.masking import printable
from compiler.usage.groups import Value
from compiler.usage.totals import Row

_NUMBERS: Mapping[str, Callable[[Row], int | None]] = {
    "requests": lambda row: row.requests,
    "errors": lambda row: row.errors,
    "input_tokens": lambda row: row.input_tokens,
    "output_tokens": lambda row: row.output_tokens,
    "total_tokens": lambda row: row.total_tokens,
    "p50_ms": lambda row: row.p50_ms,
    "p95_ms": lambda row: row.p95_ms,
}
_HEADS = ("REQUESTS", "ERRORS", "INPUT", "OUTPUT", "TOTAL", "P50 MS", "P95 MS")
_ABSENT = "-"
_WIDEST = 60  # letters of a text in the table; a client may have named a model as it liked
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Usage:
    """What was added up. by: the groups. lines: all that were read; strange: those of them that no
    gateway wrote."""

    by: tuple[str, ...]
    rows: Sequence[Row]
    total: Row
    lines: int
    strange: int


def _text(usage: Usage) -> str:
    lines = [(*(word.upper() for word in usage.by), *_HEADS)]
    lines += [(*map(_shown, row.values), *_numbers(row)) for row in usage.rows]
    blanks = ("",) * (len(usage.by) - 1)
    lines.append(("total", *blanks, *_numbers(usage.total)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths, len(usage.by)) for line in lines) + "\n"


def _shown(value: Value) -> str:
    if value is None:
        return _ABSENT
    return printable(value if len(value) <= _WIDEST else f"{value[: _WIDEST - 3]}...")


def _numbers(row: Row) -> Iterator[str]:
    for number in _NUMBERS.values():
        found = number(row)
        yield _ABSENT if found is None else f"{found:,}"


def _aligned(cells: Iterable[str], widths: Iterable[int], texts: int) -> str:
    padded = (
        cell.ljust(width) if at < texts else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded)


def _json(usage: Usage) -> str:
    """Letters beyond ASCII are escaped, and with them all that a terminal might obey."""
    data = {
        "by": list(usage.by),
        "rows": [
            {**dict(zip(usage.by, row.values, strict=True)), **_data(row)} for row in usage.rows
        ],
        "total": _data(usage.total),
        "lines": usage.lines,
        "strange_lines": usage.strange,
    }
    return json.dumps(data, indent=1) + "\n"


def _data(row: Row) -> dict[str, int | None]:
    return {name: number(row) for name, number in _NUMBERS.items()}


def _csv(usage: Usage) -> str:
    """RFC 4180. Without the total, which a spreadsheet would add once more; absent is empty."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([*usage.by, *_NUMBERS])
    for row in usage.rows:
        table.writerow([*map(_cell, row.values), *_data(row).values()])
    return written.getvalue()


def _cell(value: Value) -> str:
    """A spreadsheet runs what begins like a formula; after an apostrophe it is text."""
    text = printable(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text


FORMATS: Mapping[str, Callable[[Usage], str]] = {"text": _text, "json": _json, "csv": _csv}
