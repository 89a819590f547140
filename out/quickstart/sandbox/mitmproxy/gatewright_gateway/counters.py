"""What has been used of every limit, for the whole process: it is one, and has one loop, so that
nothing happens between a look and what is counted after it."""

from __future__ import annotations

import time
from dataclasses import dataclass

Key = tuple[str, ...]
"""Whose counter: scope, names, and the limit's own; never an amount, which may be changed."""

_FEW = 1024  # windows that are not worth a look for those that have ended


@dataclass(slots=True)
class Window:
    """ends: in milliseconds of `clock`. used: since it opened, what is reserved included."""

    ends: int
    used: int


def clock() -> int:
    """Milliseconds since some moment; never back, whatever becomes of the time of day."""
    return time.monotonic_ns() // 1_000_000


class Counters:
    """They outlive the settings that they were counted under. Bounded: an ended window is dropped
    before there are twice as many as were open when that was last done."""

    def __init__(self) -> None:
        self._windows: dict[Key, Window] = {}
        self._running: dict[Key, int] = {}
        self._sweep_at = _FEW

    def __len__(self) -> int:
        """How many are held."""
        return len(self._windows) + len(self._running)

    def running(self, key: Key) -> int:
        """How many requests run."""
        return self._running.get(key, 0)

    def begin(self, key: Key) -> None:
        """One more runs."""
        self._running[key] = self._running.get(key, 0) + 1

    def end(self, key: Key) -> None:
        """One of those that `begin` counted runs no more."""
        left = self._running[key] - 1
        if left:
            self._running[key] = left
        else:
            del self._running[key]

    def window(self, key: Key, seconds: int, now: int) -> Window:
        """The window that is open, or one that would open now."""
        found = self._windows.get(key)
        return found if found is not None and now < found.ends else Window(now + seconds * 1000, 0)

    def count(self, key: Key, window: Window, amount: int, now: int) -> None:
        """Adds to what `window` gave; it is open from now on."""
        window.used += amount
        self._windows[key] = window
        if len(self._windows) > self._sweep_at:
            self._windows = {key: each for key, each in self._windows.items() if now < each.ends}
            self._sweep_at = max(_FEW, 2 * len(self._windows))
