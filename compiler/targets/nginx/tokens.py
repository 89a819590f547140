"""Issuers, subjects and scopes as the njs code reads them.

As everywhere, a record is a text with a field a line. The names of the tables' entries begin with a
word of their own, so that nothing that a token says leads to another entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

from compiler import ir
from compiler.targets.nginx.locations import ca_path
from compiler.targets.nginx.plan import Plan
from compiler.targets.nginx.records import record, text
from compiler.targets.nginx.special import place
from compiler.terms import EnvSecret, FileSecret

# What WebCrypto in njs 0.9.9 does not verify.
_UNSUPPORTED = (ir.Algorithm.EDDSA,)

# What encodeURIComponent() leaves as it is.
_PLAIN = "-_.!~*'()"

# Of the keys that one issuer publishes: the set that is kept, and the one that takes its place.
_KEYS_MIB = 1


@dataclass(frozen=True, slots=True)
class Tokens:
    """The directives of nginx.conf for tokens. `keys_memory`: None where no keys are fetched.
    `trusted_ca`: None where nothing is asked over TLS; `timeout` is that of a whole answer."""

    keys_memory: str | None
    trusted_ca: str | None
    asks: bool


def tokens(gateway: ir.Gateway) -> Tokens | None:
    """None: no API takes any."""
    if not gateway.issuers:
        return None
    services = [service for issuer in gateway.issuers if (service := _service(issuer)) is not None]
    tls = [service.upstream.tls for service in services]
    bundles = {ca_path(each.trusted_ca) for each in tls if each is not None}
    if len(bundles) > 1:
        raise AssertionError("an environment trusts one bundle")
    fetched = sum(isinstance(issuer.proof, ir.FetchedKeys) for issuer in gateway.issuers)
    return Tokens(
        keys_memory=f"{(fetched + 1) * _KEYS_MIB}m" if fetched else None,
        trusted_ca=next(iter(bundles), None),
        asks=bool(services),
    )


def unsupported(gateway: ir.Gateway) -> Iterator[tuple[ir.Issuer, ir.Algorithm]]:
    """Whose tokens may be signed in a way that njs cannot check."""
    for issuer in gateway.issuers:
        yield from ((issuer, each) for each in issuer.algorithms if each in _UNSUPPORTED)


def secrets(gateway: ir.Gateway) -> Iterator[EnvSecret | FileSecret]:
    """What the gateway shows to those whom it asks about tokens."""
    for issuer in gateway.issuers:
        if isinstance(issuer.proof, ir.Introspection):
            yield issuer.proof.secret


def issuers(gateway: ir.Gateway) -> Iterator[tuple[str, str]]:
    """Whose tokens are taken, and how they are known."""
    entries = [entry for issuer in gateway.issuers for entry in _issuer(issuer)]
    # What is kept of tokens is of these issuers; a reload with others must not take it over.
    yield "digest", hashlib.sha256(text(entries).encode()).hexdigest()
    yield from entries


def subjects(gateway: ir.Gateway, plan: Plan) -> Iterator[tuple[str, str]]:
    """Consumers, by the name of an issuer and what its tokens call them."""
    for consumer in gateway.consumers:
        for subject in consumer.subjects:
            caller = plan.budgets.caller(consumer, None)
            yield f"{subject.issuer} {subject.value}", caller


def scopes(plan: Plan) -> Iterator[tuple[str, str]]:
    """Of operations that ask for some, by surface, method and path."""
    for surface, name in plan.surfaces.names.items():
        for path in surface:
            for operation in path.operations:
                if operation.scopes:
                    shown = text(path.template.text)[1:-1]
                    yield f"{name} {operation.method} {shown}", " ".join(operation.scopes)


def _service(issuer: ir.Issuer) -> ir.Service | None:
    return None if isinstance(issuer.proof, ir.GivenKeys) else issuer.proof.service


def _issuer(issuer: ir.Issuer) -> Iterator[tuple[str, str]]:
    proof = issuer.proof
    head = (
        text(issuer.issuer),
        text(issuer.audiences),
        " ".join(issuer.algorithms),
        "/".join(quote(key, safe=_PLAIN) or "%" for key in issuer.claim),
        str(issuer.leeway_s),
    )
    match proof:
        case ir.GivenKeys(keys):
            yield f"issuer {issuer.name}", record("given", *head)
            yield f"keys {issuer.name}", record("", *map(_key, keys))
        case ir.FetchedKeys(service, seconds):
            yield f"issuer {issuer.name}", record("fetched", *head, str(seconds), _url(service))
        case ir.Introspection(service, client, secret, seconds):
            credential = f"{quote(client, safe=_PLAIN)}:"
            asked = (str(seconds), _url(service), credential, *place(secret))
            yield f"issuer {issuer.name}", record("asked", *head, *asked)
            yield "asked", issuer.name
            return
        case _ as unknown:
            assert_never(unknown)
    yield f"iss {issuer.issuer}", issuer.name


def _key(key: ir.TokenKey) -> str:
    """The id, what it may verify, and the JWK: words, so that none has a blank."""
    identity = "-" if key.id is None else "=" + quote(key.id, safe=_PLAIN)
    return " ".join((identity, ",".join(key.algorithms), text(dict(key.members))))


def _url(service: ir.Service) -> str:
    scheme = "http" if service.upstream.tls is None else "https"
    return f"{scheme}://{service.authority}{service.target}"
