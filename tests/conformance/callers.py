"""The consumers of the rows on subscriptions and limits: each row has one of its own, since what
one has used up is used up for all its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.conformance.exchange import Headers, bearer

PLANS: dict[str, Any] = {
    "gold": {"limits": {"requests": "3/hour"}},
    "silver": {"limits": {"requests": "1000/hour"}},
    "tokens": {"limits": {"tokens": "20/hour", "prompt_tokens": "1000/hour"}},
    "free": {},
}


@dataclass(frozen=True, slots=True)
class Caller:
    """A consumer: `grant` as in consumers.yaml, `key` what its one key has besides the digest."""

    name: str
    grant: dict[str, Any] = field(default_factory=dict, hash=False)
    key: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def secret(self) -> str:
        return f"gwk_{self.name}_{sha256(self.name.encode()).hexdigest()[:12]}"

    @property
    def bearer(self) -> Headers:
        return bearer(self.secret)

    @property
    def written(self) -> dict[str, Any]:
        digest = sha256(self.secret.encode()).hexdigest()
        return {"name": self.name, "keys": [{"sha256": digest, **self.key}], **self.grant}


CALLERS: dict[str, Caller] = {}


def caller(name: str, *, key: dict[str, Any] | None = None, **grant: Any) -> Caller:
    """A consumer for one row. AssertionError: another row has it."""
    assert name not in CALLERS, name
    CALLERS[name] = Caller(name, grant, key or {})
    return CALLERS[name]


def consumers(chosen: Iterable[Caller] | None = None) -> str:
    """Items of the list in consumers.yaml: the callers of all rows, if not said otherwise."""
    found = CALLERS.values() if chosen is None else chosen
    return "".join(f"  - {json.dumps(each.written)}\n" for each in found)


def plans() -> str:
    """plans.yaml, which is JSON here."""
    return json.dumps({"plans": PLANS}) + "\n"
