"""Ports of this machine, of which several `gatewright dev` that start at once must take different
ones: an engine opens its port later than it is chosen."""

from __future__ import annotations

import socket

from compiler import engines
from compiler.dev.locally import ADDRESS
from compiler.ir import Listener


def obstacle(port: int) -> str | None:
    """Why nothing can listen there on loopback; None where something can."""
    return engines.obstacle(Listener(ADDRESS, port, None), port)


def claim(port: int) -> socket.socket | None:
    """Keeps every other `claim` from that port while the socket is open, which ends with this
    process; None: another has it. It is the port of the same number for datagrams, which engines
    here never use: whoever listens on the port itself is not in the way."""
    claimed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        claimed.bind((ADDRESS, port))
    except OSError:
        claimed.close()
        return None
    return claimed
