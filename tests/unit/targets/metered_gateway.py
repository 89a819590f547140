"""The sample gateway with limits of its consumer, plan and APIs, for the engines' tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from compiler import ir
from compiler.terms import Budget, Limit, LimitKind
from tests.gateways import consumer, gateway

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


def key_of(name: str) -> str:
    """The key of a consumer of `with_callers`."""
    return f"gwk_of_{name}"


def with_callers(one: ir.Gateway, budgets: Mapping[str, Budget]) -> ir.Gateway:
    """A consumer more for each name, with limits of its own, and the plan of the first one."""
    plan = one.consumers[0].grant.plan
    added = tuple(
        replace(
            consumer(name, hashlib.sha256(key_of(name).encode()).hexdigest()),
            grant=ir.Grant(plan, None, limits),
        )
        for name, limits in budgets.items()
    )
    return replace(one, consumers=(*one.consumers, *added))
