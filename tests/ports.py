"""Free ports for programs that are told a number and cannot be handed a socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice

# Below what systems give away by themselves (Linux: net.ipv4.ip_local_port_range, from 32768).
# A port whose server closed its connections is not free for a minute (TIME_WAIT), and the tests
# use hundreds in that time.
_FIRST, _END, _STRETCH = 10_000, 30_000, 1000


def free_port() -> int:
    """A port that nothing has, and that no other process of the tests is given meanwhile."""
    for number in islice(_ports(), _STRETCH):
        if _bound(number):
            return number
    raise AssertionError("no port is free")


@cache
def _ports() -> Iterator[int]:
    """Those of a stretch, again and again. Its first one stays bound while this process lives,
    which is how others see that the stretch is taken."""
    for first in range(_FIRST, _END, _STRETCH):
        if _bound(first, hold=True):
            return cycle(range(first + 1, first + _STRETCH))
    raise AssertionError("no stretch of ports is free")


def _bound(number: int, *, hold: bool = False) -> bool:
    """Whether the port could be bound on every address; hold: it stays so."""
    with socket.socket() as probe:
        try:
            probe.bind(("", number))
        except OSError:
            return False
        if hold:
            probe.detach()
        return True
