"""The sample gateway with limits of its consumer, plan and APIs, for the engines' tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from compiler import ir
from compiler.terms import Budget, Limit, LimitKind
from tests.gateways import gateway

Row = tuple[str, int, int]
"""Kind, amount, seconds."""


def budget(rows: Iterable[Row] = (), reserve: int = 1000) -> Budget:
    limits = (Limit(LimitKind(kind), amount, seconds) for kind, amount, seconds in rows)
    order = list(LimitKind)
    return Budget(
        tuple(sorted(limits, key=lambda limit: (order.index(limit.kind), limit.seconds))), reserve
    )


def metered(
    vendor_port: int,
    port: int,
    *,
    api: Iterable[Row] = (),
    plan: Iterable[Row] = (),
    consumer: Iterable[Row] = (),
    reserve: int = 1000,
) -> ir.Gateway:
    """The APIs all have the same limits, and the consumer the plan `gold`."""
    one = gateway(vendor_port, port)
    gold = ir.Plan("gold", budget(plan, reserve))
    grant = ir.Grant(gold, None, budget(consumer, reserve))
    limited = budget(api, reserve)
    return replace(
        one,
        apis=tuple(replace(each, budget=limited) for each in one.apis),
        consumers=tuple(replace(each, grant=grant) for each in one.consumers),
    )
