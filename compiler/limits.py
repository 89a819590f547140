"""How much may be used: the nouns of limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LimitKind(StrEnum):
    """What a limit counts; in this order limits are told apart and checked."""

    REQUESTS = "requests"
    CONCURRENT = "concurrent"
    TOKENS = "tokens"
    PROMPT_TOKENS = "prompt_tokens"
    COMPLETION_TOKENS = "completion_tokens"

    @property
    def of_tokens(self) -> bool:
        """Whether the vendor's answer decides what is counted."""
        return self not in (LimitKind.REQUESTS, LimitKind.CONCURRENT)


WINDOWS = {1: "a second", 60: "a minute", 3600: "an hour", 86_400: "a day"}
"""What people call a window of so many seconds."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `amount` in any window of this many seconds."""

    amount: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` of a kind. seconds: of its window, which opens with the first request that
    is counted in it; 0 for CONCURRENT, which counts what runs."""

    kind: LimitKind
    amount: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits, by kind and then from the shortest window to the longest. reserve: tokens that a
    request is taken to use until the vendor says how many it used."""

    limits: tuple[Limit, ...]
    reserve: int
