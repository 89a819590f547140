"""The view of nginx.conf as a whole: process, http{} and server{}."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compiler import contract, ir
from compiler.targets.nginx.errors import ErrorPage, error_page, error_pages
from compiler.targets.nginx.locations import Location, locations
from compiler.targets.nginx.log import Log, log
from compiler.targets.nginx.metrics import Metrics, told
from compiler.targets.nginx.plan import Plan
from compiler.targets.nginx.tokens import Tokens, secrets, tokens
from compiler.targets.nginx.upstreams import UpstreamBlock, address, upstream_blocks
from compiler.terms import EnvSecret

# 10,000 streams of two connections each, even in one worker, and idle ones to vendors.
WORKER_CONNECTIONS = 24_576


@dataclass(frozen=True, slots=True)
class Tls:
    """The listener's certificate chain and key."""

    ssl_certificate: str
    ssl_certificate_key: str


@dataclass(frozen=True, slots=True)
class Cors:
    """`origins`: (regular expression of the map, value)."""

    origins: tuple[tuple[str, str], ...]
    exposed_headers: str


@dataclass(frozen=True, slots=True)
class Main:
    """nginx.conf; fields are named after their directives. `added`: (header that APIs add to their
    answers, variable with its value). `limits`: the same of what is said of limits, whose counters
    have `limits_memory`. `warning`: the header for what is wrong with a request that passes.
    `header_buffer`: half the bytes that the header block of a request may have, and all that a line
    of it may. `secret_targets`: some requests have the vendor's key in their target."""

    worker_connections: int
    worker_rlimit_nofile: int
    env: tuple[str, ...]
    preloaded: tuple[str, ...]
    request_id_pattern: str
    resolver: tuple[str, ...]
    upstreams: tuple[UpstreamBlock, ...]
    listen: str
    tls: Tls | None
    cors: Cors | None
    added: tuple[tuple[str, str], ...]
    limits: tuple[tuple[str, str], ...]
    limits_memory: str | None
    warning: str | None
    header_buffer: int
    malformed: ErrorPage
    error_pages: tuple[ErrorPage, ...]
    secret_targets: bool
    health_method: ErrorPage
    health_body: str
    locations: tuple[Location, ...]
    log: Log
    metrics: Metrics | None
    tokens: Tokens | None


def main(gateway: ir.Gateway, plan: Plan, preloaded: tuple[str, ...]) -> Main:
    """What stands outside the server block."""
    tls = gateway.listener.tls
    return Main(
        worker_connections=WORKER_CONNECTIONS,
        worker_rlimit_nofile=WORKER_CONNECTIONS,
        env=_variables(gateway),
        preloaded=preloaded,
        request_id_pattern=rf"~^(?:{contract.REQUEST_ID_PATTERN})\z",
        resolver=gateway.resolvers,
        upstreams=upstream_blocks(gateway),
        listen=address(gateway.listener.address, gateway.listener.port),
        tls=Tls(tls.certificate, tls.key) if tls else None,
        cors=_cors(gateway.origins) if gateway.origins else None,
        added=tuple(plan.added.names.items()),
        limits=plan.budgets.headers,
        limits_memory=plan.budgets.memory,
        warning=plan.checks.warns,
        header_buffer=contract.MAX_HEADER_BYTES // 2,
        malformed=error_page("= /-/e/malformed", "invalid_request"),
        error_pages=error_pages(),
        secret_targets=any(each.secret_target for each in plan.transports.names),
        health_method=error_page("= /-/health-method", "method_not_allowed"),
        health_body=contract.HEALTH_BODY,
        locations=locations(plan),
        log=log(gateway.environment),
        metrics=told(gateway),
        tokens=tokens(gateway),
    )


def _variables(gateway: ir.Gateway) -> tuple[str, ...]:
    """The environment variables that hold keys and secrets; nginx drops all others."""
    credentials = (api.endpoint.credential for api in gateway.apis)
    keys = (secret for credential in credentials if credential for secret in credential.secrets)
    all_secrets = (*keys, *secrets(gateway))
    return tuple(sorted({each.variable for each in all_secrets if isinstance(each, EnvSecret)}))


def _cors(origins: tuple[str, ...]) -> Cors:
    """By regular expression, because nginx compares a map's plain keys ignoring case."""
    return Cors(
        origins=tuple((rf"~^{re.escape(origin)}\z", origin) for origin in origins),
        exposed_headers=", ".join(contract.CORS_EXPOSED_HEADERS),
    )
