"""The chain of HTTP filters. Requests pass it from the top, answers from the bottom."""

from __future__ import annotations

from compiler import contract, ir
from compiler.targets.envoy import bodies, held, metrics, shared_limits, signing, tokens
from compiler.targets.envoy.limits import Limits
from compiler.targets.envoy.names import (
    CODING_HEADER,
    FACTS,
    LUA_FILTER,
    REQUEST_ID_HEADER,
    STRIP_FILTER,
    Json,
    extension,
    typed,
)


def http_filters(gateway: ir.Gateway, revision: str) -> list[Json]:
    """strip: last word on an answer's headers. Then what reads tokens. gateway: the Lua code.
    guard: lets through only what the Lua code passed. Then shared limits, the limits of bodies,
    signatures, and the router."""
    return [
        _strip(),
        *tokens.filters(gateway, revision),
        _lua(metrics.listening(gateway), revision),
        _guard(),
        *shared_limits.filters(gateway),
        *held.filters(gateway),
        *Limits.of(gateway).filters(),
        *signing.filters(gateway),
        extension(
            "envoy.filters.http.router",
            "envoy.extensions.filters.http.router.v3.Router",
            suppress_envoy_headers=True,
        ),
    ]


def _strip() -> Json:
    return extension(
        STRIP_FILTER,
        "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
        mutations={
            "response_mutations": [
                {"remove_on_match": {"key_matcher": {"prefix": prefix}}}
                for prefix in contract.REMOVED_RESPONSE_HEADER_PREFIXES
            ]
        },
    )


def _lua(before: str, revision: str) -> Json:
    """`before`: Lua that runs first. `revision` is a digest of every Lua file: a listener whose
    text differs is loaded anew, and with it the code and the consumers. The code never needs
    another route once one is chosen."""
    return extension(
        LUA_FILTER,
        "envoy.extensions.filters.http.lua.v3.Lua",
        default_source_code={
            "inline_string": (
                f'-- revision {revision}\npackage.path = "lua/?.lua"\n{before}require("gateway")\n'
            )
        },
        clear_route_cache=False,
    )


def _guard() -> Json:
    """Denies what the Lua code did not pass, however it failed."""
    passed = {
        "metadata_matcher": {
            "filter": FACTS,
            "path": [{"key": "outcome"}],
            "value": {"string_match": {"prefix": "passed "}},
        },
        "metadata_source": "DYNAMIC",
    }
    policy = {"permissions": [{"any": True}], "principals": [{"sourced_metadata": passed}]}
    return extension(
        "guard",
        "envoy.extensions.filters.http.rbac.v3.RBAC",
        rules={"action": "ALLOW", "policies": {"passed": policy}},
    )


def early_header_mutation(gateway: ir.Gateway) -> Json:
    """Runs before Envoy reads any header of its own: a client's `x-envoy-…` steers nothing, and its
    request id is set aside, so that Envoy makes one that can be trusted."""
    prefixes = ("x-envoy-", "x-forwarded-", "x-gatewright-")
    own = [{"remove_on_match": {"key_matcher": {"prefix": prefix}}} for prefix in prefixes]
    kept = [_keep(REQUEST_ID_HEADER, "x-request-id")]
    if bodies.used(gateway):
        kept.append(_keep(CODING_HEADER, "transfer-encoding"))
    return {
        "name": "early",
        "typed_config": typed(
            "envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
            mutations=[
                *own,
                *kept,
                {"remove": "x-request-id"},
                {"remove": "accept-encoding"},
            ],
        ),
    }


def _keep(name: str, header: str) -> Json:
    """Sets a header aside that Envoy takes away or makes anew."""
    return {
        "append": {
            "header": {"key": name, "value": f"%REQ({header})%"},
            "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
        }
    }
