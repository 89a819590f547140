"""Tokens of issuers: the filters that look at them.

Envoy's own filter verifies signatures, and nothing depends on what else it looks at: Lua code in
front of it hands it a token, alone, in a header that no client can send, once everything else about
the token is right. Neither answers a request. The gateway's Lua code finds in the metadata what
became of the token, and decides, when its turn comes.
"""

from __future__ import annotations

from typing import assert_never

from compiler import ir
from compiler.codes import ALGORITHM_UNSUPPORTED
from compiler.diagnostics import Diagnostics
from compiler.targets.envoy import key_sets, token_rules
from compiler.targets.envoy.names import Json, extension, typed
from compiler.targets.envoy.token_rules import HANDED_ON, HANDED_ON_AGAIN
from compiler.terms import Security

READ, SIGNED = "tokens", "token_signatures"
READ_AGAIN, SIGNED_AGAIN = "tokens_again", "token_signatures_again"

_OWN_FILES = (
    "base64url",
    "claims",
    "introspection",
    "issuer_key",
    "json_object",
    "key_",
    "token_",
)
_FILTER = "envoy.extensions.filters.http.jwt_authn.v3"
_TAKEN = "taken"

# Of an API, what tells its operations (templates/envoy/token_route.lua).
_KNOWN = ("name", "version", "provider", "base", "operations")


def check(gateway: ir.Gateway, diagnostics: Diagnostics) -> None:
    """Complains of keys that Envoy's filter for signatures does not take."""
    for issuer in gateway.issuers:
        if not isinstance(issuer.proof, ir.GivenKeys):
            continue
        for key in issuer.proof.keys:
            if dict(key.members).get("e", key_sets.EXPONENTS[0]) not in key_sets.EXPONENTS:
                diagnostics.add(
                    ALGORITHM_UNSUPPORTED,
                    gateway.origin,
                    target="envoy",
                    algorithm=key.algorithms[0],
                    issuer=issuer.name,
                )


def owns(file: str) -> bool:
    """Whether a Lua file is there for tokens alone."""
    return file.startswith(_OWN_FILES)


def of_api(api: ir.Api) -> Json:
    """What the Lua code knows of an API: whether it takes nothing but tokens, or keys too."""
    if Security.JWT not in api.security:
        return {}
    return {"tokens": "also" if Security.API_KEY in api.security else "only"}


def lua_files(gateway: ir.Gateway) -> tuple[tuple[str, bytes], ...]:
    """What the code of the filters must know."""
    return (token_rules.issuers_file(gateway),) if gateway.issuers else ()


def clusters(gateway: ir.Gateway) -> list[Json]:
    """What Envoy itself calls."""
    return [*key_sets.clusters(gateway), *token_rules.clusters(gateway)]


def filters(gateway: ir.Gateway, revision: str) -> list[Json]:
    """The filters, off unless a route switches them on; none where no signature is verified."""
    if not _signed(gateway):
        return []
    known = [_lua(READ, "first", revision), _signatures(SIGNED, gateway.issuers, HANDED_ON)]
    fetched = _fetched(gateway)
    if fetched:
        known += [_lua(READ_AGAIN, "again", revision)]
        known += [_signatures(SIGNED_AGAIN, gateway.issuers, HANDED_ON_AGAIN)]
    return [{**each, "disabled": True} for each in known]


def switches(gateway: ir.Gateway, api: ir.Api, data: Json) -> Json:
    """The settings of the API's routes. `data`: what the deciding Lua code knows of the API."""
    if Security.JWT not in api.security or api.refused or not _signed(gateway):
        return {}
    taken = typed(f"{_FILTER}.PerRouteConfig", requirement_name=_TAKEN)
    if not _fetched(gateway):
        return {READ: _on({}), SIGNED: taken}
    known = {"api": {name: data[name] for name in _KNOWN}}
    lua = typed("envoy.extensions.filters.http.lua.v3.LuaPerRoute", filter_context=known)
    return {READ: _on(lua), SIGNED: taken, READ_AGAIN: _on({}), SIGNED_AGAIN: taken}


def _on(config: Json) -> Json:
    return typed("envoy.config.route.v3.FilterConfig", config=config)


def _signed(gateway: ir.Gateway) -> bool:
    return any(not isinstance(issuer.proof, ir.Introspection) for issuer in gateway.issuers)


def _fetched(gateway: ir.Gateway) -> bool:
    return any(isinstance(issuer.proof, ir.FetchedKeys) for issuer in gateway.issuers)


def _lua(name: str, step: str, revision: str) -> Json:
    code = (
        f'-- revision {revision}\npackage.path = "lua/?.lua"\n'
        f'envoy_on_request = require("token_filter").{step}\n'
    )
    return extension(
        name,
        "envoy.extensions.filters.http.lua.v3.Lua",
        default_source_code={"inline_string": code},
        clear_route_cache=False,
    )


def _signatures(name: str, issuers: tuple[ir.Issuer, ...], header: str) -> Json:
    """A filter that verifies signatures. It has a cache for tokens, by their text: that is off."""
    providers = {}
    for number, issuer in enumerate(issuers, 1):
        match issuer.proof:
            case ir.GivenKeys(keys) if header == HANDED_ON:
                source: Json = {"local_jwks": {"inline_string": key_sets.local_keys(keys)}}
            case ir.FetchedKeys() as proof:
                kept = header == HANDED_ON
                source = {
                    "remote_jwks": key_sets.kept_keys(proof)
                    if kept
                    else key_sets.sought_keys(proof, issuer.name)
                }
            case ir.GivenKeys() | ir.Introspection():
                continue
            case _:
                assert_never(issuer.proof)
        providers[issuer.name] = {**_provider(number, issuer, header), **source}
    return extension(
        name,
        f"{_FILTER}.JwtAuthentication",
        providers=providers,
        requirement_map={_TAKEN: {"allow_missing_or_failed": {}}},
        strip_failure_response=True,
    )


def _provider(number: int, issuer: ir.Issuer, header: str) -> Json:
    """header_in_metadata: what says that a signature is right (templates/envoy/token_verdict.lua);
    the payload there would make Envoy choose the route once more. failed_status_in_metadata: what
    is wrong with keys that are fetched."""
    provider = {
        "issuer": issuer.issuer,
        "audiences": list(issuer.audiences),
        "require_expiration": True,
        "clock_skew_seconds": issuer.leeway_s,
        "from_headers": [{"name": header}],
        "header_in_metadata": f"signed {number}",
    }
    if header == HANDED_ON and isinstance(issuer.proof, ir.FetchedKeys):
        provider["failed_status_in_metadata"] = f"failed {number}"
    return provider
