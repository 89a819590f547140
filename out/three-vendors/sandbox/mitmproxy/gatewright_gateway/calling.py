"""A request of the gateway's own, to an issuer's service: verified, bounded, and never redirected.

It runs beside mitmproxy's layers on the one event loop, which it does not hold up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gatewright_gateway.heads import Header, ResponseHead, take_response
from gatewright_gateway.upstreams import Upstream
from gatewright_gateway.vendor_tls import context_of
from gatewright_gateway.wire import Malformed

PATIENCE = 5.0  # seconds, from the connection's begin to the answer's end
_GOODBYE = 2.0  # seconds for the end of TLS
_PIECE = 65_536


class NoAnswer(Exception):
    """The service cannot be asked, or says what is no answer. Carries no text of the peer's."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where to ask. authority: the Host header. target: path and query."""

    upstream: Upstream
    authority: bytes
    target: bytes


async def call(
    service: Service, method: bytes, headers: Sequence[Header], body: bytes, most: int
) -> bytes:
    """The body of its answer of status 200, at most so many bytes. NoAnswer: anything else."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await _call(service, method, headers, body, most)
    except (OSError, ValueError, Malformed) as error:  # TimeoutError, ssl.SSLError: OSErrors
        raise NoAnswer from error


async def _call(
    service: Service, method: bytes, headers: Sequence[Header], body: bytes, most: int
) -> bytes:
    upstream = service.upstream
    tls = None if upstream.ca is None else context_of(upstream.ca)
    reader, writer = await asyncio.open_connection(
        upstream.host,
        upstream.port,
        ssl=tls,
        server_hostname=upstream.server_name,
        ssl_shutdown_timeout=None if tls is None else _GOODBYE,
    )
    try:
        writer.write(_request(service, method, headers, body))
        buffer = bytearray()
        head = await _read_head(reader, buffer, method)
        if head.status != 200 or head.body is None:
            raise NoAnswer
        return await _read_body(reader, buffer, head, most)
    finally:
        writer.close()  # what is left of it happens beside


def _request(service: Service, method: bytes, headers: Sequence[Header], body: bytes) -> bytes:
    own = [
        (b"Host", service.authority),
        (b"Accept", b"application/json"),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
    ]
    if body:
        own.append((b"Content-Length", b"%d" % len(body)))
    lines = [b"%s %s HTTP/1.1" % (method, service.target)]
    lines += [b"%s: %s" % pair for pair in (*own, *headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def _read_head(
    reader: asyncio.StreamReader, buffer: bytearray, method: bytes
) -> ResponseHead:
    while True:
        head = take_response(buffer, method)
        if head is None:
            data = await reader.read(_PIECE)
            if not data:
                raise NoAnswer
            buffer += data
        elif head.status >= 200:
            return head


async def _read_body(
    reader: asyncio.StreamReader, buffer: bytearray, head: ResponseHead, most: int
) -> bytes:
    body, whole = head.body, b""
    while body is not None:
        whole += body.feed(buffer)
        if len(whole) > most:
            raise NoAnswer
        if body.done:
            break
        data = await reader.read(_PIECE)
        if not data:
            if not body.ends_at_close():
                raise NoAnswer
            break
        buffer += data
    return whole
