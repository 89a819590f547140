"""Many different exchanges at one time: no request gets what belongs to another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.conformance import checks, logs
from tests.conformance.bench import Bench
from tests.conformance.table import TABLE
from tests.conformance.test_table import on_every_engine

WORDS = (
    "credentials-",
    "spoofed-",
    "query-",
    "pins-",
    "places-",
    "measures-",
    "cors-",
    "vendor-own",
    "bearer-alg",
    "bearer-aud",
    "bearer-or_key",
    "bearer-scopes",
    "bearer-signed",
    "bearer-sub",
)
AT_ONCE = 16


@pytest.mark.soak
@on_every_engine
def test_many_at_once(bench: Bench) -> None:
    chosen = [row for row in TABLE if row.id.startswith(WORDS) and row.drive is None]
    assert len(chosen) > 200
    rows = [
        replace(row, id=f"many-{row.id}") for row in sorted(chosen, key=lambda row: row.id[::-1])
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        plays = [bench.play(row) for row in rows]
        for play, outcome in zip(plays, pool.map(lambda play: play.run(), plays), strict=True):
            row = play.exchange.outcome_of(outcome.answer)
            checks.check_answer(row, play.tag, outcome.answer)
            checks.check_vendor(row, outcome, bench.world)
            bench.outcomes[play.exchange.id] = outcome
    for row in rows:
        logs.check_log(bench, row)
