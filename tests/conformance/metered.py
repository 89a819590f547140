"""The forms of rows on subscriptions and limits."""

from __future__ import annotations

from typing import Any

from tests.conformance import callers
from tests.conformance.callers import Caller
from tests.conformance.exchange import Exchange, refused

REQUESTS, TOKENS = "rate_limit_exceeded", "token_limit_exceeded"
HOUR = (1, 3600)
DAY = (3601, 86_400)


def caller(name: str, **grant: Any) -> Caller:
    """A consumer for one row."""
    return callers.caller(f"metered-{name}", **grant)


def limited(name: str, **limits: Any) -> Caller:
    """A consumer with limits of its own."""
    return caller(name, limits=limits)


def passes(id: str, who: Caller, section: str = "6", **row: Any) -> Exchange:
    """A request of this consumer that passes."""
    own = {"api": "Metered", "credentials": who.bearer, "consumer": who.name}
    return Exchange(id=id, section=section, **{**own, **row})


def stopped(
    id: str, who: Caller, code: str, words: str, wait: tuple[int, int] = HOUR, **row: Any
) -> Exchange:
    """A request that comes too much. words: `2 requests an hour of this consumer`."""
    own = {"api": "Metered", "credentials": who.bearer, "consumer": who.name}
    spans = {"Retry-After": wait, **row.pop("spans", {})}
    told = f"The limit of {words} is used up."
    return refused(id, "6", code, **{**own, "message": told, "spans": spans, **row})


def forbidden(id: str, who: Caller, **row: Any) -> Exchange:
    """A request of a consumer who is not subscribed."""
    own = {"api": "Metered", "credentials": who.bearer, "consumer": who.name}
    return refused(f"subscriptions-{id}", "2.4", "not_subscribed", **{**own, **row})


def subscribed(id: str, who: Caller, **row: Any) -> Exchange:
    return passes(f"subscriptions-{id}", who, "2.4", **row)


def of_requests(limit: int, left: int, reset: tuple[int, int] = HOUR) -> dict[str, Any]:
    """What an answer says of a limit of requests."""
    lines = (
        ("X-RateLimit-Limit-Requests", str(limit)),
        ("X-RateLimit-Remaining-Requests", str(left)),
    )
    return {"has": lines, "spans": {"X-RateLimit-Reset-Requests": reset}}


def of_tokens(limit: int, left: int) -> dict[str, Any]:
    """What an answer says of a limit of tokens."""
    lines = (
        ("X-RateLimit-Limit-Tokens", str(limit)),
        ("X-RateLimit-Remaining-Tokens", str(left)),
    )
    return {"has": lines, "spans": {"X-RateLimit-Reset-Tokens": HOUR}}
