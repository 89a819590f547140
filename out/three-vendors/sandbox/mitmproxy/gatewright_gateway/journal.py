"""One JSON object a line on standard output for each exchange, nothing else there (section 7)."""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime


class Journal:
    """Writes to the file descriptor, past every buffer: a line is whole or not there."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, names: Sequence[str], facts: Mapping[str, object]) -> None:
        """A line with `names` in order; absent facts are null. A reader that left is no error."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({name: facts.get(name) for name in names} | {"time": now})
        rest = line.encode() + b"\n"
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:
                select.select([], [self._descriptor], [])
            except OSError:
                return


def milliseconds_since(start: float) -> int:
    """`start` as time.monotonic() has it."""
    return round((time.monotonic() - start) * 1000)
