"""Runs a program that reaches no host but its own: `python -I at_home.py PROGRAM [ARGUMENT ...]`.

Nothing of this project is imported here, so that any Python can run it.
"""

from __future__ import annotations

import runpy
import sys
from typing import Any

HOME = ("127.0.0.1", "::1", "localhost")


def elsewhere(event: str, arguments: tuple[Any, ...]) -> str | None:
    """Of an audit event: the other host that is asked for."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return None
    return None if host in HOME else str(host)


def keep_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook."""
    if (host := elsewhere(event, arguments)) is not None:
        # What catches errors of connections does not catch this.
        raise SystemExit(f"{host} is another host")


if __name__ == "__main__":
    sys.addaudithook(keep_at_home)
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
