"""upstream{} blocks: one for each address and TLS identity, kept alive, looked up while running."""

from __future__ import annotations

from dataclasses import dataclass

from compiler import ir

# Idle connections that a worker keeps for one upstream. nginx sets memory aside for each, so that
# thousands of upstreams get fewer each.
KEEPALIVE_ALL = 16 * 1024
KEEPALIVE_MOST = 256
KEEPALIVE_LEAST = 16
KEEPALIVE_TIMEOUT = "30s"  # shorter than what vendors' front ends close after
ZONE_BYTES = 64 * 1024
ZONE_BYTES_EACH = 8 * 1024


@dataclass(frozen=True, slots=True)
class UpstreamBlock:
    """One upstream{}; `zone` has the size in the first block only, which all others share."""

    name: str
    zone: str
    server: str
    resolve: bool
    keepalive: int
    keepalive_timeout: str


def upstream_blocks(gateway: ir.Gateway) -> tuple[UpstreamBlock, ...]:
    """One block an upstream of an endpoint; all share one zone of memory."""
    upstreams = _of_endpoints(gateway)
    size = ZONE_BYTES + ZONE_BYTES_EACH * len(upstreams)
    return tuple(
        UpstreamBlock(
            name=upstream.name,
            zone=f"gw_upstreams {size // 1024}k" if first else "gw_upstreams",
            server=address(upstream.host, upstream.port),
            resolve=not upstream.host_is_address,
            keepalive=_keepalive(len(upstreams)),
            keepalive_timeout=KEEPALIVE_TIMEOUT,
        )
        for upstream, first in _marked(upstreams)
    )


def _of_endpoints(gateway: ir.Gateway) -> tuple[ir.Upstream, ...]:
    """Without those whom only the njs code speaks to: it needs no upstream{}."""
    if not gateway.issuers:
        return gateway.upstreams
    names = {api.endpoint.upstream.name for api in gateway.apis}
    return tuple(upstream for upstream in gateway.upstreams if upstream.name in names)


def address(host: str, port: int) -> str:
    """HOST:PORT, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


def _keepalive(upstreams: int) -> int:
    """By powers of two, so that one more upstream rarely changes the others' blocks."""
    most = KEEPALIVE_MOST
    while most > KEEPALIVE_LEAST and most * upstreams > KEEPALIVE_ALL:
        most //= 2
    return most


def _marked(upstreams: tuple[ir.Upstream, ...]) -> list[tuple[ir.Upstream, bool]]:
    return [(upstream, at == 0) for at, upstream in enumerate(upstreams)]
