"""location{} blocks: one for each settings class, and those that answer without a vendor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from compiler import contract, ir
from compiler.targets.nginx.classes import Body, Transport
from compiler.targets.nginx.plan import Plan


@dataclass(frozen=True, slots=True)
class UpstreamTls:
    """The directives of verified TLS; the name comes with the request."""

    proxy_ssl_trusted_certificate: str


@dataclass(frozen=True, slots=True)
class Location:
    """One settings class. Times have their unit; `js_body_filter` only where usage is reported or
    requests are counted while they run; no `error_log` where the target of requests is secret."""

    path: str
    client_max_body_size: int
    proxy_request_buffering: str
    proxy_connect_timeout: str
    proxy_next_upstream_timeout: str
    proxy_send_timeout: str
    proxy_read_timeout: str
    proxy_hide_header: tuple[str, ...]
    js_body_filter: bool
    error_log: bool
    scheme: str
    tls: UpstreamTls | None


def locations(plan: Plan) -> tuple[Location, ...]:
    """One location for each combination of settings in use, by name."""
    return tuple(
        _location(plan, transport, body)
        for transport, body in sorted(
            plan.locations,
            key=lambda pair: (plan.transports.name(pair[0]), plan.bodies.name(pair[1])),
        )
    )


def _location(plan: Plan, transport: Transport, body: Body) -> Location:
    removed = {*contract.REMOVED_RESPONSE_HEADERS, *transport.hidden}
    return Location(
        path=f"/-/{plan.transports.name(transport)}/{plan.bodies.name(body)}",
        client_max_body_size=body.limit,
        proxy_request_buffering="off" if body.upload or body.websocket else "on",
        proxy_connect_timeout=f"{transport.connect_ms}ms",
        # Only what happens within the time for a connection may be tried again: never a wait for
        # the vendor's answer.
        proxy_next_upstream_timeout=f"{min(transport.connect_ms + 500, transport.idle_ms)}ms",
        proxy_send_timeout=f"{transport.idle_ms}ms",
        proxy_read_timeout=f"{transport.idle_ms}ms",
        proxy_hide_header=tuple(sorted(removed)),
        js_body_filter=body.usage or plan.budgets.running,
        error_log=not transport.secret_target,
        scheme="https" if transport.trusted_ca else "http",
        tls=UpstreamTls(ca_path(transport.trusted_ca)) if transport.trusted_ca else None,
    )


def ca_path(bundle: ir.CaBundle) -> str:
    """As nginx.conf names it: relative to its folder, or absolute."""
    match bundle:
        case ir.SystemCa(path):
            return path
        case ir.ProjectCa(name):
            return f"ca/{name}"
        case _ as unknown:
            assert_never(unknown)
