"""Which headers pass, both ways, and which ones the gateway sets. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from gatewright_gateway.heads import Header, RequestHead, ResponseHead, is_token, tokens, values
from gatewright_gateway.pins import pin_headers
from gatewright_gateway.settings import Api, Contract, Settings

_FRAMING = (b"content-length", b"transfer-encoding")
# Both ways (RFC 6455 section 4); any other upgrade is one of the hop.
UPGRADE: tuple[Header, ...] = ((b"Connection", b"Upgrade"), (b"Upgrade", b"websocket"))
_SHORTEST_KEY = 8
_ENCODED = 4  # times at most: an address in the query of an address in a query is encoded twice
_SUBPROTOCOLS = b"sec-websocket-protocol"
# Browsers cannot set headers of a WebSocket, so that clients put their key into the name of a
# subprotocol, after a dot.
_KEY_IN_SUBPROTOCOL = re.compile(rb"\..{20}")


def request_id(head: RequestHead, contract: Contract) -> bytes:
    """The client's id if it is a plain one, else a fresh one."""
    given = head.values(b"x-request-id")
    if len(given) == 1 and contract.request_id.fullmatch(given[0]):
        return given[0]
    return fresh_id()


def fresh_id() -> bytes:
    """A request id of the gateway: 128 random bits in hex."""
    return secrets.token_hex(16).encode()


def shown(head: RequestHead, contract: Contract) -> list[Header]:
    """What of a request may be recorded and sent on: no credential, nothing of one hop or of the
    request's way. Framing is set by whoever sends."""
    removed = {*contract.removed_request, *_FRAMING, *tokens(head.headers, b"connection")}
    kept = _without(head.headers, removed, contract.removed_request_prefixes)
    if not head.values(_SUBPROTOCOLS):
        return kept
    cleaned = [(name, _without_keys(name, value)) for name, value in kept]
    return [(name, value) for name, value in cleaned if value or name.lower() != _SUBPROTOCOLS]


def recorded(head: RequestHead, settings: Settings) -> list[Header]:
    """What of a refused request may be recorded, whichever API it meant."""
    return _without(shown(head, settings.contract), settings.hidden_headers, ())


def _without_keys(name: bytes, value: bytes) -> bytes:
    if name.lower() != _SUBPROTOCOLS:
        return value
    offered = [protocol.strip(b" \t") for protocol in value.split(b",")]
    kept = (name for name in offered if name and not _KEY_IN_SUBPROTOCOL.search(name))
    return b", ".join(kept)


def to_vendor(
    head: RequestHead, api: Api, id: bytes, contract: Contract, *, websocket: bool
) -> list[Header]:
    """The headers for the vendor, all but its credential."""
    removed = {*api.key_headers}
    if api.credential is not None and api.credential.header is not None:
        removed.add(api.credential.header.lower())
    kept = _without(shown(head, contract), removed, ())
    headers = [(b"Host", api.authority), *pin_headers(kept, api.headers)]
    headers += [(b"Accept-Encoding", b"identity"), (b"X-Request-Id", id)]
    if websocket:
        headers += UPGRADE
    if head.length is None:
        headers.append((b"Transfer-Encoding", b"chunked"))
    elif head.values(b"content-length"):
        headers.append((b"Content-Length", b"%d" % head.length))
    return headers


def telling(key: bytes, pair: bytes) -> bytes:
    """What gives a key in the query away. A short one would be found everywhere: it is one only
    behind its name."""
    return key if len(key) >= _SHORTEST_KEY else unquote_to_bytes(pair)


def concealed(head: ResponseHead, hidden: bytes | None) -> ResponseHead:
    """An answer without the headers that repeat the key in the query, however it is encoded: a
    redirect, say."""
    if hidden is None:
        return head
    names = {name.lower() for name, value in head.headers if _tells(value, hidden)} - set(_FRAMING)
    reason = b"" if _tells(head.reason, hidden) else head.reason
    return replace(head, reason=reason, headers=tuple(_without(head.headers, names, ())))


def _tells(value: bytes, hidden: bytes) -> bool:
    """Whether this stands in a value, however it is percent-encoded, and encoded once more."""
    for _ in range(_ENCODED):
        if hidden in value:
            return True
        value = unquote_to_bytes(value)
    return hidden in value


def from_vendor(
    headers: Sequence[Header], status: int, removed: Collection[bytes], contract: Contract
) -> list[Header]:
    """A vendor's headers for the client; framing but Content-Length is set by whoever sends."""
    named = tokens(headers, b"connection")
    names = {*contract.removed_response, *removed, *named, b"transfer-encoding"} - {
        b"content-length"
    }
    if status == 204:
        names.add(b"content-length")  # RFC 9110 section 8.6
    return _without(headers, names, contract.removed_response_prefixes)


def decorate(
    headers: list[Header], request: RequestHead | None, id: bytes, settings: Settings
) -> list[Header]:
    """What every answer carries, whoever made it: section 5, and the id of section 3.6."""
    result = [*headers, (b"X-Content-Type-Options", b"nosniff"), (b"X-Request-Id", id)]
    if request is None or not settings.origins:
        return result
    if b"origin" not in tokens(headers, b"vary"):
        result.append((b"Vary", b"Origin"))
    origins = request.values(b"origin")
    if len(origins) == 1 and origins[0] in settings.origins:
        result.append((b"Access-Control-Allow-Origin", origins[0]))
        result.append((b"Access-Control-Expose-Headers", settings.contract.exposed))
    return result


def preflight(request: RequestHead, allow: str, contract: Contract) -> list[Header]:
    """The answer to a preflight whose origin and method are known to be allowed."""
    asked = b",".join(values(request.headers, b"access-control-request-headers")).split(b",")
    names = [name for member in asked if is_token(name := member.strip(b" \t"))]
    headers = [(b"Access-Control-Allow-Methods", allow.encode())]
    if names:
        headers.append((b"Access-Control-Allow-Headers", b", ".join(names)))
    return [*headers, (b"Access-Control-Max-Age", b"%d" % contract.max_age)]


def _without(
    headers: Sequence[Header], names: Collection[bytes], prefixes: tuple[bytes, ...]
) -> list[Header]:
    return [
        (name, value)
        for name, value in headers
        if name.lower() not in names and not name.lower().startswith(prefixes)
    ]
