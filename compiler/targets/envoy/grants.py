"""What consumers may call and use, as data for the Lua code."""

from __future__ import annotations

from collections.abc import Sequence

from compiler import budgets, ir
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import Json


class Grants:
    """Plans and grants, each once, as they come; their numbers count from 1, as Lua does. A grant
    is a text of Lua of its own."""

    def __init__(self) -> None:
        self.plans: list[Json] = []
        self.texts: list[str] = []
        self._plans: dict[ir.Plan, int] = {}
        # By identity: equal grants are one object, and a long list of APIs takes long to hash.
        self._words: dict[int, str] = {}

    @classmethod
    def of(cls, gateway: ir.Gateway) -> Grants:
        """Those of all consumers."""
        found = cls()
        for consumer in gateway.consumers:
            found.word(consumer.grant)
        return found

    def word(self, grant: ir.Grant) -> str:
        """The grant's number; "-" of one that allows everything for ever."""
        if id(grant) not in self._words:
            self._words[id(grant)] = self._added(grant) if _says_something(grant) else "-"
        return self._words[id(grant)]

    def _added(self, grant: ir.Grant) -> str:
        self.texts.append(f"return {lua_literal(self._data(grant))}")
        return str(len(self.texts))

    def _data(self, grant: ir.Grant) -> Json:
        data: Json = {}
        if grant.plan is not None:
            data["plan"] = self._plan(grant.plan)
        if grant.apis is not None:
            data["apis"] = dict.fromkeys(grant.apis, True)
        if grant.budget.limits:
            data["limits"] = limits(budgets.of_grant(grant))
        return data

    def _plan(self, plan: ir.Plan) -> int:
        if plan not in self._plans:
            self.plans.append({"name": plan.name, "limits": limits(budgets.of_plan(plan))})
            self._plans[plan] = len(self.plans)
        return self._plans[plan]


def limits(counted: Sequence[budgets.Counted]) -> list[Json]:
    """window: milliseconds, 0 of what runs. reserve: tokens, 0 of other limits."""
    return [
        {
            "kind": each.limit.kind.value,
            "amount": each.limit.amount,
            "window": each.limit.seconds * 1000,
            "counter": each.counter,
            "reserve": each.reserve,
            "code": each.refusal.code,
            "body": each.refusal.body,
        }
        for each in counted
    ]


def _says_something(grant: ir.Grant) -> bool:
    return grant.plan is not None or grant.apis is not None or bool(grant.budget.limits)
