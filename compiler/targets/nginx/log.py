"""The view of conf/log.conf: the log line as nginx writes it by itself, and what it is made of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from compiler import contract
from compiler.targets.nginx.constants import no_figures
from compiler.targets.nginx.quoting import DOLLAR

# Variables of JSON texts that may be empty.
_TEXTS = ("gw_consumer", "gw_asked")

# What stands for each name of the contract. $gw_api and $gw_figures bring the names and values of
# those that follow with them.
_VALUES = {
    "time": '"$gw_time"',
    "request_id": '"$gw_rid"',
    "vendor_request_id": "$gw_vendor_id0",
    "api": "$gw_api",
    "api_version": None,
    "operation": "$gw_operation",
    "consumer": "$gw_consumer_or_null",
    "method": '"$request_method"',
    "path": '"$gw_path"',
    "status": "$status",
    "error_code": "null",
    "duration_ms": "$gw_duration_ms",
    "upstream_ms": "$gw_upstream_ms",
    "bytes_in": "$gw_bytes_in",
    "bytes_out": "$gw_bytes_out",
    "stream": "$gw_stream",
    "gen_ai.provider.name": "$gw_vendor",
    "gen_ai.request.model": "$gw_asked_or_null",
    "gen_ai.response.model": "$gw_figures",
    "gen_ai.usage.input_tokens": None,
    "gen_ai.usage.output_tokens": None,
}


@dataclass(frozen=True, slots=True)
class VendorId:
    """A header that may hold the vendor's id of a request: its variable, the variable of the id as
    JSON, that of the pattern, and what is the id where the header is not there."""

    variable: str
    id: str
    capture: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Log:
    """`line`: with variables. `stream_pattern`: of media types that are streams. `texts`: variables
    that may be empty, for null. `no_figures`: the end of a line of which there are none."""

    line: str
    stream_pattern: str
    vendor_ids: tuple[VendorId, ...]
    texts: tuple[str, ...]
    no_figures: str


def log(environment: str) -> Log:
    """The log of an environment's gateway."""
    media = "|".join(re.escape(each) for each in contract.STREAM_CONTENT_TYPES)
    return Log(
        line=_line(environment),
        stream_pattern=rf"~*^(?:{media}) *(?:;|\z)",
        vendor_ids=tuple(_vendor_ids()),
        texts=_TEXTS,
        no_figures=no_figures(),
    )


def _line(environment: str) -> str:
    values = _VALUES | {"environment": json.dumps(environment).replace("$", DOLLAR)}
    parts = [
        f"{json.dumps(name)}:{values[name]}"
        for name in contract.LOG_NAMES
        if values[name] is not None
    ]
    return "{" + ",".join(parts) + "}"


def _vendor_ids() -> list[VendorId]:
    """The first that is there counts, so that each one leads to the next."""
    names = contract.VENDOR_REQUEST_ID_HEADERS
    return [
        VendorId(
            variable="upstream_http_" + name.replace("-", "_"),
            id=f"gw_vendor_id{at}",
            capture=f"gw_vendor_text{at}",
            otherwise=f"$gw_vendor_id{at + 1}" if at + 1 < len(names) else "null",
        )
        for at, name in enumerate(names)
    ]
