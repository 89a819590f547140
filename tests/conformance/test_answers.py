"""The mock vendors answer as the bundled descriptions say: a mock that invents proves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance import azure_facts, openai_facts, replies
from tests.conformance.checks import description
from tests.conformance.eventstream import payloads
from tests.conformance.facts import Operation
from tests.conformance.vendors import SERVED

VENDORS = {
    replies.OPENAI: openai_facts.OPERATIONS,
    replies.AZURE: azure_facts.OPERATIONS,
    **{name: one.operations for name, one in SERVED.items() if not name.startswith("lab/")},
}
ERRORS = {"mistral/v1": (401, 422), "ollama/v1": (400, 404, 500)}
"""Statuses of errors where they are not the usual ones."""

CASES = [
    pytest.param(vendor, operation, id=name)
    for vendor, operations in VENDORS.items()
    for name, operation in operations.items()
]
FRAMES = "application/vnd.amazon.eventstream"
LINES = ("application/x-ndjson", "application/x-jsonl")


@pytest.mark.parametrize(("vendor", "operation"), CASES)
def test_answer_is_described(vendor: str, operation: Operation) -> None:
    status = replies.status(vendor, operation.method, operation.path)
    if replies.wants_stream(vendor, operation.path, operation.body):
        kind = replies.stream_kind(vendor)
        parts = replies.events(vendor, operation.path, operation.body)
    else:
        kind, body = replies.whole(vendor, operation.method, operation.path, operation.body)
        parts = body.splitlines() if kind in LINES else [body]
    kind = kind.partition(";")[0]
    for answer in documents(kind, parts):
        found = list(
            description(vendor).answer_violations(
                operation.method, operation.template, status, kind, answer
            )
        )
        assert not found, found


@pytest.mark.parametrize("vendor", VENDORS)
def test_errors_are_described(vendor: str) -> None:
    operation = next(one for one in VENDORS[vendor].values() if one.method == "POST")
    for status in ERRORS.get(vendor, (400, 401, 429)):
        error = json.loads(replies.error(vendor, status))
        found = description(vendor).answer_violations(
            operation.method, operation.template, status, "application/json", error
        )
        assert not list(found)


def test_errors_have_forms_of_their_own() -> None:
    """They differ, so that a gateway which made up one vendor's would be seen at another's."""
    for vendor in ("mistral", "anthropic/v1"):
        assert replies.error(vendor, 429) != replies.error(replies.OPENAI, 429)
    assert replies.error(replies.OPENAI, 429) != replies.error(replies.AZURE, 429)


def documents(kind: str, parts: list[bytes]) -> Iterator[Any]:
    """What a media type holds that is JSON, as the descriptions have it; other types are not read
    and a stream's comments and sentinel are no events."""
    if kind == "text/event-stream":
        for raw in parts:
            if raw.startswith(b":"):
                continue
            fields = dict(line.split(": ", 1) for line in raw.decode().strip().split("\n"))
            if fields["data"] != "[DONE]":
                yield {**fields, "data": json.loads(fields["data"])}
    elif kind == FRAMES:
        yield from map(json.loads, payloads(b"".join(parts)))
    elif kind == "application/json" or kind in LINES:
        yield from map(json.loads, parts)
