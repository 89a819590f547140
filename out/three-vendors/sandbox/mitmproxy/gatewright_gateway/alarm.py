"""Timers of one client connection, made of mitmproxy's one-shot wake-ups."""

from __future__ import annotations

import time
from collections.abc import Iterable

from mitmproxy.proxy import commands, events

_TICK = 1.0  # no wake-up sleeps longer: a deadline that moved away must not leave one behind
_CLOSE = 0.02


class Alarm:
    """Asks to be woken by the next of some deadlines (time.monotonic)."""

    def __init__(self) -> None:
        self._asked: set[commands.RequestWakeup] = set()
        self._next: commands.RequestWakeup | None = None
        self._next_at = 0.0

    def arm(self, deadlines: Iterable[float | None]) -> commands.RequestWakeup | None:
        """The command that must be yielded now, if any."""
        waiting = [at for at in deadlines if at is not None]
        if not waiting:
            return None
        now = time.monotonic()
        at = min(*waiting, now + _TICK)
        if self._next is not None and at >= self._next_at - _CLOSE:
            return None
        self._next, self._next_at = commands.RequestWakeup(max(0.01, at - now)), at
        self._asked.add(self._next)
        return self._next

    def rings(self, event: events.Wakeup) -> bool:
        """Whether this wake-up is one of ours."""
        if event.command is self._next:
            self._next = None
        ours = event.command in self._asked
        self._asked.discard(event.command)
        return ours
