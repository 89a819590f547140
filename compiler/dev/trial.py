"""The test key: of a consumer that is nowhere but in the gateway of this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, count

from compiler.consumers import Consumer, ConsumerKey, Grant, Plan
from compiler.ir import Api, Gateway
from compiler.issuing import making
from compiler.limits import Budget

NAME = "gatewright-dev"
LIFETIME = 3600  # seconds
_MARGIN = 600  # seconds before its end another one is made

_UNLIMITED = Budget((), 0)


@dataclass(frozen=True, slots=True)
class TrialKey:
    """expires: the second of the Unix epoch from which it counts no more."""

    key: str = field(repr=False)
    expires: int


class Ring:
    """The test keys of this process: one to hand out, and beside it the one before, until it
    expires, or the next one, until a gateway knows it. current: the one to hand out."""

    def __init__(self, now: float) -> None:
        self.current = _made(now)
        self._keys: tuple[TrialKey, ...] = (self.current,)

    def renew(self, now: float) -> bool:
        """Makes another key where the current one ends soon; whether there is one that is not
        handed out yet."""
        if now < self.current.expires - _MARGIN:
            return False
        newest = self._keys[-1]
        if newest is self.current or now >= newest.expires - _MARGIN:
            self._keys = (self.current, _made(now))
        return True

    def served(self) -> None:
        """A gateway knows all of them: the newest is handed out from now on."""
        self.current = self._keys[-1]

    def digests(self) -> tuple[ConsumerKey, ...]:
        """What a gateway has to know of them."""
        return tuple(ConsumerKey(making.digest(each.key), each.expires) for each in self._keys)


def admitting(gateway: Gateway, keys: Iterable[ConsumerKey]) -> Gateway:
    """The gateway with one more consumer, who has these keys and may call every API."""
    name = _free(consumer.name for consumer in gateway.consumers)
    # A plan of its own, which every API accepts: those of the project differ from API to API.
    plan = Plan(_free(_plans(gateway)), _UNLIMITED)
    grant = Grant(plan, None, _UNLIMITED)
    added = Consumer(name, tuple(sorted(keys, key=lambda key: key.digest)), grant)
    consumers = sorted((*gateway.consumers, added), key=lambda consumer: consumer.name)
    apis = tuple(_accepting(api, plan.name) for api in gateway.apis)
    return replace(gateway, apis=apis, consumers=tuple(consumers))


def _plans(gateway: Gateway) -> Iterator[str]:
    """The names of plans that mean something already."""
    yield from (plan.name for plan in gateway.plans)
    yield from (each.grant.plan.name for each in gateway.consumers if each.grant.plan is not None)
    yield from (name for api in gateway.apis for name in api.plans)


def _free(taken: Iterable[str]) -> str:
    """NAME, or one like it that is not taken."""
    known = set(taken)
    more = (f"{NAME}-{number}" for number in count(2))
    return next(name for name in chain((NAME,), more) if name not in known)


def _accepting(api: Api, plan: str) -> Api:
    """An API that takes certain plans only takes this one, too."""
    return replace(api, plans=tuple(sorted({*api.plans, plan}))) if api.plans else api


def _made(now: float) -> TrialKey:
    return TrialKey(making.make(), int(now) + LIFETIME)
