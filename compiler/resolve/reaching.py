"""Limits that are never reached, since others that count the same requests are used up before.

Of tokens nothing is said: the last request of a window may use any number of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from compiler.codes import IDLE_LIMIT
from compiler.diagnostics import Diagnostics, Span
from compiler.ir import Plan
from compiler.resolve.budgets import budget_of, shown
from compiler.resolve.precedence import SourcedLayer, choose
from compiler.terms import Budget, Limit, LimitKind

_KINDS = (LimitKind.REQUESTS, LimitKind.CONCURRENT)


def reached_before(budget: Budget, limit: Limit, times: int = 1) -> Limit | None:
    """A limit of the budget that is used up before the other one; None: that can be reached. times:
    how many such budgets there are among which the requests may be spread."""
    for own in budget.limits:
        if own.kind is not limit.kind or own.kind not in _KINDS:
            continue
        # Windows of it that one of the other can meet: at both ends parts of one.
        windows = 1
        if own.seconds:
            windows = limit.seconds // own.seconds + (1 if own.seconds <= limit.seconds else 2)
        if own.amount * windows * times <= limit.amount:
            return own
    return None


@dataclass(slots=True)
class LargeLimits:
    """Of consumers that name their APIs, limits that their plan never lets them come to: by place
    and limit, what is used up before; None: nothing, in some environment."""

    _found: dict[tuple[Span, Limit], str | None] = field(default_factory=dict)

    def compare(self, layers: Sequence[SourcedLayer], plan: Plan, apis: int) -> None:
        """One consumer in one environment. apis: how many it may call, which the plan counts each
        for itself."""
        if not any(f"limits.{kind}" in layer for layer in layers[:-1] for kind in _KINDS):
            return
        for limit in budget_of(layers).limits:
            span = choose(f"limits.{limit.kind}", layers).span
            if limit.kind not in _KINDS or span is None:
                continue
            own = reached_before(plan.budget, limit, max(apis, 1))
            said = None if own is None else f"{shown(own)} of plan '{plan.name}'"
            known = self._found.setdefault((span, limit), said)
            self._found[span, limit] = known and said

    def check(self, diagnostics: Diagnostics) -> None:
        """Once all consumers were compared."""
        for (span, limit), stronger in self._found.items():
            if stronger is not None:
                diagnostics.add(IDLE_LIMIT, span, limit=shown(limit), stronger=stronger)
