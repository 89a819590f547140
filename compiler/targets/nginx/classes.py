"""Settings classes: nginx's locations stand for combinations of settings, not for APIs.

A location costs memory and start-up time; thousands of APIs share a handful of combinations. A
`Transport` comes from an API, a `Body` from an operation; the location of a request is both.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from compiler import ir
from compiler.terms import QueryCredential


@dataclass(frozen=True, slots=True)
class Transport:
    """How a vendor is reached. `trusted_ca`: None for plain HTTP. `hidden`: lower-case names of
    answer headers that the vendor description removes or the API sets. `secret_target`: the target
    of its requests has the vendor's key in it."""

    connect_ms: int
    idle_ms: int
    trusted_ca: ir.CaBundle | None
    hidden: tuple[str, ...]
    secret_target: bool


@dataclass(frozen=True, slots=True)
class Body:
    """How a request's body is taken, whether its answer says what was used, and whether it can
    become a WebSocket."""

    limit: int
    upload: bool
    usage: bool
    websocket: bool = False


_Setting = TypeVar("_Setting", bound=Hashable)


@dataclass(slots=True)
class Numbered(Generic[_Setting]):
    """Names for settings, in the order in which they are first met."""

    prefix: str
    names: dict[_Setting, str] = field(default_factory=dict)

    def name(self, setting: _Setting) -> str:
        return self.names.setdefault(setting, f"{self.prefix}{len(self.names)}")


def transport(api: ir.Api) -> Transport:
    """The settings of an API's connections to its vendor."""
    tls = api.endpoint.upstream.tls
    return Transport(
        connect_ms=api.timeouts.connect_ms,
        idle_ms=api.timeouts.idle_ms,
        trusted_ca=tls.trusted_ca if tls else None,
        hidden=tuple(sorted({*api.removed_response_headers, *_added_names(api)})),
        secret_target=isinstance(api.endpoint.credential, QueryCredential),
    )


def _added_names(api: ir.Api) -> Iterator[str]:
    return (name.lower() for name, _ in api.added_response_headers)


def body(operation: ir.Operation) -> Body:
    """The settings of an operation's request and answer bodies."""
    return Body(
        limit=operation.limit,
        upload=operation.upload,
        usage=operation.usage is not None,
        websocket=operation.websocket,
    )
