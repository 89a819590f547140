"""How much work an answer may be, in steps: unlike seconds, they are the same on every machine.

A description can ask for more than anything can do, and the gateway and the portal are in the same
process as the mock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST_STEPS = 300_000
"""Of one task; what a bundled vendor answers takes a tenth of it."""

_left: ContextVar[list[int] | None] = ContextVar("steps that are left", default=None)


class TooMuch(Exception):
    """A task takes more steps than it may."""


@contextmanager
def bounded(steps: int = MOST_STEPS) -> Iterator[None]:
    """What happens inside is one task."""
    before = _left.set([steps])
    try:
        yield
    finally:
        _left.reset(before)


def spend(steps: int = 1) -> None:
    """Takes some of the task's steps. TooMuch: there are none left."""
    left = _left.get()
    if left is None:
        return
    left[0] -= steps
    if left[0] < 0:
        raise TooMuch("it takes more work than the mock vendor does")
