"""Subscriptions and limits as the njs code reads them, and the memory of their counters.

What many consumers may do is written once: an entry of a consumer names it by its number. As
everywhere, a record is a text with a field a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from compiler import budgets, contract, ir
from compiler.budgets import Counted
from compiler.targets.nginx.records import record, text
from compiler.terms import LimitKind

# The variables behind the contract's headers: of requests, of tokens.
HEADERS = {
    "requests": contract.REQUEST_LIMIT_HEADERS,
    "tokens": contract.TOKEN_LIMIT_HEADERS,
}
_TOLD = ("limit", "left", "reset")

# A counter, the time at which its window opened, and the count of the window before. nginx gives
# each 256 bytes, or 512 with the longest names.
COUNTER_BYTES = 3 * 512
LEAST_MIB, MOST_MIB = 16, 1024


@dataclass(slots=True)
class Budgets:
    """What is limited in a gateway. All APIs and consumers are added before anything is asked.

    limited: something is, so that there are counters. running: requests are counted while they
    run. tokens: what answers report is counted. counters: how many there can be, roughly."""

    limited: bool = False
    running: bool = False
    tokens: bool = False
    counters: int = 0
    _entries: dict[str, str] = field(default_factory=dict)
    _apis: dict[str, str] = field(default_factory=dict)
    _plans: dict[ir.Plan, str] = field(default_factory=dict)
    # By identity: equal grants are one object, and a long list of APIs takes long to hash.
    _grants: dict[int, str] = field(default_factory=dict)

    def add_api(self, api: ir.Api) -> None:
        """Who may call it, and how much all of them together."""
        counted = budgets.of_api(api)
        if api.plans or counted:
            name = self._apis[api.id] = f"a{len(self._apis)}"
            self._add(name, (" ".join(api.plans), ""), counted)
            self.counters += len(counted)

    def add_consumer(self, consumer: ir.Consumer, apis: int) -> None:
        """apis: how many there are in all."""
        grant = consumer.grant
        if grant.plan is None and grant.apis is None and not grant.budget.limits:
            return
        if grant.plan is not None:
            called = apis if grant.apis is None else len(grant.apis)
            self.counters += called * len(grant.plan.budget.limits)
        self.counters += len(grant.budget.limits)
        if id(grant) not in self._grants:
            name = self._grants[id(grant)] = f"g{len(self._grants)}"
            plan = "" if grant.plan is None else self._plan(grant.plan)
            named = "*" if grant.apis is None else " ".join(grant.apis)
            self._add(name, (plan, named), budgets.of_grant(grant))

    def _plan(self, plan: ir.Plan) -> str:
        if plan not in self._plans:
            name = self._plans[plan] = f"p{len(self._plans)}"
            self._add(name, (plan.name, ""), budgets.of_plan(plan))
        return self._plans[plan]

    def _add(self, name: str, head: Sequence[str], counted: Sequence[Counted]) -> None:
        self._entries[name] = record(*head, *map(_limit, counted))
        for at, each in enumerate(counted):
            refusal = each.refusal
            self._entries[f"{name}/{at}"] = record(refusal.code, str(refusal.status), refusal.body)
            self.limited = True
            self.running = self.running or each.limit.kind is LimitKind.CONCURRENT
            self.tokens = self.tokens or each.limit.kind.of_tokens

    def of_api(self, api: ir.Api) -> str:
        """The name of its entry; "": any consumer may call it, and there are no limits."""
        return self._apis.get(api.id, "")

    def caller(self, consumer: ir.Consumer, expires: int | None) -> str:
        """What is known of whoever has a key or a token: the name as JSON, and before it, unless
        both are empty, the second at which the key ends and the grant."""
        grant = self._grants.get(id(consumer.grant), "")
        end = "" if expires is None else str(expires)
        return (f"{end} {grant} " if end or grant else "") + text(consumer.name)

    def entries(self) -> Iterator[tuple[str, str]]:
        """Of APIs, plans and grants, by name, with what is answered where a limit is used up."""
        yield from self._entries.items()
        if self.limited:
            for what, headers in HEADERS.items():
                yield f"headers/{what}", record(*headers)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """(header, variable with its value) of what answers say of limits."""
        return tuple(
            (header, f"gw_{what}_{told}")
            for what, headers in HEADERS.items()
            for header, told in zip(headers, _TOLD, strict=True)
            if self.limited
        )

    @property
    def memory(self) -> str | None:
        """The size of the counters' memory, None where there are none. By powers of two: nginx
        forgets all counts where it changes. A full one refuses requests (503); those that can be
        counted at the same time fit, but for projects that would need more than the most."""
        needed = self.counters * COUNTER_BYTES // 2**20 + LEAST_MIB
        size = min(MOST_MIB, 1 << (needed - 1).bit_length())
        return f"{size}m" if self.limited else None


def _limit(counted: Counted) -> str:
    """The kind, the amount, the seconds of its window, and what a request asks for."""
    limit = counted.limit
    asks = max(1, counted.reserve)
    line = f"{limit.kind.value} {limit.amount} {limit.seconds} {asks}"
    if counted.counter != f"{limit.kind.value}/{limit.seconds}":
        raise AssertionError("the njs code names counters so")
    return line
