"""What an endpoint pins, beside what the vendor's description knows of it."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.resolve import pins
from compiler.vendors import values_of_parameter
from tests.projects import ACME_DESCRIPTION, OWN_VENDOR, compile_texts

PINNED = """\
name: {name}
version: 1.0.0
context: {name}
vendor: acme/v1
operations: {{include: [chat]}}
endpoints: {{sandbox: {{query: {{alt: {{fixed: third}}}}}}}}
"""
CHATS = "{name: alt, in: query, schema: {type: string}}"
CHOSEN = OWN_VENDOR[ACME_DESCRIPTION].replace(
    CHATS, "{name: alt, in: query, schema: {enum: [first, second]}}"
)
LISTS = "      operationId: listModels\n"
TAKES_ANY = LISTS + "      parameters: [{name: alt, in: query, schema: {type: string}}]\n"


def warned(description: str) -> bool:
    texts = {**OWN_VENDOR, ACME_DESCRIPTION: description}
    outcome = compile_texts({**texts, "apis/acme.yaml": PINNED.format(name="acme")})
    return any("third" in found.message for found in outcome.diagnostics)


def test_a_value_that_some_operation_takes_is_not_unknown() -> None:
    assert warned(CHOSEN)
    assert not warned(CHOSEN.replace(LISTS, TAKES_ANY))


def test_a_description_is_looked_through_once_for_all_apis(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    real = values_of_parameter

    def counted(*args: Any) -> Any:
        calls.append(args)
        return real(*args)

    monkeypatch.setattr(pins, "values_of_parameter", counted)
    texts = {f"apis/{name}.yaml": PINNED.format(name=name) for name in "abcdefgh"}
    texts |= {path: text for path, text in OWN_VENDOR.items() if path != "apis/acme.yaml"}
    compile_texts(texts)
    assert len(calls) == 4  # the vendor's operations
