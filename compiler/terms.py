"""The nouns that vendors, definitions, the model and the IR share. A secret is a name here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from compiler.limits import WINDOWS as WINDOWS
from compiler.limits import Budget as Budget
from compiler.limits import Limit as Limit
from compiler.limits import LimitKind as LimitKind
from compiler.limits import Rate as Rate


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
class AwsKeys:
    """An access key of AWS, with which requests are signed for one region. The engine reads it from
    the variables that AWS's own tools read."""

    region: str


KeyRef = SecretRef | AwsKeys
"""Where an author says that a vendor's key is."""


@dataclass(frozen=True, slots=True)
class HeaderCredential:
    """The vendor's credential in a header: `header: prefix + secret`."""

    header: str
    prefix: str
    secret: SecretRef

    @property
    def secrets(self) -> tuple[SecretRef, ...]:
        """What the engine must find."""
        return (self.secret,)


@dataclass(frozen=True, slots=True)
class QueryCredential:
    """The vendor's credential in the query: `parameter=prefix + secret`, percent-encoded and last;
    the client's parameters of that name are removed."""

    parameter: str
    prefix: str
    secret: SecretRef

    @property
    def secrets(self) -> tuple[SecretRef, ...]:
        """What the engine must find."""
        return (self.secret,)


@dataclass(frozen=True, slots=True)
class SigV4Credential:
    """A signature of each request (AWS Signature Version 4), for a service in a region."""

    service: str
    region: str

    @property
    def secrets(self) -> tuple[EnvSecret, ...]:
        """What the engine must find."""
        return (EnvSecret("AWS_ACCESS_KEY_ID"), EnvSecret("AWS_SECRET_ACCESS_KEY"))

    @property
    def token(self) -> EnvSecret:
        """What comes with a temporary access key, and only with such a one."""
        return EnvSecret("AWS_SESSION_TOKEN")


Credential = HeaderCredential | QueryCredential | SigV4Credential


@dataclass(frozen=True, slots=True)
class HeaderAuth:
    """A vendor looks for its key in this header, after the prefix."""

    header: str
    prefix: str


@dataclass(frozen=True, slots=True)
class QueryAuth:
    """A vendor looks for its key in this parameter of the query, after the prefix."""

    parameter: str
    prefix: str


class PinMode(StrEnum):
    """DEFAULT: only where the client sent none. FIXED: always, replacing the client's. REMOVED:
    never sent on; the pin's value is empty."""

    DEFAULT = "default"
    FIXED = "fixed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Pin:
    """A query parameter or header that the vendor or the endpoint sets, or keeps from passing."""

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
class InBody:
    """In a JSON document: at `pointers`, at least one. Counts that several of them lead to are
    added up, whichever of them are there."""

    pointers: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True)
class InHeader:
    """In a header, by its name in lower case."""

    name: str


@dataclass(frozen=True, slots=True)
class InPath:
    """In a parameter of the path template."""

    parameter: str


@dataclass(frozen=True, slots=True)
class InQuery:
    """In a parameter of the query string."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Reported:
    """Where an answer of the vendor says what was used, and by which model; None where it does not.
    `model` has one pointer. remaining: what is left of the vendor's budget."""

    input: InBody | InHeader | None = None
    output: InBody | InHeader | None = None
    total: InBody | InHeader | None = None
    model: InBody | InHeader | None = None
    remaining: InBody | InHeader | None = None


RequestModel = InBody | InHeader | InPath | InQuery
"""Where a request names the model; InBody has one pointer."""


@dataclass(frozen=True, slots=True)
class Usage:
    """`answer`: in a JSON answer. `stream`: in the data of a stream's events."""

    answer: Reported
    stream: Reported


class StreamFormat(StrEnum):
    """How a vendor frames a stream."""

    SSE = "sse"
    NDJSON = "ndjson"
    AWS_EVENTSTREAM = "aws-eventstream"

    @property
    def media_type(self) -> str:
        """The media type of such an answer."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    StreamFormat.SSE: "text/event-stream",
    StreamFormat.NDJSON: "application/x-ndjson",
    StreamFormat.AWS_EVENTSTREAM: "application/vnd.amazon.eventstream",
}


@dataclass(frozen=True, slots=True)
class BodyFlag:
    """A field of the request's body that asks for a stream where it has this value, or is true if
    the value is None; `default`: whether a body without it asks too."""

    pointer: Pointer
    value: str | None
    default: bool


@dataclass(frozen=True, slots=True)
class QueryFlag:
    """A parameter of the query that asks for a stream where it has this value."""

    parameter: str
    value: str


@dataclass(frozen=True, slots=True)
class Stream:
    """How answers are streamed, and what asks for it; when None: every answer is a stream."""

    format: StreamFormat
    when: BodyFlag | QueryFlag | None


class Security(StrEnum):
    """A way in which a client may show who it is."""

    API_KEY = "api_key"
    JWT = "jwt"


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


class Validation(StrEnum):
    """What becomes of a request whose body is not as the vendor describes it. WARN: it passes, and
    the answer says so. REJECT: 400."""

    OFF = "off"
    WARN = "warn"
    REJECT = "reject"
