"""Every exchange of the table on every engine: the answer, the vendor's side, the log line."""

from __future__ import annotations

import pytest

from tests.conformance import checks, logs
from tests.conformance.bench import Benches
from tests.conformance.exchange import Exchange
from tests.conformance.table import TABLE

ROWS = [pytest.param(row, id=row.id) for row in TABLE]

on_every_engine = pytest.mark.parametrize(
    "bench", ["nginx", "envoy", "mitmproxy"], indirect=True, scope="session"
)


@pytest.mark.parametrize("exchange", ROWS)
@on_every_engine
def test_exchange(benches: Benches, exchange: Exchange) -> None:
    """The client gets, and the vendor sees, what the contract says."""
    bench = benches.of(exchange)
    tag = bench.play(exchange).tag
    outcome = bench.outcome(exchange)
    row = exchange.outcome_of(outcome.answer)
    checks.check_answer(row, tag, outcome.answer)
    checks.check_vendor(row, outcome, bench.world)


@pytest.mark.parametrize("exchange", ROWS)
@on_every_engine
def test_log(benches: Benches, exchange: Exchange) -> None:
    """The log has one line of it, with the contract's names and values."""
    logs.check_log(benches.of(exchange), exchange)
