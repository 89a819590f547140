"""The plans, each as it is in every environment."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from compiler.codes import DUPLICATE_PLAN, UNKNOWN_PLAN, UNUSED_PLAN
from compiler.definition.written import Placed, PlanDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.ir import Plan
from compiler.resolve.budgets import budget_of, check_rates, check_reserve, check_shared
from compiler.resolve.precedence import layered
from compiler.resolve.references import check_environments
from compiler.suggest import did_you_mean, listed


@dataclass(slots=True)
class Plans:
    """The plans of a project. It remembers which of them somebody has or accepts."""

    known: Mapping[str, Sequence[Plan]]
    places: Mapping[str, Span]
    used: set[str] = field(default_factory=set)

    def find(self, name: Placed[str], diagnostics: Diagnostics) -> Sequence[Plan] | None:
        """The plan, one for each environment; None after a complaint."""
        self.used.add(name.value)
        if name.value not in self.known:
            diagnostics.add(
                UNKNOWN_PLAN,
                name.span,
                plan=name.value,
                suggestion=did_you_mean(name.value, self.known),
                known=listed(self.known) or "none",
            )
        return self.known.get(name.value)

    def check_unused(self, diagnostics: Diagnostics) -> None:
        """Once all consumers and APIs are known."""
        for name in sorted(self.places.keys() - self.used):
            diagnostics.add(UNUSED_PLAN, self.places[name], plan=name)


def resolve_plans(
    defined: Iterable[PlanDefinition],
    environments: tuple[str, ...] | None,
    diagnostics: Diagnostics,
    shared: Container[str] = (),
) -> Plans:
    """environments None: unknown, so references go unchecked. shared: those where a service
    counts."""
    known: dict[str, Sequence[Plan]] = {}
    places: dict[str, Span] = {}
    letters: dict[str, Span] = {}
    for plan in defined:
        name = plan.name
        first = letters.setdefault(name.value.lower(), name.span)
        if first != name.span:
            related = ((first, "the other one"),)
            diagnostics.add(DUPLICATE_PLAN, name.span, related=related, plan=name.value)
        check_environments((name for name, _ in plan.overrides), environments, diagnostics)
        for layer in (plan.limits, *(layer for _, layer in plan.overrides)):
            check_rates(layer, diagnostics)
        known[name.value] = tuple(
            _plan(plan, each, diagnostics if each in shared else None)
            for each in environments or ()
        )
        by_name = dict(zip(environments or (), known[name.value], strict=True))
        check_reserve(plan.limits, (each.budget for each in by_name.values()), diagnostics)
        for place, layer in plan.overrides:
            own = [by_name[place.value].budget] if place.value in by_name else []
            check_reserve(layer, own, diagnostics)
        places[name.value] = name.span
    return Plans(known, places)


def _plan(defined: PlanDefinition, environment: str, shared: Diagnostics | None) -> Plan:
    layers = layered(defined.limits, defined.overrides, environment)
    if shared is not None:
        check_shared(layers, shared)
    return Plan(defined.name.value, budget_of(layers))
