"""One JSON object per request and line on standard output (section 7 of the contract).

What the Lua code knows of a request and of its answer it leaves as two texts, ready to print: Envoy
takes ten times as long for as many separate facts. So there is one format for a vendor's answer,
one for what the gateway answered itself, and one for what no Lua code has seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from compiler import contract, ir
from compiler.targets.envoy.names import FACTS, Json, extension, literal
from compiler.targets.envoy.replies import CONDITIONS

# What templates/envoy/log_line.lua writes.
_OF_REQUEST = (
    "api",
    "api_version",
    "operation",
    "consumer",
    "method",
    "path",
    "gen_ai.provider.name",
    "gen_ai.request.model",
)
_OF_ANSWER = (
    "vendor_request_id",
    "error_code",
    "stream",
    "gen_ai.response.model",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
)

# A client that left before the answer has no response code.
_STATUS = f"has(response.code) && response.code > 0 ? response.code : {contract.CLIENT_LEFT_STATUS}"


@dataclass(frozen=True, slots=True)
class Ending:
    """A kind of requests: when a request is of it, and Envoy's words for its status, and for our
    code as JSON."""

    condition: Json
    status: str
    error_code: str


def endings() -> tuple[Ending, Ending, Ending]:
    """What the vendor answered, what the gateway did, and what no Lua code has seen. Each request
    is of one kind, or of none: health, whose part of the line is there and empty."""
    answered, seen = {"metadata_filter": _begins("answer")}, {"metadata_filter": _begins("request")}
    unanswered, unseen = _absent("answer"), {"metadata_filter": _absent("request")}
    own = {"and_filter": {"filters": [seen, {"metadata_filter": unanswered}]}}
    status, code = f"%CEL({_STATUS})%", _meaning("'null'", _quoted)
    return (
        Ending(answered, "%RESPONSE_CODE%", _part("told")),
        Ending(own, status, f"%CEL({_of_own_answer()})%"),
        Ending(unseen, status, f"%CEL({code})%"),
    )


def access_log(gateway: ir.Gateway) -> list[Json]:
    """The logs of the listener; for each request one of them writes, or none for health."""
    answered, own, unseen = endings()
    return [
        _log(answered.condition, _line(gateway, _of_vendor())),
        _log(own.condition, _line(gateway, _of_gateway())),
        _log(unseen.condition, {"json_format": _unseen(gateway)}),
    ]


def _log(condition: Json, line: Json) -> Json:
    log = extension(
        "envoy.access_loggers.stdout",
        "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
        log_format=line,
    )
    return {**log, "filter": condition}


def _begins(name: str) -> Json:
    """The Lua code left a part of a line under this name."""
    matcher = {
        "filter": FACTS,
        "path": [{"key": name}],
        "value": {"string_match": {"prefix": '"'}},
    }
    return {"matcher": matcher, "match_if_key_not_found": False}


def _absent(name: str) -> Json:
    """The Lua code left nothing under this name: no text is a number."""
    matcher = {
        "filter": FACTS,
        "path": [{"key": name}],
        "value": {"double_match": {"exact": 0}},
    }
    return {"matcher": matcher, "match_if_key_not_found": True}


def _always(gateway: ir.Gateway) -> dict[str, str]:
    """Envoy's words for what it knows of every request, with the quotes that JSON wants. No client
    writes any of them: the id is Envoy's own, or one that the Lua code found to be plain."""
    return {
        "time": '"%START_TIME(%Y-%m-%dT%H:%M:%S.%3fZ)%"',
        "request_id": '"%REQ(x-request-id)%"',
        "environment": literal(json.dumps(gateway.environment, ensure_ascii=False)),
        "duration_ms": "%DURATION%",
        "bytes_in": "%BYTES_RECEIVED%",
        "bytes_out": "%BYTES_SENT%",
    }


def _of_vendor() -> dict[str, str]:
    return {"status": "%RESPONSE_CODE%", "upstream_ms": "%RESPONSE_DURATION%", "": _part("answer")}


def _of_gateway() -> dict[str, str]:
    """The answer is the gateway's own, or there was none."""
    return {
        "status": f"%CEL({_STATUS})%",
        "upstream_ms": "null",
        "error_code": f"%CEL({_of_own_answer()})%",
        **{name: "null" for name in _OF_ANSWER if name != "error_code"},
    }


def _line(gateway: ir.Gateway, values: Mapping[str, str]) -> Json:
    members = {**_always(gateway), **values}
    text = ",".join(
        f"{json.dumps(name)}:{value}" if name else value for name, value in members.items()
    )
    return {"text_format_source": {"inline_string": f"{{{text},{_part('request')}}}\n"}}


def _part(name: str) -> str:
    return f"%DYNAMIC_METADATA({FACTS}:{name})%"


def _unseen(gateway: ir.Gateway) -> dict[str, str | None]:
    """A request that Envoy refused before any filter, or that the Lua code failed at. Here Envoy
    writes the JSON; an absent fact becomes null."""
    known = {
        **{name: value.strip('"') for name, value in _always(gateway).items()},
        "environment": literal(gateway.environment),
        "method": "%REQ(:method)%",
        "status": f"%TYPED_CEL({_STATUS})%",
        "error_code": f"%TYPED_CEL({_meaning('null', repr)})%",
        "upstream_ms": "%RESPONSE_DURATION%",
    }
    nothing = f"%DYNAMIC_METADATA({FACTS}:nothing)%"
    return {name: known.get(name, nothing) for name in contract.LOG_NAMES}


def _meaning(nothing: str, quote: Callable[[str], str]) -> str:
    """What the conditions of the local replies make of Envoy's own answer (a CEL expression)."""
    meaning = nothing
    for condition, code in reversed(CONDITIONS):
        meaning = f"({condition}) ? {quote(code)} : {meaning}"
    return meaning


def _quoted(code: str) -> str:
    """JSON, in CEL's strings."""
    return f"'\"{code}\"'"


def _of_own_answer() -> str:
    """The code of the Lua code's own answer, or of Envoy's; as JSON, in CEL's strings."""
    told = f"metadata.filter_metadata['{FACTS}']['code']"
    meaning = _meaning("'null'", _quoted)
    return (
        f"!has(response.code) || response.code == 0 ? 'null' : "
        f"response.code_details == 'lua_response' ? {told} : "
        f"response.code_details == 'via_upstream' ? 'null' : {meaning}"
    )
