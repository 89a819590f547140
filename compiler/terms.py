"""The nouns that vendors, definitions, the model and the IR share. A secret is a name here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class EnvSecret:
    """A secret that the engine reads from its own environment variable."""

    variable: str


@dataclass(frozen=True, slots=True)
class FileSecret:
    """A secret that the engine reads from a file; the path is absolute, on the engine's machine."""

    path: str


SecretRef = EnvSecret | FileSecret


@dataclass(frozen=True, slots=True)
class Credential:
    """The vendor's credential: `header: prefix + secret`."""

    header: str
    prefix: str
    secret: SecretRef


class PinMode(StrEnum):
    """DEFAULT: only where the client sent none. FIXED: always, replacing the client's."""

    DEFAULT = "default"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Pin:
    """A query parameter or header that the vendor or the endpoint sets."""

    name: str
    value: str
    mode: PinMode


@dataclass(frozen=True, slots=True)
class Parameter:
    """A `{name}` of a path template: one or more characters, never a slash."""

    name: str


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A vendor's path as literals and parameters in turn: "/v1/models/", Parameter("model_id")."""

    parts: tuple[str | Parameter, ...]

    @property
    def text(self) -> str:
        """As people write it: /v1/models/{model_id}."""
        return "".join(p if isinstance(p, str) else "{" + p.name + "}" for p in self.parts)

    @property
    def literal(self) -> bool:
        return all(isinstance(part, str) for part in self.parts)


Pointer = tuple[str, ...]
"""A JSON pointer (RFC 6901), unescaped, as its reference tokens."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Where a JSON document of the vendor says what was used; None where it does not."""

    input: Pointer | None
    output: Pointer | None
    total: Pointer | None
    model: Pointer | None


@dataclass(frozen=True, slots=True)
class Usage:
    """`answer`: in a JSON answer. `stream`: in the data of a stream's events."""

    answer: Reported
    stream: Reported


class Security(StrEnum):
    """A way in which a client may show who it is."""

    API_KEY = "api_key"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Milliseconds. connect: until a connection (TLS included) stands. idle: without a byte from
    the vendor. There is no total limit."""

    connect_ms: int
    idle_ms: int


class Lifecycle(StrEnum):
    """What an API's consumers may expect of it. CREATED: checked, and compiled to nothing.
    DEPRECATED: served, and every answer says so. BLOCKED: answers 503. RETIRED: answers 410."""

    CREATED = "created"
    PUBLISHED = "published"
    DEPRECATED = "deprecated"
    BLOCKED = "blocked"
    RETIRED = "retired"
