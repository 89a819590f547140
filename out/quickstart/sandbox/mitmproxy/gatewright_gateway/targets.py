"""The form of a request target: what no parser accepts, and what is merely not normal. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from gatewright_gateway.query import without
from gatewright_gateway.wire import Malformed

_VISIBLE = re.compile(rb"[\x21-\x7e]+")
# RFC 3986 section 3.2 without user information, which RFC 9110 section 4.2.4 calls an error.
_AUTHORITY = rb"(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=-]+)(?::[0-9]{1,5})?"
_ABSOLUTE = re.compile(rb"(https?)://(%s)([/?].*)?" % _AUTHORITY, re.IGNORECASE)
_BROKEN = re.compile(rb"\\|%00|%(?![0-9A-Fa-f]{2})")
_ENCODED = re.compile(rb"%(?:2[fF]|5[cC]|[01][0-9A-Fa-f]|7[fF])")
_DOT = re.compile(rb"%2[eE]")
# All of it that could be a password: one may have a slash in it, a question mark or an "@".
_USER_INFORMATION = re.compile(rb"\A((?:[^/?#]*//)?).*@")


@dataclass(frozen=True, slots=True)
class Target:
    """A target in its parts, as the client wrote them.

    authority: None in origin form. query: what follows the first "?"; None without one. normal: a
    path that some operation could have.
    """

    scheme: bytes | None
    authority: bytes | None
    path: bytes
    query: bytes | None
    normal: bool


def read(raw: bytes) -> Target:
    """Malformed: a target that no parser accepts (400); one that is not normal is just 404."""
    if not _VISIBLE.fullmatch(raw) or b"#" in raw:
        raise Malformed
    scheme, authority, rest = None, None, raw
    if not raw.startswith(b"/"):
        found = _ABSOLUTE.fullmatch(raw)
        if not found:
            raise Malformed
        scheme, authority, rest = found[1].lower(), found[2], found[3] or b""
        if not rest.startswith(b"/"):
            rest = b"/" + rest
    path, mark, query = rest.partition(b"?")
    if _BROKEN.search(path):
        raise Malformed
    segments = [_DOT.sub(b".", segment) for segment in path.split(b"/")[1:]]
    _refuse_climbing(segments)
    dotted = b"." in segments or b".." in segments
    normal = b"//" not in path and not dotted and not _ENCODED.search(path)
    return Target(scheme, authority, path, query if mark else None, normal)


def shown(raw: bytes, hidden: Collection[bytes]) -> bytes:
    """What of a target, of whatever form, may be recorded: no user information, and no pair of the
    query that has one of the hidden names."""
    path, mark, query = raw.partition(b"?")
    kept = without(query, hidden)
    raw = path + (mark + kept if mark and kept is not None else b"")
    if raw.startswith(b"/") or _ABSOLUTE.fullmatch(raw):
        return raw
    return _USER_INFORMATION.sub(rb"\1", raw)


def _refuse_climbing(segments: list[bytes]) -> None:
    depth = 0
    for segment in segments:
        if segment == b"..":
            depth -= 1
        elif segment != b".":
            depth += 1
        if depth < 0:
            raise Malformed
