"""What the Lua code must know of issuers and of whom their tokens speak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from urllib.parse import quote_plus

from compiler import contract, ir
from compiler.targets.envoy import key_sets
from compiler.targets.envoy.clusters import service_cluster
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import Json
from compiler.terms import EnvSecret, FileSecret, SecretRef

# Of a prefix that is removed from what clients send, and that does not leave the gateway.
HANDED_ON = "x-gatewright-token"
HANDED_ON_AGAIN = "x-gatewright-token-again"

HEADER = "-- Issuers whose tokens are taken, and what a token must be like.\n"

# About so many tokens an issuer is asked at once: each takes a connection, and clients choose them.
QUESTIONS = 400

# Bytes of a signature, the least and the most (RFC 7518 section 3.4, RFC 8032 section 5.1.6); of
# RSA's, those of a modulus of 2048 bits and of more than any key has.
_RSA = (256, 2048)
_SIGNATURES = {"ES256": (64, 64), "ES384": (96, 96), "ES512": (132, 132), "EdDSA": (64, 64)}


def settings(gateway: ir.Gateway) -> Json:
    """What the deciding Lua code knows; empty where no token is taken."""
    if not gateway.issuers:
        return {}
    lacking = contract.REFUSAL_BY_CODE["not_subscribed"].told(contract.MISSING_SCOPE_MESSAGE)
    data: Json = {
        "invalid": contract.AUTHENTICATE_INVALID,
        "scope": contract.AUTHENTICATE_SCOPE,
        "scope_body": lacking,
        "max_bytes": contract.MAX_TOKEN_BYTES,
        "key_prefix": contract.KEY_PREFIX,
        "max_answer_bytes": contract.MAX_ISSUER_ANSWER_BYTES,
        "scope_claims": list(contract.SCOPE_CLAIMS),
    }
    ages = [_age(issuer) for issuer in gateway.issuers]
    if any(ages):
        data["ages"] = ages
    for number, issuer in enumerate(gateway.issuers, 1):
        if isinstance(issuer.proof, ir.Introspection):
            data["introspection"] = {**_rules(number, issuer), **_asked(issuer.proof)}
    return {"tokens": data}


def issuers_file(gateway: ir.Gateway) -> tuple[str, bytes]:
    """What the reading Lua code knows."""
    data = {
        "header": HANDED_ON,
        "again": HANDED_ON_AGAIN,
        "max_bytes": contract.MAX_TOKEN_BYTES,
        "scope_claims": list(contract.SCOPE_CLAIMS),
        "by_text": dict(_readable(gateway)),
        **_sought(gateway),
    }
    return "issuers.lua", f"{HEADER}return {lua_literal(data)}\n".encode()


def _sought(gateway: ir.Gateway) -> Json:
    """sought: by the numbers of issuers whose keys are fetched, the number of the set that is
    fetched again. between: milliseconds from one search to the next."""
    found = {
        str(number): key_sets.sought_slot(issuer.proof, issuer.name)
        for number, issuer in enumerate(gateway.issuers, 1)
        if isinstance(issuer.proof, ir.FetchedKeys)
    }
    return {"sought": found, "between": key_sets.BETWEEN_S * 1000} if found else {}


def clusters(gateway: ir.Gateway) -> Iterator[Json]:
    """Where tokens are asked about."""
    for issuer in gateway.issuers:
        if isinstance(issuer.proof, ir.Introspection):
            yield _cluster(issuer.proof.service)


def _age(issuer: ir.Issuer) -> Json:
    return key_sets.age(issuer.proof) if isinstance(issuer.proof, ir.FetchedKeys) else {}


def _cluster(service: ir.Service) -> Json:
    return service_cluster("issuer", service.upstream, key_sets.PATIENCE_MS, most=QUESTIONS)


def _readable(gateway: ir.Gateway) -> Iterator[tuple[str, Json]]:
    """The issuers with keys, by their texts. ids: of their keys, where they are known."""
    for number, issuer in enumerate(gateway.issuers, 1):
        if isinstance(issuer.proof, ir.Introspection):
            continue
        data = _rules(number, issuer)
        data["algorithms"] = {
            algorithm.value: dict(zip(("least", "most"), _bytes(algorithm), strict=True))
            for algorithm in issuer.algorithms
        }
        if isinstance(issuer.proof, ir.GivenKeys):
            ids = [key.id for key in issuer.proof.keys if key.id is not None]
            data["ids"] = dict.fromkeys(ids, True)
        yield issuer.issuer, data


def _rules(number: int, issuer: ir.Issuer) -> Json:
    """number: of the issuer, in the metadata and among the subjects."""
    data: Json = {
        "number": number,
        "issuer": issuer.issuer,
        "claim": list(issuer.claim),
        "leeway": issuer.leeway_s,
    }
    if issuer.audiences:
        data["audiences"] = dict.fromkeys(issuer.audiences, True)
    return data


def _bytes(algorithm: ir.Algorithm) -> tuple[int, int]:
    return _SIGNATURES.get(algorithm.value, _RSA)


def _asked(proof: ir.Introspection) -> Json:
    """client: as it stands in the credentials (RFC 6749 section 2.3.1)."""
    return {
        "cluster": _cluster(proof.service)["name"],
        "authority": proof.service.authority,
        "target": proof.service.target,
        "client": quote_plus(proof.client),
        "secret": {"prefix": "", **_where(proof.secret)},
        "seconds": proof.seconds,
    }


def _where(secret: SecretRef) -> Json:
    match secret:
        case EnvSecret(variable):
            return {"env": variable}
        case FileSecret(path):
            return {"file": path}
        case _:
            assert_never(secret)
