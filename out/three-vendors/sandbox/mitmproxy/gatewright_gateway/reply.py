"""The head of an answer as bytes for a client. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from gatewright_gateway import headers
from gatewright_gateway.heads import Header, RequestHead, expects_continue, tokens
from gatewright_gateway.settings import Settings

_DRAINED = 64 * 1024  # a refused body up to this size is read, so that the connection lives on


@dataclass(frozen=True, slots=True)
class Reply:
    """chunked: how the body must be sent. keep: whether the connection lives on after it."""

    head: bytes
    chunked: bool
    keep: bool


def render(
    status: int,
    reason: bytes,
    kept: Sequence[Header],
    framed: bool,
    request: RequestHead | None,
    id: bytes,
    settings: Settings,
    keep: bool,
) -> Reply:
    """kept: the answer's own headers. framed: its end needs no chunks. keep: the client's
    connection could live on, as far as the request goes."""
    result = headers.decorate(list(kept), request, id, settings)
    minor = 1 if request is None else request.minor
    chunked = not framed and minor == 1
    upgraded = status == 101  # its own headers say what becomes of the connection
    lives = request is not None and persists(request) and (framed or chunked)
    keep = keep and lives and not upgraded
    if chunked:
        result.append((b"Transfer-Encoding", b"chunked"))
    if not keep and not upgraded:
        result.append((b"Connection", b"close"))
    elif minor == 0:
        result.append((b"Connection", b"keep-alive"))
    line = b"HTTP/1.1 %d %s" % (status, reason or _phrase(status))
    lines = [line, *(b"%s: %s" % pair for pair in result)]
    return Reply(b"\r\n".join(lines) + b"\r\n\r\n", chunked, keep)


def may_drain(request: RequestHead | None, *, told: bool) -> bool:
    """Whether the rest of a refused request can be read and dropped to keep the connection.
    told: the client has been told to send it."""
    if request is None or request.length is None or request.length > _DRAINED:
        return False
    return told or not expects_continue(request)


def persists(request: RequestHead) -> bool:
    """Whether the client wants its connection to live on (RFC 9112 section 9.3)."""
    named = tokens(request.headers, b"connection")
    return b"close" not in named and (request.minor == 1 or b"keep-alive" in named)


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""
