"""The same gateway as one bootstrap without xDS, for `envoy --mode validate`, which reads no xDS
files: what is wrong in one of them shows only when Envoy is started."""

from __future__ import annotations

from compiler import ir
from compiler.targets.envoy.bootstrap import bootstrap
from compiler.targets.envoy.clusters import clusters
from compiler.targets.envoy.listeners import listener
from compiler.targets.envoy.lua_code import lua_files, revision
from compiler.targets.envoy.names import Json
from compiler.targets.envoy.operation_sets import OperationSets
from compiler.targets.envoy.routes import route_configuration


def static_bootstrap(gateway: ir.Gateway) -> Json:
    """Valid in a deployed copy: the Lua files and CA bundles are still read from there."""
    one = _plain(listener(gateway, revision(lua_files(gateway))))
    for chain in one["filter_chains"]:
        for network_filter in chain["filters"]:
            manager = network_filter["typed_config"]
            del manager["rds"]
            manager["route_config"] = _plain(route_configuration(gateway, OperationSets()))
    whole = bootstrap(gateway)
    del whole["dynamic_resources"]
    return {
        **whole,
        "static_resources": {
            "listeners": [one],
            "clusters": [_plain(cluster) for cluster in clusters(gateway)],
        },
    }


def _plain(resource: Json) -> Json:
    """A resource where its place already says its type."""
    return {name: value for name, value in resource.items() if name != "@type"}
