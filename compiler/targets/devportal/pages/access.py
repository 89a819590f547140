"""How a client gets in, and how much it may use."""

from __future__ import annotations

from dataclasses import dataclass

from compiler import contract, ir
from compiler.production import is_production
from compiler.targets.devportal.pages import words
from compiler.targets.devportal.sites import Site
from compiler.terms import Security

_KEY = "YOUR_KEY"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are taken: the `iss` of a token, and what its `aud` has one of."""

    issuer: str
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """limits: of each of its consumers, in words; empty: it has none of its own."""

    name: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """keys, tokens: whether a key does, whether a token does; neither: anyone may call. headers:
    lines, any of which shows a key. command: what makes a key; test: one for a short time. plans:
    those whose consumers may call; empty: the API says nothing about plans. limits: of all callers
    together, in words. sizes: of requests, in words."""

    keys: bool
    tokens: bool
    headers: tuple[str, ...]
    issuers: tuple[Issuer, ...]
    command: str
    test: bool
    plans: tuple[Plan, ...]
    limits: tuple[str, ...]
    sizes: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Anyone may call."""
        return not self.keys and not self.tokens


def access(site: Site, api: ir.Api) -> Access:
    """Of one API in one site."""
    tokens = Security.JWT in api.security
    known = {plan.name: plan.budget.limits for plan in site.plans}
    plans = api.plans if api.security else ()
    test = not is_production(site.gateway.environment)
    return Access(
        keys=Security.API_KEY in api.security,
        tokens=tokens,
        headers=tuple(_headers(api)),
        issuers=tuple(
            Issuer(issuer.issuer, issuer.audiences) for issuer in site.gateway.issuers if tokens
        ),
        command=_command(site.gateway.environment, test=test),
        test=test,
        plans=tuple(Plan(name, tuple(map(words.of_limit, known.get(name, ())))) for name in plans),
        limits=tuple(map(words.of_limit, api.budget.limits)),
        sizes=tuple(_sizes(api)),
    )


def _headers(api: ir.Api) -> list[str]:
    if Security.API_KEY not in api.security:
        return []
    more = [] if api.key_header in (None, *contract.KEY_HEADERS) else [api.key_header]
    return [
        f"Authorization: Bearer {_KEY}" if name == "authorization" else f"{name}: {_KEY}"
        for name in (*contract.KEY_HEADERS, *more)
    ]


def _command(environment: str, *, test: bool) -> str:
    made = f"gatewright keys issue CONSUMER --env {environment}"
    return f"{made} --test --ttl 1h" if test else made


def _sizes(api: ir.Api) -> list[str]:
    limits = {each.upload: each.limit for path in api.paths for each in path.operations}
    said = ((False, "Request bodies"), (True, "Uploads"))
    return [
        f"{what} up to {words.of_size(limits[upload])}" for upload, what in said if upload in limits
    ]
