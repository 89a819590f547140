"""Where requests go: one cluster per address, TLS settings and connect timeout."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache

from compiler import ir
from compiler.targets.envoy.names import Json, extension, seconds, typed

# Envoy's default is 1,024 of each; capacity shall be the machine's.
MANY = 100_000

# What Envoy holds for a connection before it stops reading from the other side.
BUFFER_BYTES = 1024 * 1024

# Vendors close idle connections after a minute or so; a request on such a connection would fail.
IDLE_CONNECTION = "30s"

# Envoy opens its port when every name was looked up once. A DNS server that does not answer would
# keep it shut for more than a minute with the defaults; with these for seconds, and then only the
# APIs of that name answer 502.
DNS_PATIENCE = {"query_timeout_seconds": 1, "query_tries": 2}


_ENVOY_HEADERS = {"key_matcher": {"prefix": "x-envoy-"}}


@lru_cache(maxsize=1024)
def cluster_name(upstream: ir.Upstream, connect_ms: int) -> str:
    """The cluster's name holds a digest of its settings: a route that was made for one address can
    never meet another under the same name while files are replaced one by one."""
    settings = json.dumps(_settings(upstream, connect_ms), sort_keys=True)
    return f"{upstream.name}_{hashlib.sha256(settings.encode()).hexdigest()[:12]}"


def clusters(gateway: ir.Gateway) -> list[Json]:
    """Each cluster that a route uses, once, sorted by name."""
    used = {
        cluster_name(api.endpoint.upstream, api.timeouts.connect_ms): (
            api.endpoint.upstream,
            api.timeouts.connect_ms,
        )
        for api in gateway.apis
    }
    return [_cluster(name, *used[name]) for name in sorted(used)]


def service_cluster(
    kind: str,
    upstream: ir.Upstream,
    connect_ms: int,
    http_filters: Sequence[Json] = (),
    most: int | None = None,
) -> Json:
    """The cluster of something that Envoy itself calls, with filters that its answers pass. Its
    name holds a digest of its settings too. Nobody is told what Envoy adds to its own requests:
    the address of the machine, say. most: requests at once; what comes beyond fails at once."""
    settings = _settings(upstream, connect_ms)
    if most is not None:
        counted = ("max_connections", "max_pending_requests", "max_requests")
        settings["circuit_breakers"] = {"thresholds": [dict.fromkeys(counted, most)]}
    removed = [{"remove": "x-forwarded-for"}, {"remove_on_match": _ENVOY_HEADERS}]
    silent = extension(
        "silent",
        "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
        mutations={"request_mutations": removed},
    )
    codec = extension("codec", "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec")
    for options in settings["typed_extension_protocol_options"].values():
        options["http_filters"] = [silent, *http_filters, codec]
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
    name = f"{kind}_{upstream.name}_{digest[:12]}"
    settings["load_assignment"]["cluster_name"] = name
    return typed("envoy.config.cluster.v3.Cluster", name=name, **settings)


def ca_path(bundle: ir.CaBundle) -> str:
    """Where Envoy finds a CA bundle: absolute, or below the deployed copy."""
    match bundle:
        case ir.SystemCa(path):
            return path
        case ir.ProjectCa(name=name):
            return f"ca/{name}"


def _cluster(name: str, upstream: ir.Upstream, connect_ms: int) -> Json:
    settings = _settings(upstream, connect_ms)
    settings["load_assignment"]["cluster_name"] = name
    return typed("envoy.config.cluster.v3.Cluster", name=name, **settings)


def _settings(upstream: ir.Upstream, connect_ms: int) -> Json:
    address = {"address": upstream.host, "port_value": upstream.port}
    endpoint = {"endpoint": {"address": {"socket_address": address}}}
    settings: Json = {
        **discovery(upstream.host_is_address),
        "connect_timeout": seconds(connect_ms),
        "per_connection_buffer_limit_bytes": BUFFER_BYTES,
        "load_assignment": {"endpoints": [{"lb_endpoints": [endpoint]}]},
        "circuit_breakers": {"thresholds": [_thresholds("DEFAULT"), _thresholds("HIGH")]},
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                explicit_http_config={"http_protocol_options": {}},
                common_http_protocol_options={
                    "idle_timeout": IDLE_CONNECTION,
                    "max_headers_count": 1000,
                },
            )
        },
    }
    if upstream.tls:
        settings["transport_socket"] = _tls(upstream.tls, upstream.host_is_address)
    return settings


def discovery(host_is_address: bool) -> Json:
    """How a cluster finds what its host's name stands for."""
    if host_is_address:
        return {"type": "STATIC"}
    dns = extension(
        "envoy.clusters.dns",
        "envoy.extensions.clusters.dns.v3.DnsCluster",
        dns_lookup_family="V4_PREFERRED",
        respect_dns_ttl=True,
        typed_dns_resolver_config=extension(
            "envoy.network.dns_resolver.cares",
            "envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig",
            **DNS_PATIENCE,
        ),
    )
    return {"cluster_type": dns}


def _thresholds(priority: str) -> Json:
    return {
        "priority": priority,
        "max_connections": MANY,
        "max_pending_requests": MANY,
        "max_requests": MANY,
        "max_retries": MANY,
    }


def _tls(tls: ir.UpstreamTls, address: bool) -> Json:
    """TLS that is verified against the certificate's name, which Envoy does not do unasked."""
    name = {"san_type": "IP_ADDRESS" if address else "DNS", "matcher": {"exact": tls.server_name}}
    context: Json = {
        "common_tls_context": {
            "tls_params": {
                "tls_minimum_protocol_version": "TLSv1_2",
                "tls_maximum_protocol_version": "TLSv1_3",
            },
            "alpn_protocols": ["http/1.1"],
            "validation_context": {
                "trusted_ca": {"filename": ca_path(tls.trusted_ca)},
                "match_typed_subject_alt_names": [name],
            },
        },
    }
    if not address:
        context["sni"] = tls.server_name  # RFC 6066 section 3: never an address
    return extension(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        **context,
    )
