"""The types of what the author wrote. None means "not written"; positions only where a later
stage may complain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from compiler.diagnostics import Span
from compiler.issuers import Algorithm
from compiler.keys.row import Key
from compiler.terms import KeyRef, Pin, Pointer, SecretRef
from compiler.urls import ServiceUrl, Url

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A value and where it is written."""

    value: T
    span: Span = field(compare=False)


Layer = Mapping[str, Placed[Any]]
"""Settings as written in one place, by their path in the table ("limits.body"), read by their kind.
Since mappings merge by key while lists and scalars replace, a layer is flat: one entry a leaf."""


@dataclass(frozen=True, slots=True)
class DocumentDefinition:
    """One document about an API. file: relative to the file that the span is in; type None: not
    written."""

    title: Placed[str]
    type: str | None
    file: Placed[str]


@dataclass(frozen=True, slots=True)
class Restricted:
    """A key that some target cannot do, where it is written; environment None: it counts in all."""

    row: Key
    environment: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class IntrospectionDefinition:
    """Whom the engine asks about tokens."""

    url: Placed[ServiceUrl]
    client: str
    secret: SecretRef


@dataclass(frozen=True, slots=True)
class IssuerDefinition:
    """One issuer of an environment. proof: a file of the project, a URL, or whom to ask; leeway and
    keep in seconds."""

    name: Placed[str]
    issuer: Placed[str]
    audiences: tuple[str, ...]
    proof: Placed[str] | Placed[ServiceUrl] | IntrospectionDefinition
    algorithms: Placed[tuple[Placed[Algorithm], ...]] | None
    claim: Pointer
    leeway: int
    keep: Placed[int] | None


@dataclass(frozen=True, slots=True)
class EnvironmentDefinition:
    """One environment of gateway.yaml. admin: the port; shared: the service that counts; apart: it
    is written that each host counts for itself."""

    name: Placed[str]
    url: Placed[Url]
    address: str | None
    port: Placed[int] | None
    tls: Placed[tuple[str, str]] | None
    resolvers: tuple[str, ...]
    trusted_ca: Placed[str] | None
    portal_url: Url | None
    origins: tuple[str, ...] | None
    targets: tuple[Placed[str], ...] | None
    issuers: tuple[IssuerDefinition, ...]
    admin: Placed[int] | None
    shared: Url | None
    apart: bool


@dataclass(frozen=True, slots=True)
class EndpointDefinition:
    """The endpoint of an API in one environment."""

    environment: Placed[str]
    url: Placed[Url] | None
    secret: Placed[KeyRef] | None
    query: tuple[Placed[Pin], ...]
    headers: tuple[Placed[Pin], ...]
    variables: tuple[tuple[Placed[str], str], ...]
    variables_span: Span


@dataclass(frozen=True, slots=True)
class ApiDefinition:
    """One file below apis/. overrides: by environment, as written."""

    name: Placed[str]
    version: str
    context: Placed[str]
    vendor: Placed[str]
    endpoints: tuple[EndpointDefinition, ...]
    settings: Layer
    overrides: tuple[tuple[Placed[str], Layer], ...]
    restricted: tuple[Restricted, ...]


@dataclass(frozen=True, slots=True)
class KeyDefinition:
    """One key of a consumer; environments None: it counts in all. expires: a second of the Unix
    epoch; None: never."""

    digest: Placed[str]
    environments: tuple[Placed[str], ...] | None
    expires: Placed[int] | None


@dataclass(frozen=True, slots=True)
class SubjectDefinition:
    """Whom an issuer's tokens call a consumer. span: of the whole."""

    issuer: Placed[str]
    subject: str
    span: Span


@dataclass(frozen=True, slots=True)
class ConsumerDefinition:
    """One consumer of consumers.yaml. grant: what it may do, flat: `plan`, `apis` (whose items keep
    their places), `roles` and limits. overrides: by environment, likewise."""

    name: Placed[str]
    keys: tuple[KeyDefinition, ...]
    subjects: tuple[SubjectDefinition, ...]
    grant: Layer
    overrides: tuple[tuple[Placed[str], Layer], ...]


@dataclass(frozen=True, slots=True)
class PlanDefinition:
    """One plan of plans.yaml: its limits, and what of them is different in some environments."""

    name: Placed[str]
    limits: Layer
    overrides: tuple[tuple[Placed[str], Layer], ...]


@dataclass(frozen=True, slots=True)
class LookDefinition:
    """`portal` of gateway.yaml. logo: a file of the project. reference: a word of the language."""

    name: str | None
    logo: Placed[str] | None
    accent: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class GatewayDefinition:
    """gateway.yaml."""

    name: Placed[str]
    look: LookDefinition
    environments: tuple[EnvironmentDefinition, ...]
    defaults: Layer
    restricted: tuple[Restricted, ...]


@dataclass(frozen=True, slots=True)
class ProjectDefinition:
    """A project as written. gateway None: gateway.yaml could not be read, so nothing can be said
    about what refers to it. apis: in the order of their files, each made when it is asked for.
    restricted: of the plans and consumers."""

    gateway: GatewayDefinition | None
    apis: Iterable[ApiDefinition]
    plans: tuple[PlanDefinition, ...]
    consumers: tuple[ConsumerDefinition, ...]
    restricted: tuple[Restricted, ...]
