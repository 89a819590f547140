"""The client's key, known by its digest, and the vendor's, read for each request and never kept."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence

from gatewright_gateway.heads import Header, values
from gatewright_gateway.settings import Credential
from gatewright_gateway.subscriptions import Caller

_BEARER = re.compile(rb"bearer[ \t]+(.*)", re.IGNORECASE)
_KEY = re.compile(rb"[\x21-\x7e]+")
_MAX_KEY = 4096


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


def consumer_of(key: bytes | None, callers: Mapping[str, Caller], now: float) -> Caller | None:
    """Who has this key; None: nobody, or it has expired. now: in seconds of the Unix epoch."""
    found = None if key is None else callers.get(hashlib.sha256(key).hexdigest())
    if found is None or (found.expires is not None and now >= found.expires):
        return None
    return found


def vendor_key(credential: Credential) -> bytes | None:
    """The vendor's key as it is now; None where it is missing, empty or cannot be sent."""
    raw = _read(credential)
    if raw.endswith(b"\n"):
        raw = raw[:-2] if raw.endswith(b"\r\n") else raw[:-1]
    return raw if len(raw) <= _MAX_KEY and _KEY.fullmatch(raw) else None


def _read(credential: Credential) -> bytes:
    if credential.variable is not None:
        return os.fsencode(os.environ.get(credential.variable, ""))
    try:
        with open(credential.file or "", "rb") as file:
            return file.read(_MAX_KEY + 3)  # a longer file shows itself by its third byte too many
    except OSError:
        return b""
