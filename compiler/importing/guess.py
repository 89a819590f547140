"""A value that was not given but concluded, and from what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Guess:
    """`value` is data of vendor.yaml. why: one sentence's middle, for the comment beside it."""

    value: Any
    why: str
