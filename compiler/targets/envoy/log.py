"""One JSON object per request and line on standard output (section 7 of the contract)."""

from __future__ import annotations

from compiler import contract, ir
from compiler.targets.envoy.names import FACTS, Json, extension, literal
from compiler.targets.envoy.replies import CONDITIONS


def access_log(gateway: ir.Gateway) -> list[Json]:
    """The log of the listener. What the Lua code marked as unlogged (health) stays out."""
    values = _values(gateway)
    unlogged = {
        "matcher": {
            "filter": FACTS,
            "path": [{"key": "unlogged"}],
            "value": {"bool_match": False},
        },
        "match_if_key_not_found": True,
    }
    log = extension(
        "envoy.access_loggers.stdout",
        "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
        log_format={"json_format": {name: values[name] for name in contract.LOG_NAMES}},
    )
    return [{**log, "filter": {"metadata_filter": unlogged}}]


def _values(gateway: ir.Gateway) -> dict[str, str]:
    """Envoy's word for each name of the log; a fact that is absent becomes null."""
    return {
        "time": "%START_TIME(%Y-%m-%dT%H:%M:%S.%3fZ)%",
        "request_id": "%REQ(x-request-id)%",
        "vendor_request_id": _fact("vendor_request_id"),
        "environment": literal(gateway.environment),
        "api": _fact("api"),
        "api_version": _fact("api_version"),
        "operation": _fact("operation"),
        "consumer": _fact("consumer"),
        "method": "%REQ(:method)%",
        "path": _fact("path"),
        "status": _status(),
        "error_code": _error_code(),
        "duration_ms": "%DURATION%",
        "upstream_ms": "%RESPONSE_DURATION%",
        "bytes_in": "%BYTES_RECEIVED%",
        "bytes_out": "%BYTES_SENT%",
        "stream": _fact("stream"),
        "gen_ai.provider.name": _fact("provider"),
        "gen_ai.request.model": _fact("request_model"),
        "gen_ai.response.model": _fact("response_model"),
        "gen_ai.usage.input_tokens": _fact("input_tokens"),
        "gen_ai.usage.output_tokens": _fact("output_tokens"),
    }


def _fact(name: str) -> str:
    return f"%DYNAMIC_METADATA({FACTS}:{name})%"


def _status() -> str:
    """A client that left before the answer has no response code."""
    left = contract.CLIENT_LEFT_STATUS
    return f"%TYPED_CEL(has(response.code) && response.code > 0 ? response.code : {left})%"


def _error_code() -> str:
    """The refusal's code when the gateway made the answer: the Lua code's own, which may stand in a
    vendor's place too, or what the conditions of the local replies make of Envoy's."""
    meaning = "null"
    for condition, code in reversed(CONDITIONS):
        meaning = f"({condition}) ? '{code}' : {meaning}"
    own = f"metadata.filter_metadata['{FACTS}']['error_code']"
    told = "response.code_details in ['via_upstream', 'lua_response']"
    return f"%TYPED_CEL({told} ? {own} : {meaning})%"
