"""gateway.json as frozen objects; `loading` makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gatewright_gateway.issuers import Issuers
from gatewright_gateway.json_values import Node
from gatewright_gateway.subscriptions import Caller, Limits
from gatewright_gateway.telling import Telling
from gatewright_gateway.upstreams import Upstream


class PinMode(StrEnum):
    """DEFAULT: only where the client sent none. FIXED: replaces the client's. REMOVED: the client's
    does not pass."""

    DEFAULT = "default"
    FIXED = "fixed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Pin:
    """A query parameter or header that the gateway sets or keeps from passing."""

    name: str
    value: str
    mode: PinMode


@dataclass(frozen=True, slots=True)
class Credential:
    """Where the vendor's key is read from, while the gateway runs, and how it is sent: in a header,
    or in a parameter of the query where `header` is None."""

    header: bytes | None
    parameter: bytes
    prefix: bytes
    variable: str | None
    file: str | None


Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reported:
    """Where an answer has the facts that the log names: at JSON pointers, whose counts are added
    up, or in a header (lower case)."""

    body: Mapping[str, tuple[Pointer, ...]]
    headers: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Usage:
    """answer: in an answer that is one document. stream: in one of events."""

    answer: Reported
    stream: Reported


class Place(StrEnum):
    """Where a request names its model."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"


class Validation(StrEnum):
    """What becomes of a body that does not fit: WARN: it passes, and the answer says so."""

    OFF = "off"
    WARN = "warn"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Body:
    """What an operation says of its body. types: media types. shape: the number of the node that
    JSON bodies are checked by; None where it takes none."""

    required: bool
    types: tuple[str, ...]
    shape: int | None


@dataclass(frozen=True, slots=True)
class BodyRules:
    """What bodies are checked by, and how a complaint is said; header: of an answer that warns."""

    nodes: tuple[Node, ...] = field(repr=False)
    max_depth: int
    place_bytes: int
    texts: Mapping[str, str]
    message: tuple[str, str]
    header: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """limit: the largest request body, bytes. model: where the request names it, and as what.
    websocket: may be upgraded. body: None where nothing is known of it, or nothing asked. scopes: a
    token must have all of them."""

    id: str
    method: str
    limit: int
    model: tuple[Place, str] | None
    usage: Usage | None
    websocket: bool
    body: Body | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Route:
    """A path of an API. pattern: None where the path is literal. allow: its methods, sorted."""

    template: str
    parameters: tuple[str, ...]
    pattern: re.Pattern[bytes] | None
    operations: Mapping[str, Operation]
    allow: str


@dataclass(frozen=True, slots=True)
class Api:
    """An API with its endpoint. Times in seconds. refused: the code that answers every operation;
    None: they are served. added: on every answer; removed: the vendor's, those names among them.
    keyed, tokened: whether a key, a token shows who one is; neither: nobody is asked. key_headers:
    where clients may show their key, in order; none of them passes. validation: of bodies. plans:
    whose consumers may call; empty: any consumer's. limits: of all its callers."""

    id: str
    name: str
    version: str
    base: bytes
    vendor: str
    upstream: Upstream
    authority: bytes
    base_path: bytes
    credential: Credential | None
    query: tuple[Pin, ...]
    headers: tuple[Pin, ...]
    keyed: bool
    tokened: bool
    key_headers: tuple[bytes, ...]
    connect: float
    idle: float
    refused: str | None
    plans: frozenset[str]
    limits: Limits
    validation: Validation
    removed: frozenset[bytes]
    added: tuple[tuple[bytes, bytes], ...]
    literal: Mapping[bytes, Route]
    patterns: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """The rows and lists that all engines share. of_requests, of_tokens: headers that tell a limit:
    its amount, what is left, and seconds until its window ends."""

    errors: Mapping[str, tuple[int, bytes]]
    key_headers: tuple[bytes, ...]
    removed_request: frozenset[bytes]
    removed_request_prefixes: tuple[bytes, ...]
    removed_response: frozenset[bytes]
    removed_response_prefixes: tuple[bytes, ...]
    vendor_ids: tuple[bytes, ...]
    stream_types: frozenset[str]
    authenticate: bytes
    max_age: int
    exposed: bytes
    log_names: tuple[str, ...]
    of_requests: tuple[bytes, ...]
    of_tokens: tuple[bytes, ...]
    max_target: int
    max_header: int
    request_id: re.Pattern[bytes]
    health_path: bytes
    health_body: bytes
    left_status: int


@dataclass(frozen=True, slots=True)
class Settings:
    """One environment. callers: SHA-256 digest (hex) of a key -> who it is. subjects: an issuer's
    name and what its tokens call a consumer -> who it is. vendors: (scheme,
    host, port) of a vendor's own URL -> the APIs in front of it, by base. hidden_headers,
    hidden_parameters: where some API's clients show a key, or what looks like one; a request that
    is refused is recorded without them. bodies: None where no API validates them. telling: None
    where nothing is counted for metrics."""

    environment: str
    address: str
    port: int
    origins: frozenset[bytes]
    apis: Mapping[bytes, Api]
    vendors: Mapping[tuple[str, str, int], tuple[Api, ...]]
    callers: Mapping[str, Caller]
    subjects: Mapping[tuple[str, str | None], Caller]
    issuers: Issuers | None
    hidden_headers: frozenset[bytes]
    hidden_parameters: frozenset[bytes]
    bodies: BodyRules | None
    telling: Telling | None
    contract: Contract = field(repr=False)
