"""The keys of issuers: given with gateway.json, or fetched and kept."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from itertools import islice

from gatewright_gateway.calling import NoAnswer, Service, call
from gatewright_gateway.signatures import TokenKey, usable_key
from gatewright_gateway.tokens import json_object

_BETWEEN = 10.0  # seconds: keys are not looked for again and again
_LAST = 10  # times as long an old set counts while no new one can be had

_MOST_KEYS = 100  # a token that names none is tried with each of them

_log = logging.getLogger(__name__)

Keys = tuple[TokenKey, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a set is fetched from. seconds: how long it is kept. most: bytes of an answer."""

    service: Service
    seconds: int
    most: int


class KeySet:
    """A set that is fetched when it is asked for, once for all who wait. It holds one set."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._keys: Keys | None = None
        self._got = self._failed = self._searched = float("-inf")
        self._running: asyncio.Task[Keys | None] | None = None

    @property
    def current(self) -> Keys | None:
        """The keys that count now; None: they must be fetched first."""
        now = time.monotonic()
        if self._keys is None or now < self._got + self.source.seconds:
            return self._keys
        return self._kept() if now < self._failed + _BETWEEN else None

    def may_search(self) -> bool:
        """Whether a key that is not in the set is worth fetching it again, or waiting for it where
        it is being fetched. To ask is to do."""
        if self._running is not None and not self._running.done():
            return True
        now = time.monotonic()
        if now < self._searched + _BETWEEN:
            return False
        self._searched = now
        return True

    def fetch(self) -> asyncio.Task[Keys | None]:
        """The keys as the issuer has them now; the old ones while that cannot be had. None: there
        are none."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._fetch())
        return self._running

    async def _fetch(self) -> Keys | None:
        try:
            raw = await call(self.source.service, b"GET", (), b"", self.source.most)
            self._keys = _read(raw)
            self._got = time.monotonic()
        except NoAnswer:
            _log.error("an issuer's keys cannot be fetched")
            self._failed = time.monotonic()
        return self._kept()

    def _kept(self) -> Keys | None:
        old = time.monotonic() >= self._got + _LAST * self.source.seconds
        return None if old else self._keys


def _read(raw: bytes) -> Keys:
    """NoAnswer: no set. What is no key of a kind that is taken is left out."""
    found = json_object(raw)
    keys = None if found is None else found.get("keys")
    if not isinstance(keys, list):
        raise NoAnswer
    usable = (key for jwk in keys if (key := usable_key(jwk)) is not None)
    return tuple(islice(usable, _MOST_KEYS))
