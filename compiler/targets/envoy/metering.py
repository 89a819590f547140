"""Who may call what, and how much: what the Lua code must know of it, and the log that counts the
ends of requests.

Limits are counted by the Lua code, in memory that all workers share. No Lua code learns that a
request has ended when its client leaves or a vendor breaks off; Envoy's own log of statistics does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler import budgets, contract, ir
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import FACTS, ROUTES, Json, extension
from compiler.terms import Budget, LimitKind

# Of the metadata that the Lua code leaves: names of statistics, one for each scope of limits.
_OVER = ("over1", "over2", "over3")

_GROUPS = {
    "requests": contract.REQUEST_LIMIT_HEADERS,
    "tokens": contract.TOKEN_LIMIT_HEADERS,
}


def of_tokens(gateway: ir.Gateway) -> bool:
    """Whether anything limits tokens, so that it matters what vendors report."""
    return any(kind.of_tokens for kind in _kinds(gateway))


def of_api(api: ir.Api) -> Json:
    """What the Lua code knows of an API: whose consumers may call, and the limits of them all."""
    data: Json = {}
    if api.plans:
        data["plans"] = dict.fromkeys(api.plans, True)
    if api.budget.limits:
        data["limits"] = _limits(budgets.of_api(api))
    return data


def settings(gateway: ir.Gateway) -> Json:
    """What it knows of consumers beyond their names: of those alone who may not call everything
    for ever. limits: where anything is limited."""
    grants = _Grants()
    of_consumer = {
        consumer.name: grants.number(consumer.grant)
        for consumer in gateway.consumers
        if _says_something(consumer.grant)
    }
    expires = {
        key.digest: key.expires
        for consumer in gateway.consumers
        for key in consumer.keys
        if key.expires is not None
    }
    data: Json = {"expires": expires} if expires else {}
    if of_consumer:
        data |= {"plans": grants.plans, "grants": grants.texts, "grant_of": of_consumer}
    if any(True for _ in _kinds(gateway)):
        data["limits"] = {
            "told": [
                {"group": group, "headers": [name.lower() for name in names]}
                for group, names in _GROUPS.items()
            ]
        }
    return data


def logs(gateway: ir.Gateway) -> list[Json]:
    """The log that counts the end of each request that is counted while it runs, however it ends.

    `http.` + the listener's prefix + `.lua.` + a name: so Envoy calls the statistic that its Lua
    code reads by this name, and equal names are one statistic. A request that has fewer of them
    counts for one named `-`, which nobody reads."""
    if LimitKind.CONCURRENT not in _kinds(gateway):
        return []
    counters = [
        {
            "stat": {
                "name": ROUTES,
                "tags": [{"name": "lua", "value_format": f"%DYNAMIC_METADATA({FACTS}:{name})%"}],
            },
            "value_fixed": 1,
        }
        for name in _OVER
    ]
    log = extension(
        "over",
        "envoy.extensions.access_loggers.stats.v3.Config",
        stats_scope={"prefix": "http"},
        counters=counters,
    )
    there = {"filter": FACTS, "path": [{"key": _OVER[0]}], "value": {"present_match": True}}
    return [
        {**log, "filter": {"metadata_filter": {"matcher": there, "match_if_key_not_found": False}}}
    ]


class _Grants:
    """Plans and grants, each once, as they come; their numbers count from 1, as Lua does. A grant
    is a text of Lua of its own."""

    def __init__(self) -> None:
        self.plans: list[Json] = []
        self.texts: list[str] = []
        self._plans: dict[ir.Plan, int] = {}
        # By identity: equal grants are one object, and a long list of APIs takes long to hash.
        self._numbers: dict[int, int] = {}

    def number(self, grant: ir.Grant) -> int:
        if id(grant) not in self._numbers:
            self.texts.append(f"return {lua_literal(self._grant(grant))}")
            self._numbers[id(grant)] = len(self.texts)
        return self._numbers[id(grant)]

    def _grant(self, grant: ir.Grant) -> Json:
        data: Json = {}
        if grant.plan is not None:
            data["plan"] = self._plan(grant.plan)
        if grant.apis is not None:
            data["apis"] = dict.fromkeys(grant.apis, True)
        if grant.budget.limits:
            data["limits"] = _limits(budgets.of_grant(grant))
        return data

    def _plan(self, plan: ir.Plan) -> int:
        if plan not in self._plans:
            self.plans.append({"name": plan.name, "limits": _limits(budgets.of_plan(plan))})
            self._plans[plan] = len(self.plans)
        return self._plans[plan]


def _says_something(grant: ir.Grant) -> bool:
    return grant.plan is not None or grant.apis is not None or bool(grant.budget.limits)


def _kinds(gateway: ir.Gateway) -> Iterator[LimitKind]:
    """The kinds of all limits that can apply."""
    for budget in _budgets(gateway):
        for limit in budget.limits:
            yield limit.kind


def _budgets(gateway: ir.Gateway) -> Iterator[Budget]:
    for api in gateway.apis:
        yield api.budget
    for consumer in gateway.consumers:
        yield consumer.grant.budget
        if consumer.grant.plan is not None:
            yield consumer.grant.plan.budget


def _limits(counted: Sequence[budgets.Counted]) -> list[Json]:
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
