"""Who may call a gateway, and how much: a part of the IR."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.limits import Budget


@dataclass(frozen=True, slots=True)
class Plan:
    """What each consumer that has it may use of each API."""

    name: str
    budget: Budget


@dataclass(frozen=True, slots=True)
class Grant:
    """What a consumer may call and use; one object for all that may do the same. apis: ids, sorted;
    None: every API that accepts the plan. budget: over all APIs together."""

    plan: Plan | None
    apis: tuple[str, ...] | None
    budget: Budget


@dataclass(frozen=True, slots=True)
class ConsumerKey:
    """A key, known by its SHA-256 digest (lower-case hex). expires: the second of the Unix epoch
    from which it counts no more; None: it does not expire."""

    digest: str
    expires: int | None


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Whom a token speaks of: an issuer by its name, and the value of the claim that it reads."""

    issuer: str
    value: str


@dataclass(frozen=True, slots=True)
class Consumer:
    """Who may call. keys: sorted by digest. subjects: sorted. At least one of either."""

    name: str
    keys: tuple[ConsumerKey, ...]
    grant: Grant
    subjects: tuple[Subject, ...] = ()
