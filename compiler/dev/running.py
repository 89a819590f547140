"""What all running engines can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

Facts = Mapping[str, object]
"""What the log says of a request, by the names of `contract.LOG_NAMES`."""


class Failed(Exception):
    """The engine cannot run; the text says why."""


class Running(Protocol):
    """An engine in front of a deployed copy."""

    async def start(self) -> None:
        """Returns when it serves. Failed."""

    async def take(self) -> None:
        """Serves what the copy has now, without dropping a request."""

    async def ended(self) -> str:
        """Waits until it ends by itself, and says how."""

    async def stop(self) -> None:
        """Ends it, whether it has started or not."""
