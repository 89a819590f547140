"""Whose tokens a gateway takes, and how it knows them: a part of the IR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath

from compiler.diagnostics import Span
from compiler.terms import Pointer, SecretRef
from compiler.upstreams import Service, Upstream


class Algorithm(StrEnum):
    """Signatures with a public key (RFC 7518 section 3.1, RFC 8037). No other is ever taken: not
    `none`, and none with a shared secret."""

    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"
    PS256 = "PS256"
    PS384 = "PS384"
    PS512 = "PS512"
    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"
    EDDSA = "EdDSA"


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A public key of a JWK set (RFC 7517). id: its `kid`; None where it has none. algorithms: what
    it may verify, its own `alg` or all that fit it, in the order of Algorithm. members: what makes
    it, by name and base64url as written: e, kty, n or crv, kty, x, y; never a private part."""

    id: str | None
    algorithms: tuple[Algorithm, ...]
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GivenKeys:
    """The keys of a JWK set that the compiler has read; at least one."""

    keys: tuple[TokenKey, ...]


@dataclass(frozen=True, slots=True)
class FetchedKeys:
    """A JWK set that the engine fetches, keeps for `seconds` and then fetches again."""

    service: Service
    seconds: int


@dataclass(frozen=True, slots=True)
class Introspection:
    """Who is asked about each token (RFC 7662), with HTTP Basic credentials. seconds: how long an
    answer is kept, and never past the token's own end."""

    service: Service
    client: str
    secret: SecretRef
    seconds: int


_FILE = Span(PurePosixPath("gateway.yaml"))


@dataclass(frozen=True, slots=True)
class Issuer:
    """One whose tokens are taken. issuer: the `iss` of its tokens, exactly. audiences: one of them
    is in `aud`; sorted; may be empty only with Introspection. algorithms: those taken, in their
    order; empty with Introspection. claim: where a token names its subject. leeway_s: how far the
    clocks may differ, in seconds, at `exp` and `nbf`. origin: where it is named. At most one issuer
    of a gateway has Introspection."""

    name: str
    issuer: str
    audiences: tuple[str, ...]
    proof: GivenKeys | FetchedKeys | Introspection
    algorithms: tuple[Algorithm, ...]
    claim: Pointer
    leeway_s: int
    origin: Span = field(default=_FILE, compare=False, repr=False)

    @property
    def upstream(self) -> Upstream | None:
        """What an engine connects to for it; None: nothing."""
        return None if isinstance(self.proof, GivenKeys) else self.proof.service.upstream

    def reaching(self, upstreams: Mapping[Upstream, Upstream]) -> Issuer:
        """The same with another upstream in the place of its own, if it has one."""
        proof = self.proof
        if isinstance(proof, GivenKeys):
            return self
        service = replace(proof.service, upstream=upstreams[proof.service.upstream])
        return replace(self, proof=replace(proof, service=service))
