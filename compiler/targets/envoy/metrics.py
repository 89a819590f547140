"""Metrics: counters of Envoy's own, added to at the end of each request that has a log line, and a
port on loopback that tells them as the contract has it.

Envoy's log of statistics counts, since no Lua code learns that a request has ended when its client
leaves or a vendor breaks off. What only the Lua code knows of a request, and that is its labels, it
leaves in the request's metadata (templates/envoy/metric_facts.lua).
"""

from __future__ import annotations

from compiler import contract, ir, telling
from compiler.targets.envoy.log import Ending, endings
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import FACTS, Json, extension, typed

# Before the names of all counters, as Envoy tells them.
PREFIX = "gatewright_metrics"

# Where Envoy tells its statistics: to whoever runs it, nothing but this, and in at most so many
# bytes.
SOCKET = "metrics.sock"
_SOURCE = f"/stats/prometheus?filter=^{PREFIX}[.]"
_MOST_BYTES = 256 * 1024 * 1024

_BOUNDS = contract.DURATION_BUCKETS_MS

# Of health the part of a line is there, and empty.
_LOGGED = {
    "matcher": {
        "filter": FACTS,
        "path": [{"key": "request"}],
        "value": {"string_match": {"prefix": '"'}},
    },
    "match_if_key_not_found": True,
}

_NAME = "metrics"
_LUA = "told"
_HEADER = "-- What the code beside this file knows of metrics.\n"


def used(gateway: ir.Gateway) -> bool:
    """Whether anything is counted and told."""
    return gateway.admin_port is not None


def owns(name: str) -> bool:
    """Whether a file of Lua is there for metrics alone."""
    return name.startswith("metric_")


def listening(gateway: ir.Gateway) -> str:
    """What the listener's Lua does before anything else."""
    return 'require("metric_facts")\n' if used(gateway) else ""


def lua_files(gateway: ir.Gateway) -> list[tuple[str, bytes]]:
    """The data of the Lua code; none where nothing is told."""
    if not used(gateway):
        return []
    data = {**telling.as_data(), "source": _SOURCE, "prefix": f"envoy_{PREFIX}_"}
    return [("metric_settings.lua", f"{_HEADER}return {lua_literal(data)}\n".encode())]


def logs(gateway: ir.Gateway) -> list[Json]:
    """One log for each kind of log line, for each bucket of durations, and for each kind of
    tokens. Conditions are quick; CEL takes Envoy as long as much of a request."""
    if not used(gateway):
        return []
    buckets = zip((-1, *_BOUNDS), (*_BOUNDS, None), strict=True)
    return [
        *map(_log, endings()),
        *(_bucket(at, *bounds) for at, bounds in enumerate(buckets)),
        *map(_tokens, ("input", "output")),
    ]


def _log(ending: Ending) -> Json:
    """A request, and its milliseconds."""
    tags = (_tag("status", ending.status), _tag("code", ending.error_code))
    return _counting(
        ending.condition, _counter("requests", 1, *tags), _counter("sum", "%DURATION%")
    )


def _bucket(at: int, more_than: int, most: int | None) -> Json:
    """A request of so many whole milliseconds, `most` with them; None: without an end."""
    bounds = [_duration("GE", more_than + 1)] if more_than >= 0 else []
    bounds += [_duration("LE", most)] if most is not None else []
    condition = {"and_filter": {"filters": [*bounds, {"metadata_filter": _LOGGED}]}}
    return _counting(condition, _counter("bucket", 1, _tag("at", str(at))))


def _duration(op: str, milliseconds: int) -> Json:
    """Envoy has it that such a number could be changed while it runs, under this name."""
    value = {"default_value": milliseconds, "runtime_key": f"{PREFIX}.{milliseconds}"}
    return {"duration_filter": {"comparison": {"op": op, "value": value}}}


def _tokens(kind: str) -> Json:
    there = {"filter": FACTS, "path": [{"key": kind}], "value": {"present_match": True}}
    condition = {"metadata_filter": {"matcher": there, "match_if_key_not_found": False}}
    return _counting(condition, _counter(kind, _fact(kind)))


def _counting(condition: Json, *counters: Json) -> Json:
    log = extension(
        _NAME,
        "envoy.extensions.access_loggers.stats.v3.Config",
        stats_scope={"prefix": PREFIX},
        counters=list(counters),
    )
    return {**log, "filter": condition}


def _counter(name: str, value: int | str, *tags: Json) -> Json:
    stat = {"name": name, "tags": [_tag("labels", _fact("labels")), *tags]}
    added = {"value_fixed": value} if isinstance(value, int) else {"value_format": value}
    return {"stat": stat, **added}


def _tag(name: str, value: str) -> Json:
    return {"name": name, "value_format": value}


def _fact(name: str) -> str:
    return f"%DYNAMIC_METADATA({FACTS}:{name})%"


def administration(gateway: ir.Gateway) -> Json:
    """The part of the bootstrap: Envoy's statistics on a socket of its folder."""
    if not used(gateway):
        return {}
    pipe = {"pipe": {"path": SOCKET, "mode": 0o600}}
    return {"admin": {"address": pipe, "allow_paths": [{"exact": _SOURCE}]}}


def clusters(gateway: ir.Gateway) -> list[Json]:
    """Envoy itself."""
    if not used(gateway):
        return []
    endpoint = {"endpoint": {"address": {"pipe": {"path": SOCKET}}}}
    return [
        typed(
            "envoy.config.cluster.v3.Cluster",
            name=_NAME,
            type="STATIC",
            connect_timeout="1s",
            per_connection_buffer_limit_bytes=_MOST_BYTES,
            load_assignment={
                "cluster_name": _NAME,
                "endpoints": [{"lb_endpoints": [endpoint]}],
            },
        )
    ]


def listeners(gateway: ir.Gateway, revision: str) -> list[Json]:
    """The port that tells them, for this machine alone. `revision`: of the Lua code."""
    if not used(gateway):
        return []
    address = {"address": "127.0.0.1", "port_value": gateway.admin_port}
    manager = extension(
        "http",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix=_NAME,
        http_protocol_options={"accept_http_10": True, "default_host_for_http_10": _NAME},
        http_filters=[_lua(revision), _router()],
        route_config={"name": _NAME, "virtual_hosts": [_host()]},
    )
    return [
        typed(
            "envoy.config.listener.v3.Listener",
            name=_NAME,
            address={"socket_address": address},
            per_connection_buffer_limit_bytes=_MOST_BYTES,
            filter_chains=[{"filters": [manager]}],
        )
    ]


def _lua(revision: str) -> Json:
    return {
        **extension(
            _LUA,
            "envoy.extensions.filters.http.lua.v3.Lua",
            default_source_code={
                "inline_string": (
                    f'-- revision {revision}\npackage.path = "lua/?.lua"\nrequire("metric_page")\n'
                )
            },
            clear_route_cache=False,
        ),
        "disabled": True,
    }


def _router() -> Json:
    return extension(
        "envoy.filters.http.router",
        "envoy.extensions.filters.http.router.v3.Router",
        suppress_envoy_headers=True,
    )


def _host() -> Json:
    here = {"path": contract.METRICS_PATH}
    get = {"name": ":method", "string_match": {"exact": "GET"}}
    told = {
        "match": {**here, "headers": [get]},
        "route": {"cluster": _NAME, "timeout": "60s"},
        "typed_per_filter_config": {_LUA: typed("envoy.config.route.v3.FilterConfig", config={})},
    }
    return {
        "name": _NAME,
        "domains": ["*"],
        "routes": [
            told,
            _direct(here, 405, "method not allowed\n", allow="GET"),
            _direct({"prefix": "/"}, 404, "not found\n"),
        ],
    }


def _direct(match: Json, status: int, body: str, **headers: str) -> Json:
    return {
        "match": match,
        "direct_response": {"status": status, "body": {"inline_string": body}},
        "response_headers_to_add": [
            {"header": {"key": name, "value": value}} for name, value in headers.items()
        ],
    }
