"""A deployed copy as one bootstrap without xDS, for `envoy --mode validate`, which reads no xDS
files: what is wrong in one of them shows only when Envoy is started."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml


def static_bootstrap(copy: Path) -> dict[str, Any]:
    """Valid in the copy: the Lua files, the CA bundles and the listener's secret are still read
    from there."""
    whole: dict[str, Any] = yaml.load((copy / "envoy.yaml").read_bytes(), yaml.CSafeLoader)
    del whole["dynamic_resources"]
    (routes,) = _resources(copy, "routes")
    (listener,) = _resources(copy, "listeners")
    for chain in listener["filter_chains"]:
        for network_filter in chain["filters"]:
            manager = network_filter["typed_config"]
            del manager["rds"]
            manager["route_config"] = routes
    clusters = _resources(copy, "clusters")
    return {**whole, "static_resources": {"listeners": [listener], "clusters": clusters}}


def _resources(copy: Path, kind: str) -> list[dict[str, Any]]:
    """The resources of a kind, without their type, which their place in a bootstrap says."""
    read = json.loads((copy / "xds" / f"{kind}.json").read_bytes())
    return [{k: v for k, v in resource.items() if k != "@type"} for resource in read["resources"]]
