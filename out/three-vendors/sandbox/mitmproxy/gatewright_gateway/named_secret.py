"""Secrets of the gateway's own, read from where they are named each time, and never kept."""

from __future__ import annotations

import os
import re
from typing import Protocol

_SECRET = re.compile(rb"[\x21-\x7e]+")
_MOST = 4096


class Named(Protocol):
    """Where a secret is: in a variable of the environment, else in a file."""

    @property
    def variable(self) -> str | None: ...
    @property
    def file(self) -> str | None: ...


def read_secret(named: Named) -> bytes | None:
    """The secret as it is now; None where it is missing, empty or cannot be sent."""
    raw = _read(named)
    if raw.endswith(b"\n"):
        raw = raw[:-2] if raw.endswith(b"\r\n") else raw[:-1]
    return raw if len(raw) <= _MOST and _SECRET.fullmatch(raw) else None


def _read(named: Named) -> bytes:
    if named.variable is not None:
        return os.fsencode(os.environ.get(named.variable, ""))
    try:
        with open(named.file or "", "rb") as file:
            return file.read(_MOST + 3)  # a longer file shows itself by its third byte too many
    except OSError:
        return b""
