"""What a person would write by hand for the quickstart's job, and no more: the path, one client
key, the vendor's key, a JSON log. The compiled gateways are compared with these."""

from __future__ import annotations

import json

from tests.bench.load import BASE, KEY

VENDOR_KEY = "sk-of-the-benchmark"

_ANSWER = json.dumps(
    {
        "id": "cmpl-e5cc70bb28c444948073e77776eb30ef",
        "object": "chat.completion",
        "model": "mistral-small-latest",
        "usage": {"prompt_tokens": 16, "completion_tokens": 34, "total_tokens": 50},
        "created": 1702256327,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hello! How can I help you today?"},
                "finish_reason": "stop",
            }
        ],
    }
)

VENDOR = """\
worker_processes 1;
pid nginx.pid;
error_log stderr alert;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    default_type application/json;
    keepalive_requests 1000000;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 '{answer}'; }}
    }}
}}
"""

NGINX = """\
worker_processes auto;
pid nginx.pid;
error_log stderr alert;
events {{ worker_connections 1024; }}
http {{
    map $http_authorization $consumer {{
        default "";
        "Bearer {key}" demo-app;
    }}
    log_format line escape=json '{{"time":"$time_iso8601","request_id":"$request_id",'
        '"consumer":"$consumer","method":"$request_method","path":"$uri","status":$status,'
        '"duration":$request_time,"upstream":"$upstream_header_time",'
        '"bytes_in":$request_length,"bytes_out":$body_bytes_sent}}';
    access_log /dev/stdout line;
    upstream vendor {{ server 127.0.0.1:{vendor}; keepalive 64; }}
    server {{
        listen 127.0.0.1:{port};
        location {base}/ {{
            if ($consumer = "") {{ return 401; }}
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host api.vendor.example;
            proxy_set_header Authorization "Bearer {vendor_key}";
            proxy_buffering off;
            proxy_pass http://vendor/;
        }}
    }}
}}
"""

_ENVOY_LOG = {
    "time": "%START_TIME%",
    "request_id": "%REQ(x-request-id)%",
    "method": "%REQ(:method)%",
    "path": "%REQ(:path)%",
    "status": "%RESPONSE_CODE%",
    "duration": "%DURATION%",
    "upstream": "%RESPONSE_DURATION%",
    "bytes_in": "%BYTES_RECEIVED%",
    "bytes_out": "%BYTES_SENT%",
}
_TYPES = "type.googleapis.com/envoy.extensions"


def nginx(port: int, vendor: int) -> dict[str, str]:
    """Files of the hand-written nginx."""
    text = NGINX.format(port=port, vendor=vendor, key=KEY, base=BASE, vendor_key=VENDOR_KEY)
    return {"nginx.conf": text}


def vendor(port: int) -> dict[str, str]:
    """Files of a vendor that costs as little as can be: an nginx with one answer."""
    return {"nginx.conf": VENDOR.format(port=port, answer=_ANSWER)}


def envoy(port: int, vendor: int) -> dict[str, str]:
    """Files of the hand-written Envoy: the key is a header match of the route."""
    key = {"name": "authorization", "string_match": {"exact": f"Bearer {KEY}"}}
    injected = {
        "header": {"key": "authorization", "value": f"Bearer {VENDOR_KEY}"},
        "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
    }
    served = {
        "match": {"prefix": f"{BASE}/", "headers": [key]},
        "route": {
            "cluster": "vendor",
            "prefix_rewrite": "/",
            "host_rewrite_literal": "api.vendor.example",
            "timeout": "0s",
        },
        "request_headers_to_add": [injected],
    }
    refused = {"match": {"prefix": "/"}, "direct_response": {"status": 401}}
    manager = {
        "@type": f"{_TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "minimal",
        "access_log": [
            {
                "name": "log",
                "typed_config": {
                    "@type": f"{_TYPES}.access_loggers.stream.v3.StdoutAccessLog",
                    "log_format": {"json_format": _ENVOY_LOG},
                },
            }
        ],
        "route_config": {
            "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [served, refused]}]
        },
        "http_filters": [
            {
                "name": "router",
                "typed_config": {"@type": f"{_TYPES}.filters.http.router.v3.Router"},
            }
        ],
    }
    chain = {"filters": [{"name": "http", "typed_config": manager}]}
    listener = {"name": "main", "address": _address(port), "filter_chains": [chain]}
    endpoints = [{"lb_endpoints": [{"endpoint": {"address": _address(vendor)}}]}]
    cluster = {
        "name": "vendor",
        "type": "STATIC",
        "load_assignment": {"cluster_name": "vendor", "endpoints": endpoints},
    }
    static = {"listeners": [listener], "clusters": [cluster]}
    return {"envoy.yaml": json.dumps({"static_resources": static}, indent=1)}


def _address(port: int) -> dict[str, object]:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}
