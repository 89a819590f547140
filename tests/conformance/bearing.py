"""The forms of rows on tokens, and what the project says of their issuers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from compiler import contract
from tests.conformance import introspection, metered
from tests.conformance.callers import Caller, consumers
from tests.conformance.exchange import Exchange, Headers, refused
from tests.conformance.forged import ABSENT, AUDIENCE, ISSUER, Bearer, Token, token
from tests.conformance.issuer import Issuers
from tests.conformance.signing import jwk, key_set

GIVEN: Headers = (("Authorization", "Bearer {0}"),)
"""Where a client puts its token; `{0}` stands for it."""

STRICT, REALM = "https://strict.test", "https://realm.test"
SECOND_AUDIENCE = "urn:acme:ai second"
FETCHED = (
    *("good", "kept", "rotating", "flooded", "waning", "replaced", "secure"),
    *("garbage", "list", "keyless", "empty", "huge", "status-500", "status-404", "redirect"),
    *("hang", "close", "refused", "strange"),
)
"""Issuers whose keys the gateways fetch: by what becomes of it (`issuer`)."""

FRESH = tuple(f"fresh-{number}" for number in range(150))
"""Issuers of the environment for faults, each for one of them."""


def holder(name: str, *issuers: str, **grant: Any) -> Caller:
    """A consumer of whom tokens speak by its name; of `corp`, if not said otherwise."""
    subjects = [{"issuer": issuer, "subject": name} for issuer in issuers or ("corp",)]
    return metered.caller(f"token-{name}", subjects=subjects, **grant)


ALPHA = holder("alpha")
STRICTLY = holder("strictly", "strict")
REALLY = holder("really", "realm")
FETCHER = holder("fetcher", *FETCHED)
FRESH_FETCHER = Caller(
    "metered-token-fresh",
    {"subjects": [{"issuer": issuer, "subject": "fetcher"} for issuer in FRESH]},
)
EXPIRED = Caller("asked-expired", key={"expires": "2026-01-01"})
PARTNER = Caller(
    "metered-token-partner",
    {"subjects": [{"issuer": "partner", "subject": introspection.SUBJECT}]},
)


def alpha(**changes: Any) -> Token:
    """A token of an ordinary consumer."""
    return token("alpha", **changes)


def of_issuer(name: str) -> str:
    """The `iss` of a fetched issuer."""
    return f"https://{name}.issuer.test"


def fetched(name: str, **changes: Any) -> Token:
    """A right token of such an issuer."""
    own: dict[str, Any] = {"iss": of_issuer(name), "key": "rsa.served"}
    return token("fetcher", **{**own, **changes})


def taken(id: str, bearer: Bearer, who: Caller = ALPHA, **row: Any) -> Exchange:
    """A request whose token is right."""
    own: dict[str, Any] = {"api": "TokenOnly", "credentials": GIVEN, "consumer": who.name}
    return Exchange(id=f"bearer-{id}", section="2.4", tokens=(bearer,), **{**own, **row})


def declined(id: str, *bearers: Bearer, codes: tuple[str, ...] = (), **row: Any) -> Exchange:
    """A request whose token is not taken: 401."""
    own: dict[str, Any] = {"api": "TokenOnly", "credentials": GIVEN}
    codes = codes or ("invalid_token",)
    return refused(f"bearer-{id}", "2.4", *codes, **{**own, "tokens": bearers, **row})


def without(id: str, *lines: tuple[str, str], **row: Any) -> Exchange:
    """A request without any token that an API for tokens would look at: 401."""
    return declined(id, **{"nothing_given": True, "credentials": lines, **row})


def stranger(id: str, bearer: Bearer, **row: Any) -> Exchange:
    """A right token of nobody who may call: 403, without a word about scopes."""
    own: dict[str, Any] = {"api": "TokenOnly", "credentials": GIVEN, "lacks": ("WWW-Authenticate",)}
    return refused(f"bearer-{id}", "2.4", "not_subscribed", **{**own, "tokens": (bearer,), **row})


def may_refuse(row: Exchange) -> Exchange:
    """A claim of another type than RFC 7519 says: an engine may take none of such a token."""
    return replace(row, instead=declined(row.id.removeprefix("bearer-"), *row.tokens, status=401))


def unscoped(id: str, bearer: Bearer, who: Caller = ALPHA, **row: Any) -> Exchange:
    """A right token that lacks a scope: 403, which says so."""
    own: dict[str, Any] = {
        "api": "TokenScoped",
        "credentials": GIVEN,
        "consumer": who.name,
        "message": contract.MISSING_SCOPE_MESSAGE,
        "has": (("WWW-Authenticate", contract.AUTHENTICATE_SCOPE),),
    }
    return refused(f"bearer-{id}", "2.4", "not_subscribed", **{**own, "tokens": (bearer,), **row})


def unavailable(id: str, bearer: Bearer, **row: Any) -> Exchange:
    """A token of an issuer that cannot be asked: 503."""
    own: dict[str, Any] = {"api": "TokenOnly", "credentials": GIVEN, "tokens": (bearer,)}
    return refused(f"bearer-{id}", "2.4", "gateway_error", **{**own, **row})


def key_files() -> dict[str, bytes]:
    """The sets of keys that the compiler reads, by their names in the project's `certs/`."""
    corp = (
        jwk("rsa", alg="RS256", use="sig"),
        jwk("rsa.any", key_ops=["verify"], x5t="not looked at"),
        jwk("p256", alg="ES256"),
        jwk("p384"),
        jwk("p521"),
        jwk("rsa.encrypts", use="enc"),
    )
    return {
        "corp.json": key_set(*corp),
        "strict.json": key_set(jwk("rsa.strict")),
        "realm.json": key_set(jwk("p256.realm", kid=None), jwk("rsa.realm", kid=None)),
    }


def issuers(servers: Issuers, port: str, refused: str) -> dict[str, str]:
    """The placeholders of gateway.yaml: the issuers of its environments, in flow style. refused:
    a port where nothing listens."""
    given = _given()
    fetch = {name: _fetched(servers, name, port, refused) for name in FETCHED}
    partner = f"http://127.0.0.1:{servers.plain}/{port}/introspect"
    fresh = {name: _fetched(servers, name, port, refused) for name in FRESH}
    down = f"http://127.0.0.1:{refused}/introspect"
    return {
        "ISSUERS": json.dumps({**given, **fetch}),
        "ASKED_CALLERS": consumers((ALPHA, PARTNER, FRESH_FETCHER, EXPIRED)),
        "ISSUERS_ASKED": json.dumps({**given, "partner": _asked(partner, "PARTNER_SECRET")}),
        "ISSUERS_FAULTY": json.dumps(
            {**given, **fresh, "partner": _asked(partner, "PARTNER_SECRET")}
        ),
        "ISSUERS_DOWN": json.dumps({**given, "partner": _asked(down, "PARTNER_SECRET")}),
        "ISSUERS_SECRETLESS": json.dumps({**given, "partner": _asked(partner, "NO_SECRET")}),
    }


def _given() -> dict[str, Any]:
    return {
        "corp": {
            "issuer": ISSUER,
            "audiences": [AUDIENCE, SECOND_AUDIENCE],
            "jwks": {"file": "certs/corp.json"},
            "leeway": "5m",
        },
        "strict": {
            "issuer": STRICT,
            "audiences": [AUDIENCE],
            "jwks": {"file": "certs/strict.json"},
            "algorithms": ["PS256"],
            "claim": "azp",
        },
        "realm": {
            "issuer": REALM,
            "audiences": [AUDIENCE],
            "jwks": {"file": "certs/realm.json"},
            "claim": "/realm_access/client~1id",
            "leeway": "1s",
        },
    }


def _fetched(servers: Issuers, name: str, port: str, refused: str) -> dict[str, Any]:
    url = {
        "secure": f"https://localhost:{servers.secure}",
        "strange": f"https://localhost:{servers.strange}",
        "refused": f"http://127.0.0.1:{refused}",
    }.get(name, f"http://127.0.0.1:{servers.plain}")
    return {
        "issuer": of_issuer(name),
        "audiences": [AUDIENCE],
        "jwks": {"url": f"{url}/{port}/{name}"},
        "keep": "10s" if name in ("waning", "replaced") else "1h",
    }


def _asked(url: str, secret: str) -> dict[str, Any]:
    return {
        "issuer": introspection.PARTNER,
        "audiences": [AUDIENCE],
        "leeway": "1s",
        "introspection": {
            "url": url,
            "client": introspection.CLIENT,
            "secret": {"env": secret},
        },
    }


def realm(**changes: Any) -> Token:
    """A token of the issuer that has its keys without names, and its subjects deep inside."""
    own: dict[str, Any] = {
        "iss": REALM,
        "key": "p256.realm",
        "algorithm": "ES256",
        "header": {"kid": ABSENT},
        "realm_access": {"client/id": "really"},
    }
    return token("somebody else", **{**own, **changes})


def strict(**changes: Any) -> Token:
    """A token of the issuer that takes one algorithm."""
    own: dict[str, Any] = {"iss": STRICT, "key": "rsa.strict", "algorithm": "PS256"}
    return token("somebody else", **{**own, "azp": "strictly", **changes})
