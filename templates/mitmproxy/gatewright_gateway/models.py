"""The model that a request names, where the gateway can see it without reading a body. Pure."""

from __future__ import annotations

from typing import assert_never

from gatewright_gateway.heads import RequestHead
from gatewright_gateway.query import name_of, pairs_of, value_of
from gatewright_gateway.settings import Operation, Place, Route
from gatewright_gateway.targets import Target

_MOST = 256  # bytes; a longer one is no name


def requested_model(
    operation: Operation | None,
    route: Route,
    parameters: tuple[bytes, ...],
    head: RequestHead,
    target: Target,
) -> str | None:
    """What the log says of it: a segment of the path as it was sent, the rest decoded."""
    if operation is None or operation.model is None:
        return None
    place, name = operation.model
    match place:
        case Place.PATH:
            return parameters[route.parameters.index(name)].decode("ascii")
        case Place.QUERY:
            named = (pair for pair in pairs_of(target.query) if name_of(pair) == name.encode())
            return _text(next(map(value_of, named), b""))
        case Place.HEADER:
            return _text(b"".join(head.values(name.encode())[:1]).strip(b" \t"))
        case _:
            assert_never(place)


def _text(value: bytes) -> str | None:
    try:
        return value.decode() if 0 < len(value) <= _MOST else None
    except UnicodeDecodeError:
        return None
