"""Subscriptions and limits as data: what is written once, and how much memory counters get."""

from __future__ import annotations

import json
from dataclasses import replace

from compiler import ir
from compiler.targets.nginx import data
from compiler.targets.nginx.locations import locations
from compiler.targets.nginx.plan import plan
from compiler.targets.nginx.server import main
from compiler.terms import Budget, Limit, LimitKind
from tests.gateways import UNLIMITED, gateway

SAMPLE = gateway(9001, 9000)
PER_MINUTE = Limit(LimitKind.REQUESTS, 5, 60)
AT_ONCE = Limit(LimitKind.CONCURRENT, 2, 0)
TOKENS = Limit(LimitKind.TOKENS, 100, 86_400)
GOLD = ir.Plan("gold", Budget((PER_MINUTE, TOKENS), 7))
GRANT = ir.Grant(GOLD, ("Chat@1.0.0", "Open@1.0.0"), Budget((AT_ONCE,), 1000))


def _table(made: ir.Gateway, name: str) -> dict[str, object]:
    return dict(dict(data.tables(made, plan(made)))[name]())


def _with(*consumers: ir.Consumer) -> ir.Gateway:
    return replace(SAMPLE, consumers=consumers)


def _consumer(name: str, grant: ir.Grant, *keys: tuple[str, int | None]) -> ir.Consumer:
    return ir.Consumer(name, tuple(ir.ConsumerKey(*key) for key in keys), grant)


def test_who_may_do_everything_is_a_name() -> None:
    free = ir.Grant(None, None, UNLIMITED)
    made = _with(_consumer("free", free, ("d0", None), ("d1", 1_800_000_000)))
    assert _table(made, "consumers") == {"d0": '"free"', "d1": '1800000000  "free"'}
    assert _table(made, "budgets") == {}
    view = main(made, plan(made), ())
    assert (view.limits, view.limits_memory) == ((), None)
    assert [each.js_body_filter for each in locations(plan(made))] == [True, True, False]


def test_what_many_may_do_is_written_once() -> None:
    made = _with(*(_consumer(f"c{at}", GRANT, (f"d{at}", None)) for at in range(3)))
    assert _table(made, "consumers") == {f"d{at}": f' g0 "c{at}"' for at in range(3)}
    budgets = _table(made, "budgets")
    assert [name for name in budgets if "/" not in name] == ["p0", "g0"]
    assert budgets["g0"] == "p0\nChat@1.0.0 Open@1.0.0\nconcurrent 2 0 1"
    assert budgets["p0"] == "gold\n\nrequests 5 60 1\ntokens 100 86400 7"
    code, status, body = str(budgets["p0/1"]).split("\n")
    assert (code, status) == ("token_limit_exceeded", "429")
    told = json.loads(body)["error"]["message"]
    assert told == "The limit of 100 tokens a day of plan gold is used up."


def test_an_api_says_who_may_call_it_and_how_much() -> None:
    api = replace(SAMPLE.apis[0], plans=("gold", "silver"), budget=Budget((PER_MINUTE,), 1000))
    made = replace(SAMPLE, apis=(api, *SAMPLE.apis[1:]))
    records = [str(record).split("\n") for record in _table(made, "apis").values()]
    assert [record[-2:] for record in records] == [
        ["Chat@1.0.0", "a0"],
        ["Open@1.0.0", ""],
        ["Pinned@1.0.0", ""],
    ]
    assert _table(made, "budgets")["a0"] == "gold silver\n\nrequests 5 60 1"


def test_every_answer_is_looked_at_where_requests_are_counted_while_they_run() -> None:
    made = _with(_consumer("c", GRANT, ("d", None)))
    assert all(location.js_body_filter for location in locations(plan(made)))


def test_the_total_is_read_only_for_limits() -> None:
    assert not any(name.endswith("/total") for name in _table(SAMPLE, "usages"))
    usages = _table(_with(_consumer("c", GRANT, ("d", None))), "usages")
    assert usages["u0/answer/total"] == usages["u0/stream/total"] == "usage/total_tokens"


def test_the_memory_rarely_changes_its_size() -> None:
    """nginx forgets all counts where it does."""

    def size(consumers: int) -> str | None:
        every = (_consumer(f"c{at}", GRANT, (f"d{at}", None)) for at in range(consumers))
        made = _with(*every)
        return main(made, plan(made), ()).limits_memory

    assert [size(count) for count in (1, 2, 10)] == ["16m"] * 3
    assert size(20_000) == size(20_500) == "256m"
    assert len({size(count) for count in range(5_000, 40_001, 1_000)}) <= 4
