"""The gateway whose every API goes to the mock."""

from __future__ import annotations

from dataclasses import replace

from compiler import ir

_NAME = "mock"  # names that lower gives begin with u_


def redirected(gateway: ir.Gateway, port: int) -> ir.Gateway:
    """The same gateway in front of http://127.0.0.1:port: an API is there below its own base. It
    sends no vendor's key there, and still what is pinned, for the mock asks for it as the vendor
    does. Issuers are asked as before."""
    upstream = ir.Upstream(_NAME, "127.0.0.1", port, None, True, gateway.origin)
    endpoint = ir.Endpoint(upstream, f"127.0.0.1:{port}", "", None, (), ())
    issuers = {one.upstream.name: one.upstream for one in gateway.issuers if one.upstream}
    apis = tuple(
        replace(
            api,
            endpoint=replace(
                endpoint,
                base_path=api.base,
                query=api.endpoint.query,
                headers=api.endpoint.headers,
            ),
        )
        for api in gateway.apis
    )
    kept = (issuers[name] for name in sorted(issuers))
    upstreams = tuple(sorted((upstream, *kept), key=lambda one: one.name))
    return replace(gateway, apis=apis, upstreams=upstreams)
