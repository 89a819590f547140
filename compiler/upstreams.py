"""Whom an engine connects to, and whom it trusts: a part of the IR."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from compiler.diagnostics import Span


@dataclass(frozen=True, slots=True)
class SystemCa:
    """A CA bundle on the engine's machine (absolute path)."""

    path: str


@dataclass(frozen=True, slots=True)
class ProjectCa:
    """A CA bundle of the project, copied into the artifacts under `name` (a plain file name)."""

    name: str
    content: bytes = field(repr=False)


CaBundle = SystemCa | ProjectCa


@dataclass(frozen=True, slots=True)
class UpstreamTls:
    """Verified TLS to a vendor: SNI and certificate name, and whom to trust."""

    server_name: str
    trusted_ca: CaBundle


@dataclass(frozen=True, slots=True)
class Upstream:
    """One address that connections are made to and kept alive for. Never shared between different
    TLS settings (section 3.7). `name` is unique in the gateway and made of [a-z0-9_]."""

    name: str
    host: str
    port: int
    tls: UpstreamTls | None
    host_is_address: bool
    origin: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Service:
    """Something on HTTP that the engine itself calls. authority: the Host header. target: path and
    query."""

    upstream: Upstream
    authority: str
    target: str


def named(upstreams: Iterable[Upstream]) -> dict[Upstream, Upstream]:
    """Upstreams without a name -> the same with one."""
    found: dict[Upstream, Upstream] = {}
    names: set[str] = set()
    for upstream in sorted(upstreams, key=lambda up: (up.host, up.port, up.tls is not None)):
        plain = re.sub("[^a-z0-9]+", "_", upstream.host.lower()).strip("_")
        name = stem = f"u_{plain}_{upstream.port}"
        count = 1
        while name in names:  # a.b-c and a-b.c, or one address with and without TLS
            count += 1
            name = f"{stem}_{count}"
        names.add(name)
        found[upstream] = replace(upstream, name=name)
    return found
