"""Bodies that are held until they are whole, because of the vendor's credential.

A signature holds a digest of the body, so where requests are signed every body is. Where the key
stands in the query, those of unannounced length are: Envoy's filter for the size of bodies prints
the target of a request that outgrows its limit, and the target holds the key by then, while the
filter here prints nothing; a body of an announced length was measured before the key was set.
"""

from __future__ import annotations

from compiler import ir
from compiler.targets.envoy import signing, upgrades
from compiler.targets.envoy.names import Json, extension, typed
from compiler.terms import QueryCredential

FILTER = "hold"


def needed(api: ir.Api) -> bool:
    """Whether requests of the API have the vendor's key in their target."""
    return isinstance(api.endpoint.credential, QueryCredential)


def filters(gateway: ir.Gateway) -> list[Json]:
    """The filter, off unless a route switches it on; none where no route does."""
    if not any(needed(api) or signing.needed(api) for api in gateway.apis):
        return []
    hold = extension(FILTER, "envoy.extensions.filters.http.buffer.v3.Buffer", max_request_bytes=1)
    return [{**hold, "disabled": True}]


def switches(api: ir.Api, limit: int) -> Json:
    """The settings of a route for every body of an API."""
    return {FILTER: _up_to(limit)} if signing.needed(api) else {}


def unannounced(route: Json, limit: int) -> Json:
    """The variant of a route for bodies of unannounced length."""
    match = route["match"]
    unknown = {"name": "content-length", "present_match": False}
    return {
        **route,
        "match": {**match, "headers": [*match.get("headers", []), unknown, upgrades.not_asked()]},
        "typed_per_filter_config": {**route["typed_per_filter_config"], FILTER: _up_to(limit)},
    }


def _up_to(limit: int) -> Json:
    """The filter's settings; it announces the length of a body that it held."""
    return typed(
        "envoy.extensions.filters.http.buffer.v3.BufferPerRoute",
        buffer={"max_request_bytes": limit},
    )
