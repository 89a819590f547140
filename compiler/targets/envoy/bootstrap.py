"""envoy.yaml: who this Envoy is and where it reads the rest. No port but those of the listeners."""

from __future__ import annotations

import yaml

from compiler import ir
from compiler.targets.envoy import metrics
from compiler.targets.envoy.names import Json, file_source

HEADER = """\
# Compiled by gatewright; start it in this folder: envoy -c envoy.yaml --disable-hot-restart
# Listeners, routes and clusters are read from xds/ and read again when a file there is replaced by
# a rename. Vendor keys are read from the environment or from files, for each request.
"""


# Envoy refuses regular expressions of more than 100 instructions, about one per byte of a path. The
# ones here are paths of a vendor's description, and RE2 is linear. Without strict parsing Envoy
# skips what stands between the bytes of a chunk and its line break: other parsers read on there.
RUNTIME = {
    "envoy.reloadable_features.strict_chunk_parsing": True,
    "re2.max_program_size.error_level": 100_000,
    "re2.max_program_size.warn_level": 100_000,
}


def bootstrap(gateway: ir.Gateway) -> Json:
    """Who this Envoy is, and where the rest of its configuration stands."""
    return {
        "node": {"id": f"{gateway.project}-{gateway.environment}", "cluster": gateway.project},
        "layered_runtime": {"layers": [{"name": "fixed", "static_layer": RUNTIME}]},
        "dynamic_resources": {
            "cds_config": file_source("xds/clusters.json"),
            "lds_config": file_source("xds/listeners.json"),
        },
        **metrics.administration(gateway),
    }


def bootstrap_text(gateway: ir.Gateway) -> str:
    """envoy.yaml, with a comment for its reader."""
    return HEADER + yaml.safe_dump(bootstrap(gateway), sort_keys=False, allow_unicode=True)
