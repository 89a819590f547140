"""Consumers and the APIs that they name, once all APIs are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compiler.codes import PLAN_NOT_ACCEPTED, ROLE_MISSING, SMALLER_API, UNKNOWN_API
from compiler.definition.written import ConsumerDefinition, Placed
from compiler.diagnostics import Diagnostics, Span
from compiler.model import Settings
from compiler.resolve.budgets import shown
from compiler.resolve.plans import Plans
from compiler.resolve.precedence import layered
from compiler.resolve.reaching import LargeLimits, reached_before
from compiler.suggest import did_you_mean, listed
from compiler.terms import Budget, Limit


@dataclass(frozen=True, slots=True)
class Accepted:
    """Whom an API takes in one environment: plans (empty: any) and roles (likewise), and where each
    is written. budget: of all callers together; None: it asks nobody who they are."""

    plans: frozenset[str]
    of_plans: Span | None
    roles: frozenset[str]
    of_roles: Span | None
    budget: Budget | None

    def takes_plan(self, plan: str | None) -> bool:
        return not self.plans or plan in self.plans

    def takes_role(self, roles: Iterable[str]) -> bool:
        return not self.roles or not self.roles.isdisjoint(roles)


@dataclass(slots=True)
class Subscriptions:
    """Remembers of each API what consumers may refer to. accepted: by name and by id (NAME@VERSION)
    whom each environment takes."""

    environments: Sequence[str]
    plans: Plans
    diagnostics: Diagnostics
    accepted: dict[str, list[Sequence[Accepted]]] = field(default_factory=dict)
    lists: dict[Sequence[Accepted], Sequence[Accepted]] = field(default_factory=dict)
    large: LargeLimits = field(default_factory=LargeLimits)

    def add(self, name: str, version: str, settings: Mapping[str, Settings]) -> None:
        """One API with its settings by environment."""
        found = []
        for environment in self.environments:
            plans = settings[environment].plans
            if plans.span is not None:
                for plan in plans.value:
                    self.plans.find(Placed(plan, plans.span), self.diagnostics)
            roles = settings[environment].roles
            # What asks nobody who they are is for everybody.
            secured = bool(settings[environment].security.value)
            found.append(
                Accepted(
                    frozenset(plans.value),
                    plans.span,
                    frozenset(roles.value if secured else ()),
                    roles.span,
                    settings[environment].budget if secured else None,
                )
            )
        one = self.lists.setdefault(tuple(found), tuple(found))
        self.accepted.setdefault(name, []).append(one)
        self.accepted.setdefault(f"{name}@{version}", []).append(one)

    def check(self, consumers: Iterable[ConsumerDefinition]) -> None:
        """Complains of APIs that are not there, and of those that do not take the plan."""
        for consumer in consumers:
            layers = (consumer.grant, *(layer for _, layer in consumer.overrides))
            named = [layer["apis"].value for layer in layers if "apis" in layer]
            if not named:
                continue  # of many thousands most call what takes them
            for apis in named:
                for api in apis:
                    self._check_known(api)
            for at, environment in enumerate(self.environments):
                self._check_taken(consumer, at, environment)

    def check_plans(self) -> None:
        """Complains of limits of plans and consumers that nobody ever comes to, once all are
        known."""
        self.large.check(self.diagnostics)
        every = list(self.lists)
        for name, plans in self.plans.known.items():
            limits: dict[Limit, list[int]] = {}
            for at, plan in enumerate(plans):
                for limit in plan.budget.limits:
                    limits.setdefault(limit, []).append(at)
            for limit, places in limits.items():
                taking = [
                    found[at].budget
                    for found in every
                    for at in places
                    if found[at].budget is not None and found[at].takes_plan(name)
                ]
                if taking and all(budget and reached_before(budget, limit) for budget in taking):
                    span = self.plans.places[name]
                    self.diagnostics.add(SMALLER_API, span, plan=name, limit=shown(limit))

    def _check_known(self, api: Placed[str]) -> None:
        if api.value not in self.accepted:
            known = [word for word in self.accepted if ("@" in word) == ("@" in api.value)]
            self.diagnostics.add(
                UNKNOWN_API,
                api.span,
                api=api.value,
                suggestion=did_you_mean(api.value, known),
                known=listed(known),
            )

    def _check_taken(self, consumer: ConsumerDefinition, at: int, environment: str) -> None:
        layers = layered(consumer.grant, consumer.overrides, environment)
        apis = next((layer["apis"].value for layer in layers if "apis" in layer), ())
        plan = next((layer["plan"].value for layer in layers if "plan" in layer), None)
        roles = next((layer["roles"].value for layer in layers if "roles" in layer), ())
        if apis and plan is not None and plan in self.plans.known:
            count = sum(len(self.accepted.get(api.value, ())) for api in apis)
            self.large.compare(layers, self.plans.known[plan][at], count)
        for api in apis:
            versions = [found[at] for found in self.accepted.get(api.value, ())]
            taking = [found for found in versions if found.takes_plan(plan)]
            if versions and not taking:
                self._not_accepted(consumer, api, plan, environment, versions[0])
            elif taking and not any(found.takes_role(roles) for found in taking):
                self._not_seen(consumer, api, environment, taking[0])

    def _not_accepted(
        self,
        consumer: ConsumerDefinition,
        api: Placed[str],
        plan: str | None,
        environment: str,
        accepted: Accepted,
    ) -> None:
        place = accepted.of_plans
        self.diagnostics.add(
            PLAN_NOT_ACCEPTED,
            api.span,
            related=() if place is None else ((place, "the plans that it accepts"),),
            api=api.value,
            consumer=consumer.name.value,
            plan="no plan" if plan is None else f"plan '{plan}'",
            environment=environment,
            plans=listed(accepted.plans),
        )

    def _not_seen(
        self, consumer: ConsumerDefinition, api: Placed[str], environment: str, accepted: Accepted
    ) -> None:
        place = accepted.of_roles
        self.diagnostics.add(
            ROLE_MISSING,
            api.span,
            related=() if place is None else ((place, "the roles that it is for"),),
            api=api.value,
            consumer=consumer.name.value,
            environment=environment,
            roles=listed(accepted.roles),
        )
