"""Who calls what: environments and APIs that nobody can call, consumers that nothing asks for."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.codes import (
    API_WITHOUT_CALLERS,
    EXPIRED_KEY,
    NOBODY_CAN_CALL,
    SHARED_KEY,
    UNUSED_CONSUMER,
)
from compiler.diagnostics import Diagnostics
from compiler.model import Api, Consumer, Model
from compiler.review.served import Served
from compiler.review.trial import is_trial
from compiler.suggest import listed


class Callers:
    """Collects while the APIs are read, and complains of the whole after the last of them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._keyed = {name for c in model.consumers for key in c.keys for name in key.environments}
        self._granted = _granted(model)
        self._trial = {each.name for each in model.environments if is_trial(each)}
        self._asking: dict[str, list[str]] = {}  # the ids of APIs only where nobody has a key
        self._empty = True

    def add(self, api: Api, deployed: Iterable[Served], diagnostics: Diagnostics) -> None:
        """One API, where it is served."""
        self._empty = False
        for each in deployed:
            settings = each.deployment.settings
            if not settings.security.value:
                continue
            name = each.environment.name
            asking = self._asking.setdefault(name, [])
            if name not in self._keyed:
                asking.append(api.id)
            elif not self._callable(name, api, settings.plans.value):
                diagnostics.add(API_WITHOUT_CALLERS, api.origin, api=api.id, environment=name)

    def _callable(self, environment: str, api: Api, plans: tuple[str, ...]) -> bool:
        granted = self._granted[environment]
        words = (None, api.name, api.id)
        if not plans:
            return any(word in granted for word in words)
        return any(plan in granted.get(word, ()) for word in words for plan in plans)

    def check(self, now: float, diagnostics: Diagnostics) -> None:
        """Once all APIs are known."""
        for environment in self._model.environments:
            name = environment.name
            if name in self._asking and name not in self._keyed:
                place, apis = environment.origin, listed(self._asking[name])
                diagnostics.add(NOBODY_CAN_CALL, place, environment=name, apis=apis)
        for consumer in self._model.consumers:
            if any(key.expires is not None and key.expires <= now for key in consumer.keys):
                diagnostics.add(EXPIRED_KEY, consumer.origin, consumer=consumer.name)
            self._check_shared(consumer, diagnostics)
            used = (name in self._asking for key in consumer.keys for name in key.environments)
            if not self._empty and not any(used):
                diagnostics.add(UNUSED_CONSUMER, consumer.origin, consumer=consumer.name)

    def _check_shared(self, consumer: Consumer, diagnostics: Diagnostics) -> None:
        """A key that was pasted into somebody's notebook should open nothing else."""
        for key in consumer.keys:
            trial = [name for name in key.environments if name in self._trial]
            real = [name for name in key.environments if name not in self._trial]
            if trial and real and key.chosen:  # by default, a small project has one for all
                diagnostics.add(
                    SHARED_KEY,
                    consumer.origin,
                    consumer=consumer.name,
                    trial=listed(trial),
                    real=listed(real),
                )
                return


def _granted(model: Model) -> dict[str, dict[str | None, set[str | None]]]:
    """By environment and word for an API (None: for all of them), the plans of consumers that have
    a key there and name the API so."""
    found: dict[str, dict[str | None, set[str | None]]] = {}
    for at, environment in enumerate(model.environments):
        granted = found.setdefault(environment.name, {})
        for consumer in model.consumers:
            if any(environment.name in key.environments for key in consumer.keys):
                grant = consumer.grants[at]
                plan = None if grant.plan is None else grant.plan.name
                for word in (None,) if grant.apis is None else grant.apis:
                    granted.setdefault(word, set()).add(plan)
    return found
