"""JSON Web Tokens (RFC 7519) as clients show them, and what makes one count. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from gatewright_gateway.signatures import TokenKey, decoded, fits

_SHAPE = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an issuer's tokens must say. name: of the issuer, among subjects. audiences: one of them
    is in `aud`; none: it is not looked at. claim: where the subject stands. leeway: seconds.
    scope_claims: names of claims."""

    name: str
    issuer: str
    audiences: frozenset[str]
    claim: tuple[str, ...]
    leeway: int
    scope_claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a token speaks of; None: it does not say. scopes: what it may be used for."""

    issuer: str
    value: str | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unproven:
    """A token that says everything it must; all that is left to look at is its signature."""

    algorithm: str
    key_id: str | None
    signed: bytes
    signature: bytes
    subject: Subject

    def proven(self, keys: Sequence[TokenKey]) -> bool:
        """Whether one of its issuer's keys signed it: the one that it names, if it names one."""
        named = (key for key in keys if self.key_id is None or key.id == self.key_id)
        return any(fits(key, self.algorithm, self.signature, self.signed) for key in named)

    def names_none_of(self, keys: Sequence[TokenKey]) -> bool:
        """Whether it names a key that is not among these."""
        return self.key_id is not None and all(key.id != self.key_id for key in keys)


def is_shaped(value: bytes) -> bool:
    """Whether this looks like a token: three parts of base64url."""
    return bool(_SHAPE.fullmatch(value))


def json_object(raw: bytes) -> dict[str, Any] | None:
    """A JSON object in UTF-8; None: it is something else."""
    try:
        found = json.loads(raw.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def claims_of(value: bytes) -> Claims | None:
    """What a token says, whoever signed it; None: nothing can be read."""
    return _part(value.split(b".")[1]) if is_shaped(value) else None


def unproven(
    value: bytes, claims: Claims, rules: Rules, algorithms: Sequence[str], now: float
) -> Unproven | None:
    """None: whatever its signature, it does not count. now: seconds of the Unix epoch."""
    first, payload, last = value.split(b".")
    header = _part(first)
    if header is None or "crit" in header or header.get("alg") not in algorithms:
        return None
    key_id = header.get("kid")
    if "kid" in header and not isinstance(key_id, str):
        return None
    if "exp" not in claims or not lasts(claims, rules.leeway, now):
        return None
    if not _has_begun(claims, rules.leeway, now) or not is_meant(claims, rules.audiences):
        return None
    try:
        signature = decoded(last.decode())
    except ValueError:
        return None
    return Unproven(
        header["alg"], key_id, first + b"." + payload, signature, subject_of(claims, rules)
    )


def lasts(claims: Claims, leeway: int, now: float) -> bool:
    """Whether its end, if it names one, is still to come."""
    if "exp" not in claims:
        return True
    end = whole(claims["exp"])
    return end is not None and now < end + leeway


def is_meant(claims: Claims, audiences: frozenset[str]) -> bool:
    """Whether one of these is whom it is for; always where there are none."""
    named = claims.get("aud")
    several = named if isinstance(named, list) else [named]
    texts = [one for one in several if isinstance(one, str)]
    return not audiences or (len(texts) == len(several) and not audiences.isdisjoint(texts))


def subject_of(claims: Claims, rules: Rules) -> Subject:
    """Whom claims speak of, and the scopes that any of the claims for them names."""
    found: Any = claims
    for step in rules.claim:
        found = found.get(step) if isinstance(found, dict) else None
    value = found if isinstance(found, str) and found else None
    scopes: set[str] = set()
    for name in rules.scope_claims:
        said = claims.get(name)
        several = said.split(" ") if isinstance(said, str) else said
        if isinstance(several, list):
            scopes.update(scope for scope in several if isinstance(scope, str))
    return Subject(rules.name, value, frozenset(scopes))


def whole(value: Any) -> float | None:
    """A whole number, however JSON writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or value.is_integer() else None


def _has_begun(claims: Claims, leeway: int, now: float) -> bool:
    if "nbf" not in claims:
        return True
    start = whole(claims["nbf"])
    return start is not None and now >= start - leeway


def _part(text: bytes) -> dict[str, Any] | None:
    try:
        return json_object(decoded(text.decode()))
    except ValueError:
        return None


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)
