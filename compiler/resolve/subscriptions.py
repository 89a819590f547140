"""Consumers and the APIs that they name, once all APIs are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compiler.codes import PLAN_NOT_ACCEPTED, UNKNOWN_API
from compiler.definition.written import ConsumerDefinition, Placed
from compiler.diagnostics import Diagnostics, Span
from compiler.model import Settings
from compiler.resolve.plans import Plans
from compiler.resolve.precedence import layered
from compiler.suggest import did_you_mean, listed

Accepted = tuple[frozenset[str], Span | None]


@dataclass(slots=True)
class Subscriptions:
    """Remembers of each API what consumers may refer to. accepted: by name and by id (NAME@VERSION)
    the plans that each environment takes (empty: any) and where that is written."""

    environments: Sequence[str]
    plans: Plans
    diagnostics: Diagnostics
    accepted: dict[str, list[Sequence[Accepted]]] = field(default_factory=dict)
    lists: dict[Sequence[Accepted], Sequence[Accepted]] = field(default_factory=dict)

    def add(self, name: str, version: str, settings: Mapping[str, Settings]) -> None:
        """One API with its settings by environment."""
        found = []
        for environment in self.environments:
            plans = settings[environment].plans
            if plans.span is not None:
                for plan in plans.value:
                    self.plans.find(Placed(plan, plans.span), self.diagnostics)
            found.append((frozenset(plans.value), plans.span))
        one = self.lists.setdefault(tuple(found), tuple(found))
        self.accepted.setdefault(name, []).append(one)
        self.accepted.setdefault(f"{name}@{version}", []).append(one)

    def check(self, consumers: Iterable[ConsumerDefinition]) -> None:
        """Complains of APIs that are not there, and of those that do not take the plan."""
        for consumer in consumers:
            for layer in (consumer.grant, *(layer for _, layer in consumer.overrides)):
                for api in layer["apis"].value if "apis" in layer else ():
                    self._check_known(api)
            for at, environment in enumerate(self.environments):
                self._check_plan(consumer, at, environment)

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

    def _check_plan(self, consumer: ConsumerDefinition, at: int, environment: str) -> None:
        layers = layered(consumer.grant, consumer.overrides, environment)
        apis = next((layer["apis"].value for layer in layers if "apis" in layer), ())
        plan = next((layer["plan"].value for layer in layers if "plan" in layer), None)
        for api in apis:
            versions = [found[at] for found in self.accepted.get(api.value, ())]
            refusing = [found for found in versions if found[0] and plan not in found[0]]
            if versions and len(refusing) == len(versions):
                self._not_accepted(consumer, api, plan, environment, refusing[0])

    def _not_accepted(
        self,
        consumer: ConsumerDefinition,
        api: Placed[str],
        plan: str | None,
        environment: str,
        accepted: Accepted,
    ) -> None:
        plans, place = accepted
        self.diagnostics.add(
            PLAN_NOT_ACCEPTED,
            api.span,
            related=() if place is None else ((place, "the plans that it accepts"),),
            api=api.value,
            consumer=consumer.name.value,
            plan="no plan" if plan is None else f"plan '{plan}'",
            environment=environment,
            plans=listed(plans),
        )
