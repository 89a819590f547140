"""What gateway.json says of the issuers whose tokens a gateway takes."""

from __future__ import annotations

from typing import assert_never

from compiler import ir
from compiler.targets.mitmproxy.named_secrets import secret_data

Json = dict[str, object]


def issuers(gateway: ir.Gateway) -> Json:
    """A member of the file; none where no API takes tokens."""
    return {"issuers": [_issuer(issuer) for issuer in gateway.issuers]} if gateway.issuers else {}


def _issuer(issuer: ir.Issuer) -> Json:
    return {
        "name": issuer.name,
        "issuer": issuer.issuer,
        "audiences": list(issuer.audiences),
        "algorithms": [algorithm.value for algorithm in issuer.algorithms],
        "claim": list(issuer.claim),
        "leeway": issuer.leeway_s,
        **_proof(issuer.proof),
    }


def _proof(proof: ir.GivenKeys | ir.FetchedKeys | ir.Introspection) -> Json:
    match proof:
        case ir.GivenKeys(keys):
            return {"keys": [_key(key) for key in keys]}
        case ir.FetchedKeys(service, seconds):
            return {"fetched": {**_service(service), "seconds": seconds}}
        case ir.Introspection(service, client, secret, seconds):
            asked = {**_service(service), "client": client, **secret_data(secret)}
            return {"introspection": {**asked, "seconds": seconds}}
        case _:
            assert_never(proof)


def _key(key: ir.TokenKey) -> Json:
    return {
        "id": key.id,
        "algorithms": [algorithm.value for algorithm in key.algorithms],
        "members": dict(key.members),
    }


def _service(service: ir.Service) -> Json:
    return {
        "upstream": service.upstream.name,
        "authority": service.authority,
        "target": service.target,
    }
