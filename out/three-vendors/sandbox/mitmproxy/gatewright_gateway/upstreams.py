"""Addresses that the gateway connects to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Upstream:
    """An address and its TLS settings. name: unique; connections are never shared between two.
    ca: the bundle to trust; None for plain HTTP. server_name: SNI and the certificate's name."""

    name: str
    host: str
    port: int
    server_name: str | None
    ca: Path | None
