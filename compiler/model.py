"""The resolved project: names replaced by objects, defaults filled in, all environments together.

Every setting knows which layer it came from. Nothing is optional by accident, no engine is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from compiler.diagnostics import Span
from compiler.ir import ApiDocument, CaBundle, Issuer, Listener, Look, Plan, SharedLimits, Subject
from compiler.terms import Budget, KeyRef, Lifecycle, Pin, Security, Validation
from compiler.urls import Url
from compiler.vendors import Vendor, VendorOperation

T = TypeVar("T")
Scopes = tuple[tuple[str, tuple[str, ...]], ...]
"""By operationId, sorted, what a token must have; only operations that ask for any."""


class Source(StrEnum):
    """The layers of precedence, the strongest first."""

    OVERRIDE = "override"
    API = "API"
    DEFAULTS = "defaults"
    VENDOR = "vendor"
    BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value, the layer that it came from, and where it is written (None: not in the project)."""

    value: T
    source: Source
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an API does in one environment. Limits in bytes, timeouts in milliseconds; security:
    empty means that anyone may call; operations: sorted by path, then method; since, sunset, link:
    of the deprecation, which counts where the lifecycle is DEPRECATED; roles: who sees the API in
    the portal and may call it, empty means everybody; plans: whose consumers may call, empty means
    anybody's; properties: sorted by name."""

    description: Sourced[str]
    tags: Sourced[tuple[str, ...]]
    operations: Sourced[tuple[VendorOperation, ...]]
    security: Sourced[tuple[Security, ...]]
    validation: Sourced[Validation]
    plans: Sourced[tuple[str, ...]]
    scopes: Scopes
    budget: Budget
    body_limit: Sourced[int]
    upload_limit: Sourced[int]
    connect_ms: Sourced[int]
    idle_ms: Sourced[int]
    lifecycle: Sourced[Lifecycle]
    since: Sourced[date | None]
    sunset: Sourced[date | None]
    link: Sourced[str | None]
    roles: Sourced[tuple[str, ...]]
    documents: Sourced[tuple[ApiDocument, ...]]
    properties: tuple[tuple[str, Sourced[str]], ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an API's requests go in one environment. secret: None where the vendor takes none."""

    url: Sourced[Url]
    secret: Sourced[KeyRef] | None
    query: tuple[Pin, ...]
    headers: tuple[Pin, ...]
    origin: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Deployment:
    """An API in one environment."""

    environment: str
    endpoint: Endpoint
    settings: Settings


@dataclass(frozen=True, slots=True)
class Api:
    """An API with its deployments, one for each environment, in the order of the environments."""

    name: str
    version: str
    base: str
    vendor: Vendor
    deployments: tuple[Deployment, ...]
    origin: Span = field(compare=False, repr=False)

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Portal:
    """Where the developer portal is served (None: not said), and who may call from a browser."""

    url: Url | None
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment, without its APIs. targets: in the order of the compiler's own list. issuers:
    by name, with upstreams that have no names yet. apart: the author knows that each host counts
    for itself."""

    name: str
    url: Url
    listener: Listener
    resolvers: tuple[str, ...]
    trusted_ca: CaBundle
    portal: Portal
    targets: tuple[str, ...]
    issuers: tuple[Issuer, ...]
    admin_port: int | None
    shared_limits: SharedLimits | None
    apart: bool
    origin: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ConsumerKey:
    """A digest (lower-case hex), the names of the environments where it counts, whether they were
    chosen, and the second of the Unix epoch at which that ends (None: never)."""

    digest: str
    environments: tuple[str, ...]
    chosen: bool
    expires: int | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a consumer may do in one environment. apis: as written, NAME or NAME@VERSION; None:
    every API that accepts the plan. roles: sorted; an API for some roles takes these alone."""

    plan: Plan | None
    apis: tuple[str, ...] | None
    roles: tuple[str, ...]
    budget: Budget


@dataclass(frozen=True, slots=True)
class Consumer:
    """Who may call. subjects: sorted; they count where the environment has their issuer. grants:
    one for each environment, in the order of the environments."""

    name: str
    keys: tuple[ConsumerKey, ...]
    subjects: tuple[Subject, ...]
    grants: tuple[Grant, ...]
    origin: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Model:
    """A whole project. environments and consumers are sorted by name. apis: in the order of their
    files, each made when it is asked for, since those of a large project do not fit into memory
    together; what is wrong with them as a whole is said after the last one. plans: by name, of each
    environment in their order. look: of the portal, in every environment."""

    project: str
    environments: tuple[Environment, ...]
    apis: Iterable[Api]
    consumers: tuple[Consumer, ...]
    plans: tuple[tuple[Plan, ...], ...]
    look: Look
