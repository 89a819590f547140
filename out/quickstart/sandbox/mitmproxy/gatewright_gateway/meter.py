"""Limits (section 6): one exchange is let through or stopped, holds what it takes, and settles.

All or nothing: first every limit is looked at, then every one is counted, without a step of any
other exchange in between.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gatewright_gateway.counters import Counters, Key, Window, clock
from gatewright_gateway.fault import place_of
from gatewright_gateway.heads import Header
from gatewright_gateway.settings import Api, Contract, Operation
from gatewright_gateway.spent import NOTHING, UNKNOWN, Spent
from gatewright_gateway.subscriptions import Caller, Kind, Limit

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a request may not go on. wait: seconds until it is worth another try; None: who knows."""

    status: int
    code: str
    body: bytes
    wait: int | None


@dataclass(slots=True)
class _Look:
    """A limit as it stands. left: of its amount. ends: of its window, in milliseconds of the clock;
    what runs may end at any moment."""

    limit: Limit
    key: Key
    left: int
    ends: int
    window: Window | None


@dataclass(frozen=True, slots=True)
class _Reserved:
    """Tokens that are counted in `window` before anybody knows how many it will be."""

    key: Key
    limit: Limit
    window: Window
    tokens: int


class Meter:
    """What one exchange holds of the limits. headers: what its answer says of them. of_tokens:
    whether it matters what the vendor reports."""

    __slots__ = ("_counters", "_reserved", "_running", "headers", "of_tokens")

    def __init__(self, counters: Counters) -> None:
        self.headers: tuple[Header, ...] = ()
        self.of_tokens = False
        self._counters = counters
        self._running: list[Key] = []
        self._reserved: list[_Reserved] = []

    def admit(
        self, api: Api, operation: Operation, caller: Caller | None, contract: Contract
    ) -> Stop | None:
        """Counts a request in everything that limits it; None: it may go on. caller: None where an
        API asks for no key. Whatever fails in here stops the request."""
        if not api.limits and (caller is None or not caller.grant.limited):
            return None
        try:
            limits = list(_applying(api, operation, caller))
            return self._admit(limits, contract) if limits else None
        except Exception as error:
            _log.error("limits cannot be checked: %s", place_of(error))
            self.settle(NOTHING)
            status, body = contract.errors["gateway_error"]
            return Stop(status, "gateway_error", body, None)

    def _admit(self, limits: Sequence[tuple[Key, Limit]], contract: Contract) -> Stop | None:
        now = clock()
        looks = [_look(self._counters, key, limit, now) for key, limit in limits]
        used_up = [look for look in looks if look.left <= 0]
        if not used_up:
            for look in looks:
                self._take(look, now)
        self.headers = (
            *_told([e for e in looks if e.limit.kind is Kind.REQUESTS], contract.of_requests, now),
            *_told([e for e in looks if e.limit.kind.of_tokens], contract.of_tokens, now),
        )
        if not used_up:
            return None
        # Of those with the longest wait the first; they come in the order in which they are told.
        last = max(used_up, key=lambda look: look.ends)
        limit = last.limit
        return Stop(limit.status, limit.code, limit.body, _seconds(last.ends, now))

    def _take(self, look: _Look, now: int) -> None:
        limit, window = look.limit, look.window
        taken = 1
        if window is None:
            self._counters.begin(look.key)
            self._running.append(look.key)
        else:
            if limit.kind.of_tokens:
                taken = max(1, min(limit.reserve, look.left))
                self._reserved.append(_Reserved(look.key, limit, window, taken))
                self.of_tokens = True
            self._counters.count(look.key, window, taken, now)
        look.left -= taken

    def settle(self, spent: Spent) -> None:
        """Gives back what runs no more, and puts what was used in the place of what was reserved;
        a second time does nothing."""
        running, self._running = self._running, []
        reserved, self._reserved = self._reserved, []
        for key in running:
            self._counters.end(key)
        now = clock() if reserved else 0
        for each in reserved:
            self._replace(each, spent.of(each.limit.kind, each.tokens) - each.tokens, now)

    def _replace(self, reserved: _Reserved, excess: int, now: int) -> None:
        """excess: of what was used over what was reserved. Where the window has ended meanwhile it
        counts in the one that is open, or opens one: else a call that outlasts its window would
        pass every limit. Nothing is given back there: nothing of this call was counted in it."""
        if now < reserved.window.ends:
            reserved.window.used += excess
        elif excess > 0:
            window = self._counters.window(reserved.key, reserved.limit.seconds, now)
            self._counters.count(reserved.key, window, excess, now)

    def release(self) -> None:
        """Settles if nothing has: the exchange broke off, and what was reserved counts as used."""
        self.settle(UNKNOWN)


def _applying(api: Api, operation: Operation, caller: Caller | None) -> Iterator[tuple[Key, Limit]]:
    """Everything that limits a request, and whose counter it is. Tokens only where the vendor
    reports them."""
    for key, limit in _of_all(api, caller):
        if operation.usage is not None or not limit.kind.of_tokens:
            yield (*key, limit.counter), limit


def _of_all(api: Api, caller: Caller | None) -> Iterator[tuple[Key, Limit]]:
    for limit in api.limits:
        yield ("api", api.id), limit
    if caller is None:
        return
    if caller.grant.plan is not None:
        for limit in caller.grant.plan.limits:
            yield ("plan", caller.name, api.id), limit
    for limit in caller.grant.limits:
        yield ("consumer", caller.name), limit


def _look(counters: Counters, key: Key, limit: Limit, now: int) -> _Look:
    if limit.kind is Kind.CONCURRENT:
        return _Look(limit, key, limit.amount - counters.running(key), now, None)
    window = counters.window(key, limit.seconds, now)
    return _Look(limit, key, limit.amount - window.used, window.ends, window)


def _told(looks: Sequence[_Look], names: Sequence[bytes], now: int) -> Iterator[Header]:
    """The limit that has least left; nothing where there is none."""
    if looks:
        least = min(looks, key=lambda look: look.left)
        values = (least.limit.amount, max(0, least.left), _seconds(least.ends, now))
        yield from ((name, b"%d" % value) for name, value in zip(names, values, strict=True))


def _seconds(ends: int, now: int) -> int:
    """Until then, rounded up: who waits so long finds another window."""
    return max(1, -(-(ends - now) // 1000))
