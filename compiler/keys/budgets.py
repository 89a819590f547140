"""The keys that say how much may be used: of an API, a plan and a consumer alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compiler.keys import kinds
from compiler.keys.kinds import List, Mapping, Scalar
from compiler.keys.row import ENGINES, Key

DEFAULT_RESERVE = "1000"


def _rates(name: str, explanation: str) -> tuple[Key, ...]:
    path = f"limits.{name}"
    kind = List("a rate such as 600/minute, or a list of them", or_one=True)
    row = Key(path, kind, explanation, default="none", targets=ENGINES)
    return row, Key(f"{path}[]", kinds.RATE, "NUMBER/second, /minute, /hour or /day")


def _number(name: str, kind: Scalar, explanation: str, default: str | None) -> Key:
    path = f"limits.{name}"
    return Key(path, kind, explanation, default=default, targets=ENGINES)


LIMITS = Key("limits", Mapping(), "what may be used")
BUDGET = (
    *_rates("requests", "how many requests a window of time takes"),
    _number("concurrent", kinds.RUNNING, "how many requests may run at once", None),
    *_rates("tokens", "how many tokens, as the vendor counts them, a window of time takes"),
    *_rates("prompt_tokens", "how many tokens of prompts alone"),
    *_rates("completion_tokens", "how many tokens of completions alone"),
    _number(
        "reserve",
        kinds.TOKENS,
        "tokens that a request is taken to use until the vendor's answer says how many it used",
        DEFAULT_RESERVE,
    ),
)


def settings() -> tuple[Key, ...]:
    """The rows as settings of an API, beside its other limits."""
    return tuple(replace(row, setting=not row.path.endswith("[]")) for row in BUDGET)


def below(prefix: str, *, default: bool) -> Iterator[Key]:
    """The rows below another key. default: whether what is not written there has its default."""
    for row in (LIMITS, *BUDGET):
        yield replace(row, path=f"{prefix}.{row.path}", default=row.default if default else None)


def leaves() -> tuple[str, ...]:
    """The paths of the values."""
    return tuple(row.path for row in BUDGET if not row.path.endswith("[]"))
