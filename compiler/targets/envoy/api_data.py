"""What the Lua code must know of an API.

It travels with the API's route (`filter_context`), so that the address and the credential that
belongs to it are always replaced together.
"""

from __future__ import annotations

import hashlib
import json
from typing import assert_never
from urllib.parse import quote

from compiler import contract, ir
from compiler.targets.envoy.names import Json
from compiler.terms import Credential, EnvSecret, FileSecret, Pin, PinMode, Security


def api_data(api: ir.Api, operations: str) -> Json:
    """`operations`: the name of the API's operation set."""
    data: Json = {
        "name": api.name,
        "version": api.version,
        "provider": api.vendor,
        "base": api.base,
        "target": api.endpoint.base_path,
        "security": [_way(way) for way in api.security],
        "query": [_query_pin(pin) for pin in api.endpoint.query],
        "headers": [_header_pin(pin) for pin in api.endpoint.headers],
        "removed": late_removals(api),
        "operations": operations,
    }
    if api.endpoint.credential:
        data["key"] = _key(api.endpoint.credential)
    if api.refused:
        data["refused"] = api.refused
    if api.added_response_headers:
        headers = api.added_response_headers
        data["added"] = [{"name": name.lower(), "value": value} for name, value in headers]
    return data


def digest(data: Json) -> str:
    """Tells versions of an API's data apart: a worker prepares each of them once."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]


def late_removals(api: ir.Api) -> list[str]:
    """Response headers that the Lua code removes, because it reads them for the log first."""
    return [
        name for name in api.removed_response_headers if name in contract.VENDOR_REQUEST_ID_HEADERS
    ]


def _way(way: Security) -> str:
    """Only ways that the Lua code knows: any entry makes it look for a key."""
    match way:
        case Security.API_KEY:
            return "api_key"
        case _:
            assert_never(way)


def _query_pin(pin: Pin) -> Json:
    pair = f"{quote(pin.name, safe='')}={quote(pin.value, safe='')}"
    return {"name": pin.name, "pair": pair, "fixed": pin.mode is PinMode.FIXED}


def _header_pin(pin: Pin) -> Json:
    return {"name": pin.name.lower(), "value": pin.value, "fixed": pin.mode is PinMode.FIXED}


def _key(credential: Credential) -> Json:
    key: Json = {"header": credential.header.lower(), "prefix": credential.prefix}
    match credential.secret:
        case EnvSecret(variable):
            key["env"] = variable
        case FileSecret(path):
            key["file"] = path
    return key
