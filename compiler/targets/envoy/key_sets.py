"""The keys of issuers, as Envoy's filter for signatures takes them: given, or fetched by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from compiler import contract, ir
from compiler.resources import tree
from compiler.targets.envoy.clusters import service_cluster
from compiler.targets.envoy.names import Json, extension, seconds

# For connection and answer.
PATIENCE_MS = 5000

# Of keys without an id: that filter would try them with a token that names another. No token can
# name this one (templates/envoy/token_check.lua).
_NO_ID = "\x7f"

# What of the Lua code runs in a cluster.
_CODE = ("base64url", "issuer_key", "json_", "key_", "steady_clock", "utf8_text")

# Between two looks for keys, if the first did not find any.
BETWEEN_S = 10

# So many times as long as they are kept, keys count while the issuer has no new ones to give.
_LAST = 10

# BoringSSL takes no other exponents from a JWK: 65537 and 3.
EXPONENTS = ("AQAB", "Aw")


def local_keys(keys: tuple[ir.TokenKey, ...]) -> str:
    """A JWK set. A key that verifies one kind of signature says so."""
    return json.dumps({"keys": [_key(place, key) for place, key in enumerate(keys, 1)]})


def _key(place: int, key: ir.TokenKey) -> Json:
    one = {"alg": key.algorithms[0].value} if len(key.algorithms) == 1 else {}
    return {**dict(key.members), "kid": key.id or f"{_NO_ID}{place}", **one}


def kept_keys(proof: ir.FetchedKeys) -> Json:
    """They are fetched in advance, for all workers, again and again; the last ones stay as long as
    no others can be had. A worker whose token finds none looks for itself."""
    patience = {"fast_listener": True, "failed_refetch_duration": f"{BETWEEN_S}s"}
    return {**_remote(proof.service, _kept(proof), proof.seconds), "async_fetch": patience}


def sought_keys(proof: ir.FetchedKeys, issuer: str) -> Json:
    """Each worker fetches them when a token names a key that was not among them, and keeps them
    until it may fetch others (templates/envoy/key_searches.lua)."""
    return _remote(proof.service, _sought(proof, issuer), BETWEEN_S)


def sought_slot(proof: ir.FetchedKeys, issuer: str) -> int:
    """The number of what is fetched so. Each issuer has a set of its own in Envoy, wherever the
    keys are."""
    return _number([_slot(proof), issuer])


def age(proof: ir.FetchedKeys) -> Json:
    """What the Lua code must know of kept keys: how old they may be, and where it finds that."""
    return {"seconds": _LAST * proof.seconds, "slot": _slot(proof)}


def clusters(gateway: ir.Gateway) -> Iterator[Json]:
    """From where keys are fetched, each once."""
    found = {
        cluster["name"]: cluster
        for issuer in gateway.issuers
        if isinstance(issuer.proof, ir.FetchedKeys)
        for cluster in (_kept(issuer.proof), _sought(issuer.proof, issuer.name))
    }
    for name in sorted(found):
        yield found[name]


def _remote(service: ir.Service, cluster: Json, kept_s: int) -> Json:
    scheme = "https" if service.upstream.tls else "http"
    return {
        "http_uri": {
            "uri": f"{scheme}://{service.authority}{service.target}",
            "cluster": cluster["name"],
            "timeout": seconds(PATIENCE_MS),
        },
        "cache_duration": f"{kept_s}s",
    }


def _slot(proof: ir.FetchedKeys) -> int:
    """The number of what is fetched there."""
    service = proof.service
    plain = _cluster(service.upstream, "", "{}")
    return _number([plain["name"], service.authority, service.target])


def _number(named: list[str | int]) -> int:
    """Which a double holds."""
    return int(hashlib.sha256(json.dumps(named).encode()).hexdigest()[:12], 16)


def _kept(proof: ir.FetchedKeys) -> Json:
    """Of these keys the time is noted at which they came."""
    slot = f'local times = require("key_times")\nlocal slot = times.slot({_slot(proof)})\n'
    return _cluster(proof.service.upstream, slot, "if {} then\n    times.note(slot)\n  end")


def _sought(proof: ir.FetchedKeys, issuer: str) -> Json:
    """Of these keys a worker knows whether they came."""
    slot = sought_slot(proof, issuer)
    noted = f"searches.found({slot})\n    else\n      searches.fail({slot})"
    first = 'local searches = require("key_searches")\n'
    return _cluster(proof.service.upstream, first, f"if {{}} then\n      {noted}\n    end")


def _cluster(upstream: ir.Upstream, first: str, step: str) -> Json:
    """Its answers pass Lua code that leaves out the keys with which no issuer may sign. first: what
    runs before it. step: what is done around it."""
    clean = f"key_set.filter(handle, {contract.MAX_ISSUER_ANSWER_BYTES})"
    code = (
        f'-- revision {_revision()}\npackage.path = "lua/?.lua"\nlocal key_set = '
        f'require("key_set")\n{first}function envoy_on_response(handle)\n'
        # An error would let the answer pass as it came.
        f"  if not pcall(function()\n    {step.format(clean)}\n  end) then\n"
        '    handle:headers():replace(":status", "502")\n  end\nend\n'
    )
    cleaning = extension(
        "keys",
        "envoy.extensions.filters.http.lua.v3.Lua",
        default_source_code={"inline_string": code},
    )
    return service_cluster("keys", upstream, PATIENCE_MS, (cleaning,))


def _revision() -> str:
    """Of the code, so that a cluster with other code is another one."""
    folder, digest = tree("templates") / "envoy", hashlib.sha256()
    for path in sorted(folder.glob("*.lua"), key=lambda path: path.name):
        if path.stem.startswith(_CODE):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
