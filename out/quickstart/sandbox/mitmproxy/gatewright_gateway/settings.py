"""gateway.json as frozen objects. Anything missing or of another format stops the start."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Pin:
    """fixed: replaces the client's; else only where the client sent none."""

    name: str
    value: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Credential:
    """Where the vendor's key is read from, while the gateway runs, and how it is sent."""

    header: bytes
    prefix: bytes
    variable: str | None
    file: str | None


@dataclass(frozen=True, slots=True)
class Upstream:
    """An address and its TLS settings. name: unique; connections are never shared between two.
    ca: the bundle to trust; None for plain HTTP. server_name: SNI and the certificate's name."""

    name: str
    host: str
    port: int
    server_name: str | None
    ca: Path | None


Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Fact (a log name) -> JSON pointers; in a JSON answer, and in a stream's events."""

    answer: Mapping[Pointer, str]
    stream: Mapping[Pointer, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """limit: the largest request body, bytes."""

    id: str
    method: str
    limit: int
    model_parameter: str | None
    usage: Usage | None


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
    None: they are served. added: on every answer; removed: the vendor's, those names among them."""

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
    connect: float
    idle: float
    refused: str | None
    removed: frozenset[bytes]
    added: tuple[tuple[bytes, bytes], ...]
    literal: Mapping[bytes, Route]
    patterns: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """The rows and lists that all engines share."""

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
    max_target: int
    max_header: int
    request_id: re.Pattern[bytes]
    health_path: bytes
    health_body: bytes
    left_status: int


@dataclass(frozen=True, slots=True)
class Settings:
    """One environment. consumers: SHA-256 digest (hex) of a key -> who it is. vendors: (scheme,
    host, port) of a vendor's own URL -> the APIs in front of it, by base."""

    environment: str
    address: str
    port: int
    origins: frozenset[bytes]
    apis: Mapping[bytes, Api]
    vendors: Mapping[tuple[str, str, int], tuple[Api, ...]]
    consumers: Mapping[str, str]
    contract: Contract = field(repr=False)


def stamp(folder: Path) -> tuple[int, int, int]:
    """Another value for another gateway.json. OSError: there is none."""
    found = (folder / "gateway.json").stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def load(folder: Path) -> Settings:
    """Reads `folder`/gateway.json. ValueError, KeyError, TypeError, OSError: not usable."""
    data = json.loads((folder / "gateway.json").read_bytes())
    if data["format"] != FORMAT:
        raise ValueError(f"gateway.json has format {data['format']!r}, this code reads {FORMAT}")
    upstreams = {item["name"]: _upstream(item, folder) for item in data["upstreams"]}
    apis = [_api(item, upstreams, data["usages"]) for item in data["apis"]]
    vendors: dict[tuple[str, str, int], list[Api]] = {}
    for api in apis:
        vendors.setdefault(_vendor_url(api.upstream), []).append(api)
    return Settings(
        environment=data["environment"],
        address=data["listen"]["address"],
        port=data["listen"]["port"],
        origins=frozenset(origin.encode() for origin in data["origins"]),
        apis={api.base: api for api in apis},
        vendors={url: tuple(found) for url, found in vendors.items()},
        consumers={digest: who["name"] for who in data["consumers"] for digest in who["digests"]},
        contract=_contract(data["contract"]),
    )


def _vendor_url(upstream: Upstream) -> tuple[str, str, int]:
    scheme = "http" if upstream.ca is None else "https"
    return scheme, upstream.host.lower(), upstream.port


def _upstream(item: Mapping[str, Any], folder: Path) -> Upstream:
    tls = item["tls"]
    ca = None if tls is None else folder / tls["ca"]  # an absolute path stays what it is
    name = None if tls is None else tls["server_name"]
    return Upstream(item["name"], item["host"], item["port"], name, ca)


def _api(item: Mapping[str, Any], upstreams: Mapping[str, Upstream], usages: list[Any]) -> Api:
    routes = [_route(path, usages) for path in item["paths"]]
    endpoint = item["endpoint"]
    added = [(name.encode(), value.encode()) for name, value in item["added_response_headers"]]
    removed = [name.encode() for name in item["removed_response_headers"]]
    return Api(
        name=item["name"],
        version=item["version"],
        base=item["base"].encode(),
        vendor=item["vendor"],
        upstream=upstreams[endpoint["upstream"]],
        authority=endpoint["authority"].encode(),
        base_path=endpoint["base_path"].encode(),
        credential=_credential(endpoint["credential"]),
        query=tuple(_pin(pin) for pin in endpoint["query"]),
        headers=tuple(_pin(pin) for pin in endpoint["headers"]),
        keyed=_keyed(item["security"]),
        connect=item["connect_ms"] / 1000,
        idle=item["idle_ms"] / 1000,
        refused=item["refused"],
        removed=frozenset((*removed, *(name.lower() for name, _ in added))),
        added=tuple(added),
        literal={r.template.encode(): r for r in routes if r.pattern is None},
        patterns=tuple(r for r in routes if r.pattern is not None),
    )


def _keyed(security: list[str]) -> bool:
    """A way of showing who one is that this code does not know must not leave the API open."""
    if security not in ([], ["api_key"]):
        raise ValueError("unknown security")
    return bool(security)


def _credential(item: Mapping[str, Any] | None) -> Credential | None:
    if item is None:
        return None
    header, prefix = item["header"].encode(), item["prefix"].encode()
    return Credential(header, prefix, item.get("env"), item.get("file"))


def _pin(item: Mapping[str, Any]) -> Pin:
    return Pin(item["name"], item["value"], {"fixed": True, "default": False}[item["mode"]])


def _route(item: Mapping[str, Any], usages: list[Any]) -> Route:
    parts = item["parts"]
    names = tuple(part["parameter"] for part in parts if not isinstance(part, str))
    text = "".join(p if isinstance(p, str) else "{" + p["parameter"] + "}" for p in parts)
    expression = b"".join(
        re.escape(part.encode()) if isinstance(part, str) else rb"([^/]+)" for part in parts
    )
    operations = {o["method"]: _operation(o, usages) for o in item["operations"]}
    pattern = re.compile(expression) if names else None
    return Route(text, names, pattern, operations, ", ".join(sorted(operations)))


def _operation(item: Mapping[str, Any], usages: list[Any]) -> Operation:
    usage = None if item["usage"] is None else usages[item["usage"]]
    return Operation(
        item["id"],
        item["method"],
        item["limit"],
        item["model_parameter"],
        None if usage is None else Usage(_facts(usage["answer"]), _facts(usage["stream"])),
    )


def _facts(reported: Mapping[str, list[str]]) -> Mapping[Pointer, str]:
    return {tuple(pointer): name for name, pointer in reported.items()}


def _contract(data: Mapping[str, Any]) -> Contract:
    def names(key: str) -> tuple[bytes, ...]:
        return tuple(name.encode() for name in data[key])

    return Contract(
        errors={c: (row["status"], row["body"].encode()) for c, row in data["errors"].items()},
        key_headers=names("key_headers"),
        removed_request=frozenset((*names("removed_request_headers"), *names("hop_headers"))),
        removed_request_prefixes=names("removed_request_header_prefixes"),
        removed_response=frozenset((*names("removed_response_headers"), *names("hop_headers"))),
        removed_response_prefixes=names("removed_response_header_prefixes"),
        vendor_ids=names("vendor_request_id_headers"),
        stream_types=frozenset(data["stream_content_types"]),
        authenticate=data["www_authenticate"].encode(),
        max_age=data["cors_max_age_seconds"],
        exposed=b", ".join(names("cors_exposed_headers")),
        log_names=tuple(data["log_names"]),
        max_target=data["max_target_bytes"],
        max_header=data["max_header_bytes"],
        request_id=re.compile(data["request_id_pattern"].encode()),
        health_path=data["health_path"].encode(),
        health_body=data["health_body"].encode(),
        left_status=data["client_left_status"],
    )
