"""Limits as the engines count them: what each is called, its counter, and how a refusal reads."""

from __future__ import annotations

from dataclasses import dataclass

from compiler import contract, ir
from compiler.contract import Refusal
from compiler.terms import WINDOWS, Budget, Limit, LimitKind

_WORDS = {
    LimitKind.REQUESTS: "requests",
    LimitKind.CONCURRENT: "concurrent requests",
    LimitKind.TOKENS: "tokens",
    LimitKind.PROMPT_TOKENS: "prompt tokens",
    LimitKind.COMPLETION_TOKENS: "completion tokens",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit as an engine applies it. counter: what tells its counter from others of the same
    scope, the same after its amount was changed. reserve: tokens of one request, 0 for a limit of
    requests. body: of the answer 429."""

    limit: Limit
    counter: str
    reserve: int
    refusal: Refusal


def counted(budget: Budget, whose: str) -> tuple[Counted, ...]:
    """whose: as a refusal calls it, such as `this API` or `plan gold`."""
    return tuple(
        Counted(
            limit,
            f"{limit.kind}/{limit.seconds}",
            budget.reserve if limit.kind.of_tokens else 0,
            _refusal(limit, whose),
        )
        for limit in budget.limits
    )


def of_api(api: ir.Api) -> tuple[Counted, ...]:
    """What all callers of an API share."""
    return counted(api.budget, "this API")


def of_plan(plan: ir.Plan) -> tuple[Counted, ...]:
    """What each consumer may use of each API."""
    return counted(plan.budget, f"plan {plan.name}")


def of_grant(grant: ir.Grant) -> tuple[Counted, ...]:
    """What each consumer may use of all APIs together."""
    return counted(grant.budget, "this consumer")


def _refusal(limit: Limit, whose: str) -> Refusal:
    code = "token_limit_exceeded" if limit.kind.of_tokens else "rate_limit_exceeded"
    row = contract.REFUSAL_BY_CODE[code]
    window = f" {WINDOWS[limit.seconds]}" if limit.seconds else ""
    words = f"The limit of {limit.amount} {_WORDS[limit.kind]}{window} of {whose} is used up."
    return Refusal(row.code, row.status, row.type, words)
