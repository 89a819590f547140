"""Who calls what: environments and APIs that nobody can call, consumers that nothing asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from compiler.codes import (
    API_WITHOUT_CALLERS,
    EXPIRED_KEY,
    NOBODY_CAN_CALL,
    SHARED_KEY,
    UNUSED_CONSUMER,
    UNUSED_ISSUER,
)
from compiler.diagnostics import Diagnostics
from compiler.model import Api, Consumer, Environment, Model, Settings
from compiler.review.served import Served
from compiler.review.trial import is_trial
from compiler.suggest import listed
from compiler.terms import Security

_WAYS = {Security.API_KEY: "key", Security.JWT: "subject"}

_Ways = tuple[Security, ...]
_Kinds = set[tuple[str | None, tuple[str, ...]]]
_Granted = dict[str, dict[Security, dict[str | None, _Kinds]]]
"""By environment, by what is shown there, and by word for an API (None: for all of them), plan and
roles of consumers that name the API so."""


class Callers:
    """Collects while the APIs are read, and complains of the whole after the last of them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._issuers = {each.name: _names(each) for each in model.environments}
        self._granted = _granted(model, self._issuers)
        self._subjects = {each.issuer for consumer in model.consumers for each in consumer.subjects}
        self._trial = {each.name for each in model.environments if is_trial(each)}
        self._asked: set[tuple[str, Security]] = set()  # in an environment
        # The ids of APIs that nobody there can show anything to, by what they ask for.
        self._asking: dict[str, dict[_Ways, list[str]]] = {}
        self._empty = True

    def add(self, api: Api, deployed: Iterable[Served], diagnostics: Diagnostics) -> None:
        """One API, where it is served."""
        self._empty = False
        for each in deployed:
            settings = each.deployment.settings
            name, ways = each.environment.name, settings.security.value
            self._asked.update((name, way) for way in ways)
            known = [way for way in ways if self._granted[name][way]]
            if ways and not known:
                self._asking.setdefault(name, {}).setdefault(ways, []).append(api.id)
            elif ways and not any(self._callable(name, way, api, settings) for way in known):
                diagnostics.add(API_WITHOUT_CALLERS, api.origin, api=api.id, environment=name)

    def _callable(self, environment: str, way: Security, api: Api, settings: Settings) -> bool:
        granted = self._granted[environment][way]
        plans, needed = settings.plans.value, settings.roles.value
        return any(
            (not plans or plan in plans) and (not needed or any(role in needed for role in roles))
            for word in (None, api.name, api.id)
            for plan, roles in granted.get(word, ())
        )

    def check(self, now: float, diagnostics: Diagnostics) -> None:
        """Once all APIs are known."""
        for environment in self._model.environments:
            name = environment.name
            for ways, apis in self._asking.get(name, {}).items():
                diagnostics.add(
                    NOBODY_CAN_CALL,
                    environment.origin,
                    environment=name,
                    apis=listed(apis),
                    what=" or a ".join(_WAYS[way] for way in sorted(ways)),
                )
            self._check_issuers(environment, diagnostics)
        for consumer in self._model.consumers:
            if any(key.expires is not None and key.expires <= now for key in consumer.keys):
                diagnostics.add(EXPIRED_KEY, consumer.origin, consumer=consumer.name)
            self._check_shared(consumer, diagnostics)
            if not self._empty and self._asked.isdisjoint(_shown(consumer, self._issuers)):
                diagnostics.add(UNUSED_CONSUMER, consumer.origin, consumer=consumer.name)

    def _check_issuers(self, environment: Environment, diagnostics: Diagnostics) -> None:
        name = environment.name
        taken = (name, Security.JWT) in self._asked
        for issuer in () if self._empty else environment.issuers:
            reason = None
            if not taken:
                reason = f"no API takes tokens in environment '{name}'"
            elif issuer.name not in self._subjects:
                reason = "no consumer has a subject of it"
            if reason is not None:
                diagnostics.add(UNUSED_ISSUER, issuer.origin, issuer=issuer.name, reason=reason)

    def _check_shared(self, consumer: Consumer, diagnostics: Diagnostics) -> None:
        """A key that was pasted into somebody's notebook should open nothing else."""
        for key in consumer.keys:
            if not key.chosen:  # by default, a small project has one for all
                continue
            trial = [name for name in key.environments if name in self._trial]
            real = [name for name in key.environments if name not in self._trial]
            if trial and real:
                diagnostics.add(
                    SHARED_KEY,
                    consumer.origin,
                    consumer=consumer.name,
                    trial=listed(trial),
                    real=listed(real),
                )
                return


def _names(environment: Environment) -> frozenset[str]:
    return frozenset(issuer.name for issuer in environment.issuers)


def _shown(
    consumer: Consumer, issuers: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, Security]]:
    """What a consumer can show, by environment. issuers: the names of each environment's."""
    for key in consumer.keys:
        for name in key.environments:
            yield name, Security.API_KEY
    for subject in consumer.subjects:
        for name, known in issuers.items():
            if subject.issuer in known:
                yield name, Security.JWT


def _granted(model: Model, issuers: Mapping[str, frozenset[str]]) -> _Granted:
    found: _Granted = {
        environment.name: {way: {} for way in Security} for environment in model.environments
    }
    places = {environment.name: at for at, environment in enumerate(model.environments)}
    # Of many thousands most may do the same in the same places: equal grants are one object.
    alike = {
        (id(each.grants), tuple(key.environments for key in each.keys), each.subjects): each
        for each in model.consumers
    }
    for consumer in alike.values():
        for name, way in set(_shown(consumer, issuers)):
            if name in places:
                grant = consumer.grants[places[name]]
                kind = (None if grant.plan is None else grant.plan.name, grant.roles)
                for word in (None,) if grant.apis is None else grant.apis:
                    found[name][way].setdefault(word, set()).add(kind)
    return found
