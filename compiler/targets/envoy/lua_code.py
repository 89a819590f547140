"""The Lua folder: fixed code, and the contract, the origins and the consumers as data for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from compiler import contract, ir
from compiler.resources import tree
from compiler.targets.envoy import metering, metrics, shared_limits, signing, token_rules, tokens
from compiler.targets.envoy.bodies import rules
from compiler.targets.envoy.grants import Grants
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import (
    ANSWER_HEADER,
    HEALTH_ROUTE,
    REQUEST_ID_HEADER,
    SET_BY_ENVOY,
    SET_IN_REQUEST,
    Json,
)
from compiler.targets.envoy.roster import consumers_file

HEADER = "-- What the code beside this file knows of the contract and of this environment.\n"

# The code for what asks another than the vendor, about a token or a limit.
_WAITING = "waiting.lua"


def lua_files(gateway: ir.Gateway) -> tuple[tuple[str, bytes], ...]:
    """Name and content of every Lua file, the fixed ones first."""
    found = sorted((tree("templates") / "envoy").glob("*.lua"), key=lambda path: path.name)
    fixed = [
        path
        for path in found
        if (metrics.used(gateway) or not metrics.owns(path.name))
        and (gateway.issuers or not tokens.owns(path.name))
        and (gateway.shared_limits is not None or not shared_limits.owns(path.name))
        and (_waits(gateway) or path.name != _WAITING)
    ]
    grants = Grants.of(gateway)
    settings = {**_settings(gateway), **metering.settings(gateway, grants.plans)}
    return (
        *((path.name, path.read_bytes()) for path in fixed),
        consumers_file(gateway, grants),
        ("settings.lua", f"{HEADER}return {lua_literal(settings)}\n".encode()),
        *metrics.lua_files(gateway),
        *tokens.lua_files(gateway),
    )


def _waits(gateway: ir.Gateway) -> bool:
    return bool(gateway.issuers) or gateway.shared_limits is not None


def revision(files: Iterable[tuple[str, bytes]]) -> str:
    """A digest of names and contents."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _settings(gateway: ir.Gateway) -> Json:
    data = contract.as_data()
    errors = {
        refusal.code: {"status": str(refusal.status), "body": refusal.body}
        for refusal in contract.REFUSALS
    }
    return {
        "errors": errors,
        "key_headers": dict.fromkeys(contract.KEY_HEADERS, True),
        "removed_headers": _flags(data["removed_request_headers"]),
        "removed_header_prefixes": list(contract.ROUTE_HEADER_PREFIXES),
        "vendor_request_id_headers": list(contract.VENDOR_REQUEST_ID_HEADERS),
        "stream_types": dict.fromkeys(contract.STREAM_CONTENT_TYPES, True),
        "request_id": _request_id(),
        "www_authenticate": contract.WWW_AUTHENTICATE,
        "max_target_bytes": contract.MAX_TARGET_BYTES,
        "max_header_bytes": contract.MAX_HEADER_BYTES,
        "longest_key": contract.MAX_KEY_BYTES,
        "signature_headers": list(signing.HEADERS),
        "health_route": HEALTH_ROUTE,
        "answer_header": ANSWER_HEADER,
        "from_vendor": "via_upstream",
        "set_by_envoy": {
            "request": dict.fromkeys(SET_IN_REQUEST, True),
            "answer": dict.fromkeys(SET_BY_ENVOY, True),
        },
        "cors_max_age": str(contract.CORS_MAX_AGE_SECONDS),
        "cors_exposed": ", ".join(contract.CORS_EXPOSED_HEADERS),
        "validation": rules(),
        "origins": dict.fromkeys(gateway.origins, True),
        **token_rules.settings(gateway),
    }


def _flags(names: object) -> Json:
    if not isinstance(names, list):
        raise AssertionError("a list of names was expected")
    return dict.fromkeys(names, True)


def _request_id() -> Json:
    """The contract's pattern, CLASS{1,N}, as a Lua pattern and a length."""
    parts = re.fullmatch(r"(\[[A-Za-z0-9._-]+\])\{1,(\d+)\}", contract.REQUEST_ID_PATTERN)
    if not parts:
        raise AssertionError("the pattern of request ids is no longer one class with a length")
    return {
        "header": REQUEST_ID_HEADER,
        "pattern": f"^{parts[1]}+$",
        "longest": int(parts[2]),
    }
