"""Sums, against the naive ones."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.usage.groups import GROUPS
from compiler.usage.reading import Reading
from compiler.usage.totals import Row, Tally
from tests.unit.usage.sample import ASKED_MODEL, INPUT, LINE, MODEL, OUTPUT, line

DEFAULT = ("consumer", "api", "model", "day")


def tally(
    lines: Iterable[bytes],
    by: tuple[str, ...] = DEFAULT,
    since: str | None = None,
    until: str | None = None,
) -> Tally:
    made = Tally(by, since, until)
    made.add(Reading(made.names).facts("log", io.BytesIO(b"".join(lines))))
    return made


def test_each_kind_of_group() -> None:
    found = {word: tally([line()], (word,)).rows()[0].values[0] for word in GROUPS}
    assert found == {
        "consumer": "support-desk",
        "api": "ChatAPI",
        "version": "1.0.0",
        "operation": "createChatCompletion",
        "model": "acme-small",
        "vendor": "acme",
        "environment": "production",
        "status": "200",
        "error": None,
        "month": "2026-11",
        "day": "2026-11-21",
    }


@pytest.mark.parametrize(
    ("answered", "asked", "model"),
    [("a", "b", "a"), (None, "b", "b"), (None, None, None), ("", "b", "")],
)
def test_the_model_that_answered_counts(answered: Any, asked: Any, model: Any) -> None:
    (row,) = tally([line(0, **{MODEL: answered, ASKED_MODEL: asked})], ("model",)).rows()
    assert row.values == (model,)


def test_groups_that_look_alike_in_the_log_are_one() -> None:
    """Names of the same model come from two places."""
    lines = [line(0, **{MODEL: "m"}), line(0, **{MODEL: None, ASKED_MODEL: "m"})]
    (row,) = tally(lines).rows()
    assert row.requests == 2


def test_rows_are_sorted_and_absent_ones_last() -> None:
    lines = [line(0, consumer=name) for name in ("b", None, "a", "", "-", "B")]
    assert [row.values[0] for row in tally(lines).rows()] == ["", "-", "B", "a", "b", None]


@pytest.mark.parametrize(
    ("status", "code", "errors"),
    [(200, None, 0), (399, None, 0), (400, None, 1), (499, None, 1), (200, "gateway_error", 1)],
)
def test_what_an_error_is(status: int, code: str | None, errors: int) -> None:
    assert tally([line(0, status=status, error_code=code)]).total().errors == errors


def test_absent_tokens_are_no_zeros() -> None:
    without = {INPUT: None, OUTPUT: None}
    row = tally([line(0, **without)]).total()
    assert (row.input_tokens, row.output_tokens, row.total_tokens) == (None, None, None)
    row = tally([line(0, **without), line(0, **{OUTPUT: None})]).total()
    assert (row.input_tokens, row.output_tokens, row.total_tokens) == (11, None, 11)
    row = tally([line(0, **{INPUT: 0, OUTPUT: 0})]).total()
    assert (row.input_tokens, row.total_tokens) == (0, 0)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, None, ["01", "02", "03"]),
        ("2026-11-02", None, ["02", "03"]),
        (None, "2026-11-02", ["01", "02"]),
        ("2026-11-02", "2026-11-02", ["02"]),
        ("2026-11-04", None, []),
    ],
)
def test_both_ends_belong_to_it(since: str | None, until: str | None, days: list[str]) -> None:
    lines = [line(0, time=f"2026-11-0{day}T23:59:59.999Z") for day in (1, 2, 3)]
    rows = tally(lines, ("day",), since, until).rows()
    assert [row.values[0] for row in rows] == [f"2026-11-{day}" for day in days]


@pytest.mark.parametrize(
    ("times", "p50", "p95"),
    [
        ([], None, None),
        ([None], None, None),
        ([7], 7, 7),
        ([0, 1, 2, 99], 1, 99),
        ([*range(1, 101)], 50, 95),
        ([123, 1999, 34567], 1900, 34000),
    ],
)
def test_times(times: list[int | None], p50: int | None, p95: int | None) -> None:
    row = tally([line(0, duration_ms=each) for each in times]).total()
    assert (row.p50_ms, row.p95_ms) == (p50, p95)


NAMES = st.sampled_from([None, "a", "b", "é", 'a"'])
COUNTS = st.one_of(st.none(), st.integers(0, 10**15 - 1))
LOGGED = st.fixed_dictionaries(
    {
        "time": st.sampled_from(["2026-11-21T00:00:00.000Z", "2026-11-22T01:02:03.456Z"]),
        "status": st.integers(100, 599),
        "error_code": NAMES,
        "consumer": NAMES,
        "api": NAMES,
        MODEL: NAMES,
        ASKED_MODEL: NAMES,
        "duration_ms": COUNTS,
        INPUT: COUNTS,
        OUTPUT: COUNTS,
    }
)


def naive(data: list[dict[str, Any]]) -> dict[Any, tuple[Any, ...]]:
    groups: dict[Any, list[dict[str, Any]]] = {}
    for each in data:
        model = each[ASKED_MODEL] if each[MODEL] is None else each[MODEL]
        groups.setdefault((each["consumer"], each["api"], model, each["time"][:10]), []).append(
            each
        )
    return {values: sums(lines) for values, lines in groups.items()}


def sums(lines: list[dict[str, Any]]) -> tuple[Any, ...]:
    failed = [each for each in lines if each["status"] >= 400 or each["error_code"] is not None]
    given = [each[INPUT] for each in lines if each[INPUT] is not None]
    made = [each[OUTPUT] for each in lines if each[OUTPUT] is not None]
    return (
        len(lines),
        len(failed),
        sum(given) if given else None,
        sum(made) if made else None,
        sum(given) + sum(made) if given or made else None,
    )


def numbers(row: Row) -> tuple[Any, ...]:
    return row.requests, row.errors, row.input_tokens, row.output_tokens, row.total_tokens


@given(st.lists(LOGGED, max_size=12))
def test_sums_are_the_naive_ones(changes: list[dict[str, Any]]) -> None:
    lines = [line(at % 3, **each) for at, each in enumerate(changes)]
    found = tally(lines)
    assert {row.values: numbers(row) for row in found.rows()} == naive(changes)
    assert numbers(found.total()) == sums(changes)


def test_memory_grows_with_groups_and_not_with_lines() -> None:
    """Times are what each line has another of."""
    found = tally(line(0, duration_ms=at * 7919 % 10**9) for at in range(20_000))
    (one,) = found._sums.values()
    assert len(one.durations) <= 100 + 7 * 90
    assert json.loads(line())["time"] == LINE["time"]
