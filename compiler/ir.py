"""The gateway of ONE environment, speaking of no engine: what every target reads and nothing else.

Everything is resolved (no optional by accident), sorted (by `lower`, once) and frozen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import assert_never

from compiler.consumers import Consumer as Consumer
from compiler.consumers import ConsumerKey as ConsumerKey
from compiler.consumers import Grant as Grant
from compiler.consumers import Plan as Plan
from compiler.consumers import Subject as Subject
from compiler.diagnostics import Span
from compiler.guides import Guide as Guide
from compiler.issuers import Algorithm as Algorithm
from compiler.issuers import FetchedKeys as FetchedKeys
from compiler.issuers import GivenKeys as GivenKeys
from compiler.issuers import Introspection as Introspection
from compiler.issuers import Issuer as Issuer
from compiler.issuers import TokenKey as TokenKey
from compiler.looks import Logo as Logo
from compiler.looks import Look as Look
from compiler.openapi import Document
from compiler.terms import (
    Budget,
    Credential,
    InHeader,
    InPath,
    InQuery,
    Lifecycle,
    PathTemplate,
    Pin,
    Security,
    Stream,
    Timeouts,
    Usage,
    Validation,
)
from compiler.upstreams import CaBundle as CaBundle
from compiler.upstreams import ProjectCa as ProjectCa
from compiler.upstreams import Service as Service
from compiler.upstreams import SystemCa as SystemCa
from compiler.upstreams import Upstream as Upstream
from compiler.upstreams import UpstreamTls as UpstreamTls


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an API's requests go: upstream, Host header, base path ("" or "/..." without a trailing
    slash), credential (None: the vendor takes none) and what is pinned."""

    upstream: Upstream
    authority: str
    base_path: str
    credential: Credential | None
    query: tuple[Pin, ...]
    headers: tuple[Pin, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `id` is the vendor's operationId.

    limit: the largest request body, bytes. upload: the body may be multipart and must pass without
    being held in memory. streams: the ways in which its answer can be a stream. websocket: a GET
    that asks for an upgrade to the WebSocket protocol (RFC 6455). usage: None where the vendor
    reports none. request_model: where the request names the model; None where it does not, or in
    its body, which no gateway reads for this. scopes: all of them a token must have, sorted; keys
    need none.
    """

    id: str
    method: str
    upload: bool
    limit: int
    streams: tuple[Stream, ...]
    usage: Usage | None
    request_model: InHeader | InPath | InQuery | None
    websocket: bool = False
    scopes: tuple[str, ...] = ()

    @property
    def streaming(self) -> bool:
        """Whether its answer can be a stream."""
        return bool(self.streams)


@dataclass(frozen=True, slots=True)
class Path:
    """A path of an API with the operations it takes, sorted by method; never empty."""

    template: PathTemplate
    operations: tuple[Operation, ...]

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(operation.method for operation in self.operations)


@dataclass(frozen=True, slots=True)
class ApiDocument:
    """A document about an API, copied into the portal's artifacts under `name` (a plain file
    name, unique within the API). type: a word of the language, such as how_to. file: where its
    author has it, seen from the project's folder; what it refers to is seen from there."""

    title: str
    type: str
    name: str
    content: bytes = field(repr=False)
    file: PurePosixPath


@dataclass(frozen=True, slots=True)
class Listing:
    """How an API appears in the portal. visible: whether it does at all. roles: who sees it, and
    nobody else; sorted, empty: everybody. deprecation: the dates (ISO 8601) and the link that its
    author gave; None where not given. documents: as written. properties: sorted by name."""

    visible: bool = True
    roles: tuple[str, ...] = ()
    since: str | None = None
    sunset: str | None = None
    link: str | None = None
    documents: tuple[ApiDocument, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Api:
    """An API as this environment serves it.

    base: `/chat/1.0.0`, what stands before the vendor's path; no base equals or is a path prefix
    of another. security: any of these suffices; empty means that anyone may call. key_header: a
    header, in lower case, in which this API's clients may send their key besides those of the
    contract, since the vendor's own clients do; None where there is none. paths: literal ones
    first, then those with the most literal text; the first that fits is taken. validation: of
    request bodies, by `compiler.shapes`. plans: whose consumers may call; empty: any consumer's.
    budget: of all its callers together.
    removed_response_headers: the vendor's additions, lower case. lifecycle: never CREATED here.
    added_response_headers: name and value, no name twice, on every answer to a path of the API, the
    gateway's own included; the vendor's headers of those names are replaced. document: the
    vendor's OpenAPI description. models: names of models that the vendor is known to have, as its
    author ordered them; no gateway reads them, nor guide, which is the vendor's.
    """

    name: str
    version: str
    base: str
    vendor: str
    vendor_version: str
    description: str
    tags: tuple[str, ...]
    endpoint: Endpoint
    security: tuple[Security, ...]
    key_header: str | None
    paths: tuple[Path, ...]
    validation: Validation
    plans: tuple[str, ...]
    budget: Budget
    timeouts: Timeouts
    removed_response_headers: tuple[str, ...]
    lifecycle: Lifecycle
    added_response_headers: tuple[tuple[str, str], ...]
    listing: Listing
    models: tuple[str, ...]
    guide: Guide = field(compare=False, repr=False)
    document: Document = field(compare=False, repr=False)

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def refused(self) -> str | None:
        """The contract's code that answers every operation (section 1.6); None: they are served."""
        match self.lifecycle:
            case Lifecycle.PUBLISHED | Lifecycle.DEPRECATED:
                return None
            case Lifecycle.BLOCKED:
                return "api_blocked"
            case Lifecycle.RETIRED:
                return "api_retired"
            case Lifecycle.CREATED:
                raise AssertionError(f"{self.id} is not to be compiled")
            case _:
                assert_never(self.lifecycle)

    def worded(self, words: Words) -> Api:
        """The same API but for these words. As `dataclasses.replace`, in half the time."""
        return Api(
            name=words.name,
            version=words.version,
            base=words.base,
            vendor=self.vendor,
            vendor_version=self.vendor_version,
            description=words.description,
            tags=self.tags,
            endpoint=self.endpoint,
            security=self.security,
            key_header=self.key_header,
            paths=self.paths,
            validation=self.validation,
            plans=self.plans,
            budget=self.budget,
            timeouts=self.timeouts,
            removed_response_headers=self.removed_response_headers,
            lifecycle=self.lifecycle,
            added_response_headers=self.added_response_headers,
            listing=self.listing,
            models=self.models,
            guide=self.guide,
            document=self.document,
        )


@dataclass(frozen=True, slots=True)
class Words:
    """What distinguishes an API from others like it, in every environment."""

    name: str
    version: str
    base: str
    description: str


@dataclass(frozen=True, slots=True)
class ListenerTls:
    """Certificate chain and key of the listener: absolute paths on the engine's machine."""

    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class Listener:
    """Where the engine listens; one port for whichever engine runs."""

    address: str
    port: int
    tls: ListenerTls | None


@dataclass(frozen=True, slots=True)
class SharedLimits:
    """Envoy's rate limit service, spoken to in plain HTTP/2: a name or an address, and a port."""

    host: str
    port: int
    host_is_address: bool


@dataclass(frozen=True, slots=True)
class Gateway:
    """Everything one environment's gateway does.

    url: the base URL that clients use, without a trailing slash. portal_url: where the portal's
    files are served, likewise; None where the author does not say. resolvers: DNS servers for
    engines that need them named. origins: portal origins that may call from a browser. apis: sorted
    by base. upstreams: each upstream of an endpoint or an issuer's service once, sorted by name.
    consumers: by name. issuers: by name; those whose tokens some API takes. admin_port: where, on
    loopback, the engine tells what it has counted; None: nowhere. shared_limits: the service that
    counts for several gateways; None: each counts for itself. look: of the portal. plans: by name,
    those included that nobody has.
    """

    project: str
    environment: str
    url: str
    listener: Listener
    resolvers: tuple[str, ...]
    origins: tuple[str, ...]
    portal_url: str | None
    apis: Sequence[Api]
    upstreams: tuple[Upstream, ...]
    consumers: tuple[Consumer, ...]
    look: Look
    origin: Span = field(compare=False, repr=False)
    issuers: tuple[Issuer, ...] = ()
    admin_port: int | None = None
    shared_limits: SharedLimits | None = None
    plans: tuple[Plan, ...] = ()
