"""What consumers can be refused for, whichever of them reads the portal."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.ir import Api, Gateway, Grant
from compiler.terms import Budget, Limit


@dataclass(frozen=True, slots=True)
class Calling:
    """Of a gateway's consumers: whether some may call some APIs alone, and the limits that some
    have."""

    chosen: bool
    limits: tuple[Limit, ...]

    def refusals(self, api: Api) -> frozenset[str]:
        """The codes of section 4 that a known caller of the API can get."""
        limits = api.budget.limits + (self.limits if api.security else ())
        found = set()
        if api.security and (self.chosen or api.plans):
            found.add("not_subscribed")
        if any(not limit.kind.of_tokens for limit in limits):
            found.add("rate_limit_exceeded")
        if any(limit.kind.of_tokens for limit in limits):
            found.add("token_limit_exceeded")
        return frozenset(found)


def calling(gateway: Gateway) -> Calling:
    """Of all consumers of a gateway."""
    grants = dict.fromkeys(consumer.grant for consumer in gateway.consumers)
    limits = dict.fromkeys(
        limit for grant in grants for budget in _budgets(grant) for limit in budget.limits
    )
    return Calling(any(grant.apis is not None for grant in grants), tuple(limits))


def _budgets(grant: Grant) -> tuple[Budget, ...]:
    return (grant.budget,) if grant.plan is None else (grant.budget, grant.plan.budget)
