"""What the parts of the Envoy configuration call each other, and protobuf's type names."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

ROUTES = "gateway"
HEALTH_ROUTE = "healthz"

# The namespace of dynamic metadata: templates/envoy/facts.lua writes it; guard, log and the
# answer's header read it.
FACTS = "gatewright"

LUA_FILTER = "gateway"
STRIP_FILTER = "strip"

# Response headers that Envoy overwrites on every answer: the vendor's own never pass.
SET_BY_ENVOY = ("x-content-type-options", "x-request-id")
# Request headers that Envoy sets or removes itself, behind the Lua code.
FORWARDED_PROTO = "x-forwarded-proto"
SET_IN_REQUEST = ("accept-encoding", FORWARDED_PROTO, "x-request-id")

# Headers between Envoy and its Lua code: of a prefix (`x-gatewright-`) that is removed from what
# clients and vendors send, and that does not leave the gateway.
REQUEST_ID_HEADER = "x-gatewright-request-id"
CODING_HEADER = "x-gatewright-coding"
ANSWER_HEADER = "x-gatewright-answer"


def typed(type_name: str, **fields: Any) -> Json:
    """A protobuf `Any` in its JSON form."""
    return {"@type": f"type.googleapis.com/{type_name}", **fields}


def extension(name: str, type_name: str, **fields: Any) -> Json:
    """A named extension with its typed configuration."""
    return {"name": name, "typed_config": typed(type_name, **fields)}


def literal(text: str) -> str:
    """Text in a place where Envoy would substitute `%NAME%` commands."""
    return text.replace("%", "%%")


def seconds(milliseconds: int) -> str:
    """A protobuf duration."""
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole}.{rest:03d}s" if rest else f"{whole}s"


def file_source(path: str) -> Json:
    """A file of the deployed copy as a source of xDS resources; relative to the working folder.
    The folder is watched, so a file that is replaced by a rename is read again."""
    folder = path.rpartition("/")[0]
    return {
        "path_config_source": {"path": path, "watched_directory": {"path": folder}},
        "resource_api_version": "V3",
    }
