"""Limits that several hosts would count each for itself."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from compiler.codes import COUNTED_APART
from compiler.diagnostics import Diagnostics
from compiler.keys.row import ENVOY, NGINX
from compiler.model import Environment, Model
from compiler.review.served import Served


class Counting:
    """Collects while the APIs are read, and complains after the last of them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._limited: set[str] = set()  # names of environments where an API has limits

    def add(self, deployed: Iterable[Served]) -> None:
        """One API, where it is served."""
        for each in deployed:
            if each.deployment.settings.budget.limits:
                self._limited.add(each.environment.name)

    def check(self, diagnostics: Diagnostics) -> None:
        """Once all APIs are known."""
        for at, environment in enumerate(self._model.environments):
            if _perhaps_several(environment) and (
                environment.name in self._limited or _limits_somebody(self._model, at)
            ):
                name = environment.name
                diagnostics.add(COUNTED_APART, environment.origin, environment=name)


def _perhaps_several(environment: Environment) -> bool:
    """Whether more than one host may serve it, and nothing says how they count."""
    known = environment.apart or environment.shared_limits is not None
    near = environment.url.loopback or ip_address(environment.listener.address).is_loopback
    return not known and not near and any(t in environment.targets for t in (NGINX, ENVOY))


def _limits_somebody(model: Model, at: int) -> bool:
    """at: the place of the environment."""
    grants = {id(consumer.grants[at]): consumer.grants[at] for consumer in model.consumers}
    return any(
        grant.budget.limits or (grant.plan is not None and grant.plan.budget.limits)
        for grant in grants.values()
    )
