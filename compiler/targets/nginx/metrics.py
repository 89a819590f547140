"""Metrics: what the log line of a request says of it, counted in memory that the workers share.

The njs code of it is a file of its own, and nothing of it is there in a gateway that tells nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compiler import contract, ir, resources, telling
from compiler.targets.nginx.code import assembled, metric_modules

# The module that exports the handlers, and the one that is written here.
MAIN = "metrics.js"
_DATA = "metricdata.js"

# A value in a line of JSON; possessive, so that a match never steps back.
_VALUE = r'(?:[a-z0-9]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")'

# Names of the log line, and what the pattern calls their values.
_COUNTED = {
    "api": "gw_m_api",
    "api_version": "gw_m_version",
    "consumer": "gw_m_consumer",
    "status": "gw_m_status",
    "error_code": "gw_m_code",
    "duration_ms": "gw_m_duration",
    "gen_ai.usage.input_tokens": "gw_m_input",
    "gen_ai.usage.output_tokens": "gw_m_output",
}

# What nginx takes for a number in shared memory with the longest names; how many numbers a set of
# labels has at most, and how many sets a caller of an API mostly comes to.
_NUMBER_BYTES = 512
_NUMBERS_EACH = len(contract.DURATION_BUCKETS_MS) + 5
_SETS_EACH = 5
_LEAST_MIB, _MOST_MIB = 8, 256


@dataclass(frozen=True, slots=True)
class Metrics:
    """conf/metrics.conf: `pattern` takes a log line apart into `counted`; `memory` of the counts;
    the server on loopback, and the one path there."""

    port: int
    path: str
    memory: str
    pattern: str
    counted: str


def told(gateway: ir.Gateway) -> Metrics | None:
    """None: the gateway tells nothing."""
    if gateway.admin_port is None:
        return None
    return Metrics(
        port=gateway.admin_port,
        path=contract.METRICS_PATH,
        memory=_memory(gateway),
        pattern=_pattern(),
        counted="$gw_m_api,$gw_m_version,$gw_m_consumer,$gw_m_status,$gw_m_code",
    )


def code() -> bytes:
    """njs/metrics.js."""
    folder = resources.tree("templates") / "nginx" / "njs"
    return assembled({**metric_modules(folder), _DATA: _data()}, MAIN)


def _pattern() -> str:
    """Of a log line from its API on: no text in JSON has a quote behind a comma as it stands."""
    names = contract.LOG_NAMES[contract.LOG_NAMES.index("api") :]
    return "~" + "".join(f",{re.escape(json.dumps(name))}:{_value(name)}" for name in names)


def _value(name: str) -> str:
    return f"(?<{_COUNTED[name]}>{_VALUE})" if name in _COUNTED else _VALUE


def _memory(gateway: ir.Gateway) -> str:
    """By powers of two: nginx forgets all counts where it changes. What was never counted in takes
    no memory of the machine; a full one loses counts."""
    of_one_caller = _SETS_EACH * (len(gateway.apis) + 1)
    sets = min(contract.MAX_METRIC_SERIES, of_one_caller * (len(gateway.consumers) + 1))
    needed = (sets + of_one_caller) * _NUMBERS_EACH * _NUMBER_BYTES // 2**20 + _LEAST_MIB
    return f"{min(_MOST_MIB, 1 << (needed - 1).bit_length())}m"


def _data() -> str:
    """The contract as functions that make it: a top level of data costs every request."""
    head = "// What the gateway contract says of metrics; written by the compiler.\n"
    return "\n".join((head, *_data_lines(), ""))


def _data_lines() -> Iterator[str]:
    data = telling.as_data()
    yield f"export const METRICS_PATH = {json.dumps(contract.METRICS_PATH)};"
    yield f"export const METRICS_TYPE = {json.dumps(contract.METRICS_TYPE)};"
    yield f"export const MAX_SERIES = {contract.MAX_METRIC_SERIES};"
    yield f"export const MORE_CONSUMERS = {json.dumps(contract.MORE_CONSUMERS)};"
    functions = {
        "bucketOf(ms)": _bucket(),
        "metricBuckets()": f"{json.dumps(data['buckets'])}.map((each) => each[1]).concat('+Inf')",
        "metricFamilies()": json.dumps(data["families"]),
    }
    for function, value in functions.items():
        yield f"\nexport function {function} {{\n    return {value};\n}}"


def _bucket() -> str:
    """A blank and the number of the bucket that a request of so many milliseconds is in; njs
    compares quicker than it makes a list."""
    bounds = contract.DURATION_BUCKETS_MS
    found = "".join(f"ms <= {most} ? ' {at}' : " for at, most in enumerate(bounds))
    return f"{found}' {len(bounds)}'"
