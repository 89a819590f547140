"""Whose tokens are taken: gateway.json's rows, and what is known of them while the gateway runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gatewright_gateway.calling import Service
from gatewright_gateway.introspection import Asked, Introspection, Secret
from gatewright_gateway.keysets import Keys, KeySet, Source
from gatewright_gateway.signatures import TokenKey, key_of
from gatewright_gateway.tokens import Rules
from gatewright_gateway.upstreams import Upstream


@dataclass(frozen=True, slots=True)
class Signer:
    """An issuer whose tokens are signed."""

    rules: Rules
    algorithms: tuple[str, ...]
    keys: Keys | KeySet


@dataclass(frozen=True, slots=True)
class Issuers:
    """signers: by the `iss` of their tokens. asked: who is asked about every other token. invalid,
    scope: what WWW-Authenticate says of a token that does not do, or not for this. scope_body: of
    the answer then. most: bytes of a token. key_prefix: of keys, about which nobody is asked."""

    signers: Mapping[str, Signer]
    asked: Introspection | None
    invalid: bytes
    scope: bytes
    scope_body: bytes = field(repr=False)
    most: int
    key_prefix: bytes


def issuers_of(
    data: Mapping[str, Any], upstreams: Mapping[str, Upstream], old: Issuers | None
) -> Issuers | None:
    """data: gateway.json. old: those of the last one; what is known of issuers that are the same
    is kept. ValueError, KeyError: not known here."""
    if "issuers" not in data:
        return None
    words = data["contract"]["tokens"]
    signers: dict[str, Signer] = {}
    asked: Introspection | None = None
    for row in data["issuers"]:
        rules = _rules(row, words)
        if "introspection" in row:
            asked = _asked(rules, row["introspection"], words, upstreams)
        elif rules.issuer in signers:
            raise ValueError("two issuers of one name")
        else:
            signers[rules.issuer] = Signer(
                rules, tuple(row["algorithms"]), _keys(row, words, upstreams)
            )
    found = Issuers(
        signers=signers,
        asked=asked,
        invalid=words["invalid"].encode(),
        scope=words["scope"].encode(),
        scope_body=words["scope_body"].encode(),
        most=words["max_bytes"],
        key_prefix=words["key_prefix"].encode(),
    )
    return found if old is None else _kept(found, old)


def _rules(row: Mapping[str, Any], words: Mapping[str, Any]) -> Rules:
    return Rules(
        name=row["name"],
        issuer=row["issuer"],
        audiences=frozenset(row["audiences"]),
        claim=tuple(row["claim"]),
        leeway=row["leeway"],
        scope_claims=tuple(words["scope_claims"]),
    )


def _keys(
    row: Mapping[str, Any], words: Mapping[str, Any], upstreams: Mapping[str, Upstream]
) -> Keys | KeySet:
    if "keys" in row:
        return tuple(_key(key) for key in row["keys"])
    fetched = row["fetched"]
    service = _service(fetched, upstreams)
    return KeySet(Source(service, fetched["seconds"], words["max_answer_bytes"]))


def _key(row: Mapping[str, Any]) -> TokenKey:
    key, fitting = key_of(row["members"])
    if not set(row["algorithms"]) <= set(fitting):
        raise ValueError("a key that does not fit its algorithms")
    return TokenKey(row["id"], tuple(row["algorithms"]), key)


def _asked(
    rules: Rules,
    row: Mapping[str, Any],
    words: Mapping[str, Any],
    upstreams: Mapping[str, Upstream],
) -> Introspection:
    secret = Secret(row.get("env"), row.get("file"))
    service = _service(row, upstreams)
    most = words["max_answer_bytes"]
    return Introspection(rules, Asked(service, row["client"], secret, row["seconds"], most))


def _service(row: Mapping[str, Any], upstreams: Mapping[str, Upstream]) -> Service:
    return Service(upstreams[row["upstream"]], row["authority"].encode(), row["target"].encode())


def _kept(found: Issuers, old: Issuers) -> Issuers:
    sets = {s.keys.source: s.keys for s in old.signers.values() if isinstance(s.keys, KeySet)}
    signers = {
        issuer: replace(signer, keys=sets.get(signer.keys.source, signer.keys))
        if isinstance(signer.keys, KeySet)
        else signer
        for issuer, signer in found.signers.items()
    }
    asked, last = found.asked, old.asked
    if asked is not None and last is not None and asked.is_like(last):
        asked = last
    return replace(found, signers=signers, asked=asked)
