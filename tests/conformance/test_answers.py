"""The mock vendors answer as the bundled descriptions say: a mock that invents proves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance import azure_facts, openai_facts, replies
from tests.conformance.checks import description
from tests.conformance.facts import Operation

VENDORS = ((replies.OPENAI, openai_facts.OPERATIONS), (replies.AZURE, azure_facts.OPERATIONS))
CASES = [
    pytest.param(vendor, operation, id=name)
    for vendor, operations in VENDORS
    for name, operation in operations.items()
]


@pytest.mark.parametrize(("vendor", "operation"), CASES)
def test_answer_is_described(vendor: str, operation: Operation) -> None:
    if replies.wants_stream(vendor, operation.path, operation.body):
        described = events(replies.events(vendor, operation.path, operation.body))
        kind = "text/event-stream"
    else:
        kind, body = replies.whole(vendor, operation.method, operation.path, operation.body)
        kind = kind.partition(";")[0]
        if kind != "application/json":
            return
        described = iter([json.loads(body)])
    for answer in described:
        found = list(
            description(vendor).answer_violations(
                operation.method, operation.template, 200, kind, answer
            )
        )
        assert not found, found


@pytest.mark.parametrize("status", [400, 401, 429])
@pytest.mark.parametrize("vendor", [replies.OPENAI, replies.AZURE])
def test_error_is_described(vendor: str, status: int) -> None:
    chat = dict(VENDORS)[vendor][f"{vendor.partition('-')[0]}_chat"]
    error = json.loads(replies.error(vendor, status))
    found = description(vendor).answer_violations(
        chat.method, chat.template, status, "application/json", error
    )
    assert not list(found)


def test_openai_errors_are_not_azures() -> None:
    """The two forms differ, so that a gateway which made up either would be seen."""
    assert replies.error(replies.OPENAI, 429) != replies.error(replies.AZURE, 429)


def events(stream: list[bytes]) -> Iterator[dict[str, Any]]:
    """Each event of a stream as the descriptions have it; the sentinel is none."""
    for raw in stream:
        lines = raw.decode().strip().split("\n")
        fields = dict(line.split(": ", 1) for line in lines)
        if fields["data"] != "[DONE]":
            yield {**fields, "data": json.loads(fields["data"])}
