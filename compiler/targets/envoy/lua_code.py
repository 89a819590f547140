"""The Lua folder: fixed code, and the contract, the origins and the consumers as data for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from compiler import contract, ir
from compiler.resources import tree
from compiler.targets.envoy import signing
from compiler.targets.envoy.bodies import rules
from compiler.targets.envoy.names import (
    ANSWER_HEADER,
    HEALTH_ROUTE,
    REQUEST_ID_HEADER,
    SET_BY_ENVOY,
    SET_IN_REQUEST,
    Json,
)

_NOT_PLAIN = re.compile(r"[^ !#-\[\]-~]")
HEADER = "-- What the code beside this file knows of the contract and of this environment.\n"


def lua_files(gateway: ir.Gateway) -> tuple[tuple[str, bytes], ...]:
    """Name and content of every Lua file, the fixed ones first."""
    fixed = sorted((tree("templates") / "envoy").glob("*.lua"), key=lambda path: path.name)
    data = f"{HEADER}return {lua_literal(_settings(gateway))}\n"
    return (
        *((path.name, path.read_bytes()) for path in fixed),
        ("settings.lua", data.encode()),
    )


def revision(files: Iterable[tuple[str, bytes]]) -> str:
    """A digest of names and contents."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def lua_literal(value: object, indent: int = 0) -> str:
    """Plain data as a Lua expression: strings, whole numbers, booleans, lists and mappings with
    string keys. Strings are quoted so that no character of theirs has a meaning in Lua."""
    inner, outer = "  " * (indent + 1), "  " * indent
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _quoted(value)
        case list() | tuple():
            lines = [f"{inner}{lua_literal(item, indent + 1)},\n" for item in value]
        case dict():
            lines = [
                f"{inner}[{_quoted(name)}] = {lua_literal(item, indent + 1)},\n"
                for name, item in value.items()
            ]
        case _:
            raise AssertionError(f"no Lua literal for {type(value).__name__}")
    return "{\n" + "".join(lines) + outer + "}" if lines else "{}"


def _quoted(text: str) -> str:
    """A quoted string of printable ASCII; every other byte is a decimal escape (Lua 5.1, 2.1)."""
    bytewise = text.encode().decode("latin-1")
    return '"' + _NOT_PLAIN.sub(lambda found: f"\\{ord(found[0]):03d}", bytewise) + '"'


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
        "consumers": {
            key.digest: consumer.name for consumer in gateway.consumers for key in consumer.keys
        },
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
