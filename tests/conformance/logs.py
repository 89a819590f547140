"""The log line of an exchange against the contract's section 7."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from compiler import contract
from tests.conformance import facts, replies
from tests.conformance.answers import model_of
from tests.conformance.bench import Bench
from tests.conformance.client import Answer
from tests.conformance.exchange import Exchange

LATE = 15.0
"""Seconds that a line may come after those of later requests: engines have several workers, and
some clients leave before the request has ended."""

TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
MEASURED = ("time", "duration_ms", "upstream_ms", "bytes_in", "bytes_out")


def check_log(bench: Bench, row: Exchange) -> None:
    """The one line of the row's request. AssertionError: names or values differ."""
    answer = bench.outcome(row).answer
    tag = bench.play(row).tag
    row = row.outcome_of(answer)
    identity = answer.one("x-request-id") if answer.status else tag
    bench.await_log()
    if row.logged is False:
        assert not bench.engine.logged(identity or tag, 0, 1)
        return
    lines = bench.engine.logged(identity or tag, LATE if row.logged else 0, row.times)
    if not lines and row.logged is None:
        return
    assert len(lines) == row.times, f"{len(lines)} lines of {identity}"
    for line in lines:
        check_line(row, answer, line, bench.engine.environment)


def check_line(row: Exchange, answer: Answer, line: dict[str, Any], environment: str) -> None:
    assert sorted(line) == sorted(contract.LOG_NAMES)
    assert TIME.fullmatch(line["time"])
    age = datetime.now(UTC) - datetime.fromisoformat(line["time"])
    assert timedelta(seconds=-5) < age < timedelta(minutes=10), "the time is not UTC"
    check_measures(row, answer, line)
    if "invalid_request" in row.codes and answer.status == 400 and not row.message:
        assert (line["status"], line["error_code"]) == (400, "invalid_request")
        return
    expected = {**expected_line(row, answer), "environment": environment}
    wrong = {name: (line[name], value) for name, value in expected.items() if line[name] != value}
    assert not wrong, f"logged and expected: {wrong}"


def check_measures(row: Exchange, answer: Answer, line: dict[str, Any]) -> None:
    """Times and sizes: whole numbers in the right order of size."""
    for name in ("duration_ms", "bytes_in", "bytes_out"):
        assert type(line[name]) is int, f"{name} is {line[name]!r}"
        assert line[name] >= 0
    upstream = line["upstream_ms"]
    if answer.status and not row.codes and row.requests:
        assert type(upstream) is int
        assert 0 <= upstream <= line["duration_ms"] + 1
    if row.requests == 0:
        assert upstream is None
    if answer.complete and not row.codes:
        size = len(answer.body)
        most = size if answer.framing == "length" else 8 * size + 64
        assert size <= line["bytes_out"] <= most
        if row.framing == "length":
            assert line["bytes_in"] == len(row.sent_body)


def expected_line(row: Exchange, answer: Answer) -> dict[str, object]:
    """Every value of the line that does not depend on the clock."""
    service, operation = row.service, row.operation
    code = error_code(row, answer)
    routed = row.routed and code != "unknown_operation"
    known = routed and code != "method_not_allowed"
    usage = operation.usage if not row.codes and answer.complete and row.status == 200 else None
    line: dict[str, object] = {
        "vendor_request_id": None,
        "api": facts.NAMES.get(row.api, row.api) if routed else None,
        "api_version": service.version if routed else None,
        "operation": operation.id if known else None,
        "consumer": row.consumer if service.secured else None,
        "method": row.sent_method,
        "path": service.base + operation.template if routed else None,
        "status": answer.status,
        "error_code": code,
        "stream": row.stream,
        "gen_ai.provider.name": service.provider.partition("/")[0] if routed else None,
        "gen_ai.request.model": operation.deployment if known else None,
        "gen_ai.response.model": answering_model(row) if usage else None,
        "gen_ai.usage.input_tokens": usage[0] if usage else None,
        "gen_ai.usage.output_tokens": usage[1] if usage else None,
    }
    if not row.codes and row.requests and row.mock == "":
        line["vendor_request_id"] = replies.request_id(row.provider, stream=row.stream is True)
    return {**line, **row.log}


def answering_model(row: Exchange) -> str | None:
    """The model that the right answer names."""
    model = row.operation.model
    return model_of(row.sent_body) if model == "" else model


def error_code(row: Exchange, answer: Answer) -> str | None:
    """The code of the gateway's own answer; None where it made none."""
    if not row.codes or not answer.complete:
        return None
    return row.codes[0] if row.bodiless else str(answer.json["error"]["code"])
