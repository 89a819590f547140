"""Who may call which API, and the limits of APIs, plans and consumers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a limit counts."""

    REQUESTS = "requests"
    CONCURRENT = "concurrent"
    TOKENS = "tokens"
    PROMPT_TOKENS = "prompt_tokens"
    COMPLETION_TOKENS = "completion_tokens"

    @property
    def of_tokens(self) -> bool:
        """Whether the vendor's answer decides what is counted."""
        return self not in (Kind.REQUESTS, Kind.CONCURRENT)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` of a kind in a window of so many seconds; CONCURRENT has no window. counter:
    what tells its counter from the others of an API, plan or consumer. reserve: tokens that a
    request is taken to use until the vendor says how many it used. status, code, body: of the
    answer to a request that comes too much."""

    kind: Kind
    amount: int
    seconds: int
    counter: str
    reserve: int
    status: int
    code: str
    body: bytes = field(repr=False)


Limits = tuple[Limit, ...]
"""By kind, then from the shortest window to the longest: in this order they are told apart."""


@dataclass(frozen=True, slots=True)
class Plan:
    """limits: what each consumer that has it may use of each API."""

    name: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Grant:
    """What consumers may call and use. apis: ids; None: every API that accepts the plan. limits:
    of a consumer over all APIs together."""

    plan: Plan | None
    apis: frozenset[str] | None
    limits: Limits

    @property
    def limited(self) -> bool:
        """Whether there is anything to count."""
        return bool(self.limits or (self.plan is not None and self.plan.limits))

    def admits(self, api: str, plans: Collection[str]) -> bool:
        """api: its id. plans: whose consumers it takes; empty: any consumer's."""
        accepted = not plans or (self.plan is not None and self.plan.name in plans)
        return accepted and (self.apis is None or api in self.apis)


@dataclass(frozen=True, slots=True)
class Caller:
    """A consumer by one of its keys, or by what tokens call it. expires: the second of the Unix
    epoch from which the key counts no more; None: it does not expire."""

    name: str
    grant: Grant
    expires: int | None


def limits_of(rows: Sequence[Mapping[str, Any]]) -> Limits:
    """ValueError, KeyError: not known here. A limit that cannot be counted must not be left out."""
    return tuple(
        Limit(
            kind=Kind(row["kind"]),
            amount=row["amount"],
            seconds=row["seconds"],
            counter=row["counter"],
            reserve=row["reserve"],
            status=row["status"],
            code=row["code"],
            body=row["body"].encode(),
        )
        for row in rows
    )


def callers_of(data: Mapping[str, Any]) -> dict[str, Caller]:
    """SHA-256 digest (hex) of a key -> whose it is. What many consumers share is one object."""
    return {
        digest: Caller(row["name"], grant, expires)
        for row, grant in _granted(data)
        for digest, expires in row["keys"]
    }


def subjects_of(data: Mapping[str, Any]) -> dict[tuple[str, str | None], Caller]:
    """An issuer's name and what its tokens call a consumer -> who it is; never None for it."""
    return {
        (issuer, value): Caller(row["name"], grant, None)
        for row, grant in _granted(data)
        for issuer, value in row.get("subjects", ())
    }


def _granted(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Grant]]:
    plans = [Plan(row["name"], limits_of(row["limits"])) for row in data["plans"]]
    grants = [_grant(row, plans) for row in data["grants"]]
    for row in data["consumers"]:
        yield row, grants[row["grant"]]


def _grant(row: Mapping[str, Any], plans: Sequence[Plan]) -> Grant:
    plan, apis = row["plan"], row["apis"]
    return Grant(
        plan=None if plan is None else plans[plan],
        apis=None if apis is None else frozenset(apis),
        limits=limits_of(row["limits"]),
    )
