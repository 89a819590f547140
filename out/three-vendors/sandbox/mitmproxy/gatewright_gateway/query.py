"""The query of a request as pairs, each byte of which stays as the client wrote it. Pure."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, unquote_to_bytes


def pairs_of(query: bytes | None) -> list[bytes]:
    """What stands between the "&"; none where the query is empty."""
    return query.split(b"&") if query else []


def joined(pairs: list[bytes]) -> bytes | None:
    """The query of these pairs; None where there are none."""
    return b"&".join(pairs) if pairs else None


def name_of(pair: bytes) -> bytes:
    """The part before the first "=", decoded."""
    return _decoded(pair.partition(b"=")[0])


def value_of(pair: bytes) -> bytes:
    """The part after the first "=", decoded."""
    return _decoded(pair.partition(b"=")[2])


def pair_of(name: str | bytes, value: str | bytes) -> bytes:
    """A pair with everything percent-encoded that RFC 3986 does not call unreserved."""
    return f"{quote(name, safe='')}={quote(value, safe='')}".encode()


def without(query: bytes | None, names: Collection[bytes]) -> bytes | None:
    """The query without the pairs of these names; the very same where it has none of them."""
    pairs = pairs_of(query)
    kept = [pair for pair in pairs if name_of(pair) not in names]
    return query if len(kept) == len(pairs) else joined(kept)


def _decoded(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))
