"""What consumers can be refused for, whichever of them reads the portal."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.ir import Api, Gateway, Grant
from compiler.terms import Budget, Limit, Security


@dataclass(frozen=True, slots=True)
class Calling:
    """Of a gateway's consumers: the ids of the APIs that all of them may call (None: of all APIs),
    and the limits that some have."""

    common: frozenset[str] | None
    limits: tuple[Limit, ...]

    def refusals(self, api: Api) -> frozenset[str]:
        """The codes of section 4 that a known caller of the API can get."""
        limits = api.budget.limits + (self.limits if api.security else ())
        some_may_not = api.plans or (self.common is not None and api.id not in self.common)
        found = set()
        # A token may speak of somebody who is no consumer.
        if api.security and (some_may_not or Security.JWT in api.security):
            found.add("not_subscribed")
        if any(not limit.kind.of_tokens for limit in limits):
            found.add("rate_limit_exceeded")
        if any(limit.kind.of_tokens for limit in limits):
            found.add("token_limit_exceeded")
        return frozenset(found)


def calling(gateway: Gateway) -> Calling:
    """Of all consumers of a gateway."""
    # By identity: equal grants are one object, and a long list of APIs takes long to hash.
    grants = {id(consumer.grant): consumer.grant for consumer in gateway.consumers}.values()
    limits = dict.fromkeys(
        limit for grant in grants for budget in _budgets(grant) for limit in budget.limits
    )
    chosen = dict.fromkeys(grant.apis for grant in grants if grant.apis is not None)
    common = frozenset.intersection(*map(frozenset, chosen)) if chosen else None
    return Calling(common, tuple(limits))


def _budgets(grant: Grant) -> tuple[Budget, ...]:
    return (grant.budget,) if grant.plan is None else (grant.budget, grant.plan.budget)
