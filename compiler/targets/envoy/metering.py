"""Who may call what, and how much: what the Lua code must know of it, and the log that counts the
ends of requests.

Limits are counted by the Lua code, in memory that all workers share. No Lua code learns that a
request has ended when its client leaves or a vendor breaks off; Envoy's own log of statistics does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler import budgets, contract, ir
from compiler.targets.envoy import shared_limits
from compiler.targets.envoy.grants import limits
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
        data["limits"] = limits(budgets.of_api(api))
    return data


def settings(gateway: ir.Gateway, plans: Sequence[Json]) -> Json:
    """plans: of the consumers' grants. limits: where anything is limited."""
    data: Json = {"plans": plans} if plans else {}
    if any(True for _ in _kinds(gateway)):
        data["limits"] = {
            "told": [
                {"group": group, "headers": [name.lower() for name in names]}
                for group, names in _GROUPS.items()
            ],
            **shared_limits.settings(gateway),
        }
    return data


def logs(gateway: ir.Gateway) -> list[Json]:
    """The log that counts the end of each request that is counted while it runs, however it ends.

    `http.` + the listener's prefix + `.lua.` + a name: so Envoy calls the statistic that its Lua
    code reads by this name, and equal names are one statistic. A request that has fewer of them
    counts for one named `-`, which nobody reads."""
    if LimitKind.CONCURRENT not in _kinds(gateway) and not shared_limits.of_tokens(gateway):
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
