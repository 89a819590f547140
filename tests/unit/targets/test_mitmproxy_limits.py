"""Subscriptions and limits of the mitmproxy gateway: who is stopped, by what, and what is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from gatewright_gateway import loading
from gatewright_gateway.spent import NOTHING, UNKNOWN, Spent
from gatewright_gateway.subscriptions import Caller, Grant, Kind, Plan

from compiler import ir
from compiler.targets.mitmproxy import data
from tests.unit.targets.metered_gateway import metered
from tests.unit.targets.mitmproxy_gate import CHAT, MODELS, OPEN, PINNED, Gates, gates, told


@pytest.fixture(name="gate")
def a_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gates:
    return gates(tmp_path, monkeypatch)


def test_a_window_opens_with_its_first_request(gate: Gates) -> None:
    one = gate(consumer=[("requests", 2, 60)])
    one.now += 59_999
    assert told(one.passes(), "Requests") == (2, 1, 60)
    one.now += 30_001
    assert told(one.passes(), "Requests") == (2, 0, 30)
    assert one.stopped() == ("2 requests a minute of this consumer", 30)
    one.now += 29_998
    assert one.stopped()[1] == 1
    one.now += 1
    assert told(one.passes(), "Requests") == (2, 1, 60)


def test_a_refused_request_counts_nowhere(gate: Gates) -> None:
    one = gate(
        api=[("requests", 100, 60), ("concurrent", 100, 0)],
        plan=[("tokens", 10**6, 60)],
        consumer=[("requests", 1, 3600)],
    )
    one.passes().settle(NOTHING)
    held = len(one.counters)
    for _ in range(5):
        _, refused = one.ask()
        assert told(refused, "Requests") == (1, 0, 3600)
        assert told(refused, "Tokens") == (10**6, 10**6, 60)
        refused.settle(NOTHING)
    assert len(one.counters) == held


def test_whose_counters_they_are(gate: Gates) -> None:
    one = gate(plan=[("requests", 1, 60)])
    one.passes(CHAT)
    one.passes(PINNED)
    assert one.stopped(PINNED)[0] == "1 requests a minute of plan gold"
    one = gate(consumer=[("requests", 1, 60)])
    one.passes(CHAT)
    assert one.stopped(PINNED)[0] == "1 requests a minute of this consumer"
    one = gate(api=[("requests", 1, 60)], consumer=[("requests", 0, 60)])
    one.passes(OPEN)
    assert one.stopped(OPEN)[0] == "1 requests a minute of this API"
    assert one.stopped(CHAT)[0] == "0 requests a minute of this consumer"


def test_the_longest_wait_is_told_then_the_order(gate: Gates) -> None:
    rows = [("requests", 1, 60), ("concurrent", 1, 0), ("completion_tokens", 1, 60)]
    one = gate(api=rows, plan=[("requests", 1, 60)], consumer=[("tokens", 1, 3600)])
    held = one.passes()
    assert one.stopped() == ("1 tokens an hour of this consumer", 3600)
    held.settle(NOTHING)
    assert one.stopped() == ("1 requests a minute of this API", 60)


def test_what_runs(gate: Gates) -> None:
    one = gate(consumer=[("concurrent", 2, 0)])
    held = [one.passes(), one.passes(PINNED)]
    assert held[0].headers == ()
    assert one.stopped() == ("2 concurrent requests of this consumer", 1)
    held[0].settle(UNKNOWN)
    held[0].settle(UNKNOWN)
    held[0].release()
    one.passes()
    assert one.stopped()[1] == 1


@pytest.mark.parametrize(
    ("amount", "reserve", "taken"), [(20, 1000, 20), (20, 5, 5), (5000, 1000, 1000), (20, 0, 1)]
)
def test_a_request_reserves(gate: Gates, amount: int, reserve: int, taken: int) -> None:
    one = gate(consumer=[("tokens", amount, 60)], reserve=reserve)
    held = one.passes()
    assert told(held, "Tokens") == (amount, amount - taken, 60)
    for _ in range(3):
        held.settle(Spent(prompt=2, completion=1))
    held.release()
    assert told(one.passes(), "Tokens")[1] == max(0, amount - 3 - max(1, min(reserve, amount - 3)))


def test_tokens_only_where_the_vendor_reports_them(gate: Gates) -> None:
    one = gate(consumer=[("tokens", 1, 60)])
    for _ in range(3):
        assert one.passes(MODELS, "GET").headers == ()
    one.passes()
    assert one.stopped()[0] == "1 tokens a minute of this consumer"


@pytest.mark.parametrize(
    ("spent", "left"),
    [
        (NOTHING, 15),
        (UNKNOWN, 15),
        (Spent(total=4), 15),
        (Spent(total=5), 15),
        (Spent(total=11), 9),
        (Spent(events=8, whole=False), 12),
    ],
)
def test_what_outlasts_its_window_counts_its_excess_in_the_next(
    gate: Gates, spent: Spent, left: int
) -> None:
    one = gate(consumer=[("tokens", 20, 60)], reserve=5)
    late = one.passes()
    one.now += 60_000
    one.passes().settle(UNKNOWN)
    one.now += 10_000
    for _ in range(2):
        late.settle(spent)
    late.release()
    assert told(one.passes(), "Tokens") == (20, left - 5, 50)


def test_an_excess_opens_a_window(gate: Gates) -> None:
    one = gate(consumer=[("tokens", 20, 60), ("prompt_tokens", 100, 3600)], reserve=5)
    late = one.passes()
    one.now += 59_999
    other = one.passes()
    one.now += 30_001
    late.settle(Spent(prompt=20, completion=5))
    assert one.stopped() == ("20 tokens a minute of this consumer", 60)
    other.settle(NOTHING)
    one.now += 59_000
    assert one.stopped()[1] == 1
    one.now += 1_000
    assert told(one.passes(), "Tokens") == (20, 15, 60)


def test_no_excess_opens_no_window(gate: Gates) -> None:
    one = gate(consumer=[("tokens", 20, 60)], reserve=5)
    late = one.passes()
    one.now += 70_000
    late.settle(UNKNOWN)
    one.now += 10_000
    assert told(one.passes(), "Tokens") == (20, 15, 60)


def test_a_call_before_the_end_of_its_window_is_settled_in_it(gate: Gates) -> None:
    one = gate(consumer=[("tokens", 20, 60)], reserve=5)
    held = one.passes()
    one.now += 59_999
    held.settle(Spent(total=18))
    assert told(one.passes(), "Tokens") == (20, 0, 1)
    one.now += 1
    assert told(one.passes(), "Tokens") == (20, 15, 60)


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        (NOTHING, (0, 0, 0)),
        (UNKNOWN, (9, 9, 9)),
        (Spent(events=50), (50, 50, 50)),
        (Spent(prompt=11, completion=7, total=20), (20, 11, 7)),
        (Spent(prompt=11, completion=7), (18, 11, 7)),
        (Spent(prompt=11), (11, 11, 0)),
        (Spent(total=5), (5, 0, 0)),
        (Spent(prompt=11, completion=1, events=30), (12, 11, 1)),
        (Spent(prompt=11, completion=1, events=30, whole=False), (41, 11, 30)),
        (Spent(total=12, prompt=11, completion=1, events=30, whole=False), (41, 11, 30)),
    ],
)
def test_what_is_counted(spent: Spent, expected: tuple[int, int, int]) -> None:
    kinds = (Kind.TOKENS, Kind.PROMPT_TOKENS, Kind.COMPLETION_TOKENS)
    assert tuple(spent.of(kind, 9) for kind in kinds) == expected


def test_counters_survive_new_settings_with_other_amounts(gate: Gates) -> None:
    one = gate(consumer=[("requests", 3, 60), ("tokens", 100, 60)], reserve=10)
    counters, held = one.counters, one.passes()
    one = gate(consumer=[("requests", 5, 60), ("tokens", 50, 60)], reserve=10)
    one.counters = counters
    second = one.passes()
    assert told(second, "Requests")[:2] == (5, 3)
    assert told(second, "Tokens")[:2] == (50, 30)
    held.settle(Spent(total=1))
    assert told(one.passes(), "Tokens")[:2] == (50, 29)


GOLD = Plan("gold", ())


@pytest.mark.parametrize(
    ("plan", "apis", "plans", "admitted"),
    [
        (None, None, (), True),
        (GOLD, None, (), True),
        (GOLD, None, ("gold", "silver"), True),
        (GOLD, None, ("silver",), False),
        (None, None, ("gold",), False),
        (None, {"A@1"}, (), True),
        (None, {"A@2"}, (), False),
        (GOLD, {"A@1"}, ("gold",), True),
        (GOLD, set(), ("gold",), False),
    ],
)
def test_who_may_call(
    plan: Plan | None, apis: set[str] | None, plans: tuple[str, ...], admitted: bool
) -> None:
    grant = Grant(plan, None if apis is None else frozenset(apis), ())
    assert grant.admits("A@1", frozenset(plans)) is admitted


def test_what_many_share_stands_there_once(tmp_path: Path) -> None:
    one = metered(9001, 9002, consumer=[("requests", 2, 60)], plan=[("requests", 1, 60)])
    who = one.consumers[0]
    more = tuple(
        ir.Consumer(f"app-{n}", (ir.ConsumerKey(f"{n:064x}", n or None),), who.grant)
        for n in range(50)
    )
    (tmp_path / "gateway.json").write_bytes(
        b"".join(data.render(replace(one, consumers=(*one.consumers, *more))))
    )
    written = json.loads((tmp_path / "gateway.json").read_bytes())
    assert (len(written["plans"]), len(written["grants"]), len(written["consumers"])) == (1, 1, 51)
    callers = loading.load(tmp_path).callers
    assert len({id(caller.grant) for caller in callers.values()}) == 1
    grant = callers[f"{7:064x}"].grant
    assert callers[f"{7:064x}"] == Caller("app-7", grant, 7)
    assert callers[f"{0:064x}"].expires is None


@pytest.mark.parametrize("kind", ["request_bytes", ""])
def test_a_limit_that_is_not_known_stops_the_start(tmp_path: Path, kind: str) -> None:
    one = metered(9001, 9002, consumer=[("requests", 2, 60)])
    text = b"".join(data.render(one)).replace(
        b'"kind": "requests"', b'"kind": "%s"' % kind.encode()
    )
    (tmp_path / "gateway.json").write_bytes(text)
    with pytest.raises(ValueError, match="Kind"):
        loading.load(tmp_path)
