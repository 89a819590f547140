"""The client's key, known by its digest, and the vendor's, read for each request and never kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from gatewright_gateway.heads import Header, values
from gatewright_gateway.named_secret import read_secret
from gatewright_gateway.settings import Credential
from gatewright_gateway.subscriptions import Caller

_BEARER = re.compile(rb"bearer[ \t]+(.*)", re.IGNORECASE)


def client_key(headers: Sequence[Header], names: Sequence[bytes]) -> bytes | None:
    """The one key that the client shows in `names`; None: none, or two that differ, or two lines
    of Authorization, of which there is one (RFC 9110 section 11.6.2)."""
    shown: set[bytes] = set()
    if len(values(headers, b"authorization")) > 1:
        return None
    for name in names:
        for value in values(headers, name):
            if name == b"authorization":
                found = _BEARER.fullmatch(value)
                value = found[1] if found else b""
            shown.add(value.strip(b" \t"))
    shown.discard(b"")
    return shown.pop() if len(shown) == 1 else None


def bearer(headers: Sequence[Header]) -> tuple[bytes, ...]:
    """What Authorization shows as a bearer's: nothing, or one value; the lines where there are
    several, of which none counts."""
    lines = values(headers, b"authorization")
    if len(lines) > 1:
        return tuple(lines)
    found = (_BEARER.fullmatch(value) for value in lines)
    return tuple(value for each in found if each and (value := each[1].strip(b" \t")))


def consumer_of(key: bytes | None, callers: Mapping[str, Caller], now: float) -> Caller | None:
    """Who has this key; None: nobody, or it has expired. now: in seconds of the Unix epoch."""
    found = None if key is None else callers.get(hashlib.sha256(key).hexdigest())
    if found is None or (found.expires is not None and now >= found.expires):
        return None
    return found


def is_key(value: bytes, callers: Mapping[str, Caller]) -> bool:
    """Whether this is somebody's key, expired or not: nobody else is to see it."""
    return hashlib.sha256(value).hexdigest() in callers


def vendor_key(credential: Credential) -> bytes | None:
    """The vendor's key as it is now; None where it is missing, empty or cannot be sent."""
    return read_secret(credential)
