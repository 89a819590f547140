"""Changes of a deployed copy that let keys out: what the search must not miss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.proofs.canaries import Canaries
from tests.proofs.searching import Found

Place = tuple[str, Found]

_ENVOY = """
local decide, finish = envoy_on_request, envoy_on_response
local function hex(text)
  return (text:gsub(".", function(one) return string.format("%02X", one:byte()) end))
end
function envoy_on_request(handle)
  local key = handle:headers():get("authorization") or ""
  decide(handle)
  handle:logCritical("leak " .. hex(handle:headers():get("authorization") or ""))
  handle:headers():replace("x-leak", key)
end
function envoy_on_response(handle)
  handle:headers():replace("x-leak", os.getenv("CANARY_ONE_KEY"))
  finish(handle)
end
"""
_MITMPROXY = """
import base64, logging, os, pathlib
from gatewright_gateway import journal, recording

key = os.environ["CANARY_ONE_KEY"]
request, write = recording.Recording.request, journal.Journal.write

def leaky_request(self, host, port, tls, method, target, headers):
    logging.getLogger("leak").error(base64.b64encode(key.encode()).decode())
    pathlib.Path("leak").write_text(key.encode().hex())
    request(self, host, port, tls, method, target, [*headers, (b"X-Leak", key.encode())])

def leaky_write(self, names, facts):
    write(self, names, {**facts, "method": key})

recording.Recording.request, journal.Journal.write = leaky_request, leaky_write
"""


@dataclass(frozen=True, slots=True)
class Mutation:
    """appended: to files of the copy; @KEY@ stands for a vendor's key as JSON writes it. found:
    what comes out of it, and where."""

    appended: Mapping[str, str] = field(repr=False)
    found: frozenset[Place]

    def change(self, copy: Path, canaries: Canaries) -> None:
        """FileNotFoundError: the artifacts have no such file."""
        for name, text in self.appended.items():
            file = copy / name
            key = json.dumps(canaries["vendor_one"])
            file.write_text(file.read_text() + text.replace("@KEY@", key))


MUTATIONS = {
    "nginx": Mutation(
        {
            "conf/variables.conf": (
                'log_format leak escape=json \'{"key": "$http_authorization"}\';\n'
                "access_log /dev/stdout leak;\n"
            ),
            "conf/headers.conf": "add_header X-Leak $gw_head always;\n",
            "conf/proxy.conf": "proxy_set_header X-Leak $http_authorization;\n",
            "conf/upstreams.conf": "map $host $gw_leak { default @KEY@; }\n",
        },
        frozenset(
            {
                ("stdout", Found("client", "raw")),
                ("answer passes", Found("vendor_one", "raw")),
                ("vendor one", Found("client", "raw")),
                ("nginx -T", Found("vendor_one", "raw")),
                ("file conf/upstreams.conf", Found("vendor_one", "raw")),
            }
        ),
    ),
    "envoy": Mutation(
        {"lua/gateway.lua": _ENVOY, "envoy.yaml": "flags_path: @KEY@\n"},
        frozenset(
            {
                ("stderr", Found("vendor_one", "hex")),
                ("answer passes", Found("vendor_one", "raw")),
                ("vendor one", Found("client", "raw")),
                ("config_dump?include_eds", Found("vendor_one", "raw")),
                ("file envoy.yaml", Found("vendor_one", "raw")),
            }
        ),
    ),
    "mitmproxy": Mutation(
        {"gateway.py": _MITMPROXY},
        frozenset(
            {
                ("stdout", Found("vendor_one", "raw")),
                ("stderr", Found("vendor_one", "base64")),
                ("file leak", Found("vendor_one", "hex")),
                ("record flows", Found("vendor_one", "raw")),
            }
        ),
    ),
}
