"""The one listener: TLS if the environment has it, and the HTTP connection manager."""

from __future__ import annotations

from pathlib import PurePosixPath

from compiler import contract, ir
from compiler.targets.envoy import metering, metrics
from compiler.targets.envoy.clusters import BUFFER_BYTES
from compiler.targets.envoy.filters import early_header_mutation, http_filters
from compiler.targets.envoy.log import access_log
from compiler.targets.envoy.names import (
    ROUTES,
    Json,
    extension,
    file_source,
    typed,
)
from compiler.targets.envoy.replies import local_replies
from compiler.targets.envoy.upgrades import ignored, of_listener

CERTIFICATE = "listener"


def listener(gateway: ir.Gateway, revision: str) -> Json:
    """`revision`: a digest of the Lua code and its data."""
    chain: Json = {
        "filters": [
            extension(
                "http",
                "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                **_connection_manager(gateway, revision),
            )
        ]
    }
    if gateway.listener.tls:
        chain["transport_socket"] = _tls()
    address = {"address": gateway.listener.address, "port_value": gateway.listener.port}
    return typed(
        "envoy.config.listener.v3.Listener",
        name=ROUTES,
        address={"socket_address": address},
        per_connection_buffer_limit_bytes=BUFFER_BYTES,
        filter_chains=[chain],
    )


def _connection_manager(gateway: ir.Gateway, revision: str) -> Json:
    return {
        "stat_prefix": ROUTES,
        "access_log": [*access_log(gateway), *metering.logs(gateway), *metrics.logs(gateway)],
        "local_reply_config": local_replies(),
        "http_filters": http_filters(gateway, revision),
        "rds": {"route_config_name": ROUTES, "config_source": file_source("xds/routes.json")},
        **_protocols(gateway),
        **of_listener(gateway),
        **_request_ids(gateway),
        **_own_headers(),
    }


def _protocols(gateway: ir.Gateway) -> Json:
    return {
        "codec_type": "AUTO",
        "common_http_protocol_options": {
            "idle_timeout": "600s",
            "max_headers_count": 1000,
            "headers_with_underscores_action": "ALLOW",
        },
        "http_protocol_options": {
            "accept_http_10": True,
            "default_host_for_http_10": "gateway",
            "ignore_http_11_upgrade": ignored(gateway),
        },
        "http2_protocol_options": {
            "max_concurrent_streams": 1000,
            "initial_stream_window_size": BUFFER_BYTES,
            "initial_connection_window_size": 16 * BUFFER_BYTES,
        },
        # The Lua code refuses from the contract's limit on, with a whole answer; HTTP/2 would only
        # reset the stream here.
        "max_request_headers_kb": 2 * contract.MAX_HEADER_BYTES // 1024,
        # A client that does not finish its headers gives the connection back.
        "request_headers_timeout": "60s",
    }


def _request_ids(gateway: ir.Gateway) -> Json:
    """The client's id is judged by the Lua code; Envoy's own must not carry trace bits."""
    return {
        "generate_request_id": True,
        "always_set_request_id_in_response": True,
        "request_id_extension": {
            "typed_config": typed(
                "envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig",
                pack_trace_reason=False,
            )
        },
        "early_header_mutation_extensions": [early_header_mutation(gateway)],
    }


def _own_headers() -> Json:
    """Envoy says nothing of itself or of the way of a request. No address is internal: Envoy would
    tell the vendor so, and take orders from such a client."""
    nobody = {"address_prefix": "255.255.255.255", "prefix_len": 32}
    return {
        "use_remote_address": False,
        "skip_xff_append": True,
        "server_header_transformation": "PASS_THROUGH",
        "internal_address_config": {"cidr_ranges": [nobody]},
    }


def certificate(tls: ir.ListenerTls) -> Json:
    """The secret `listener`, by the names of its files. Both are read again when the certificate's
    folder changes by a rename, as tools that renew certificates do it."""
    folder = str(PurePosixPath(tls.certificate).parent)
    return typed(
        "envoy.extensions.transport_sockets.tls.v3.Secret",
        name=CERTIFICATE,
        tls_certificate={
            "certificate_chain": {"filename": tls.certificate},
            "private_key": {"filename": tls.key},
            "watched_directory": {"path": folder},
        },
    )


def _tls() -> Json:
    secret = {"name": CERTIFICATE, "sds_config": file_source("xds/secrets.json")}
    return extension(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        common_tls_context={
            "tls_params": {
                "tls_minimum_protocol_version": "TLSv1_2",
                "tls_maximum_protocol_version": "TLSv1_3",
            },
            "alpn_protocols": ["h2", "http/1.1"],
            "tls_certificate_sds_secret_configs": [secret],
        },
    )
