"""What an endpoint pins, beside what the vendor's description knows of it."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.codes import UNKNOWN_PIN
from compiler.resolve import pins as checked_pins
from compiler.terms import Pin, PinMode
from compiler.vendors import values_of_parameter
from tests.bundled import CATALOGUE
from tests.projects import ACME_DESCRIPTION, OWN_VENDOR, PROJECT, compile_texts

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


ENDPOINT = """\
name: Acme
version: 1.0.0
context: acme
vendor: {vendor}
endpoints: {{sandbox: {{{pins}}}}}
"""
VERSION = Pin("api-version", "2026-01-01", PinMode.DEFAULT)
BETA = Pin("X-Acme-Beta", "on", PinMode.FIXED)


def removed(name: str) -> Pin:
    return Pin(name, "", PinMode.REMOVED)


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

    monkeypatch.setattr(checked_pins, "values_of_parameter", counted)
    texts = {f"apis/{name}.yaml": PINNED.format(name=name) for name in "abcdefgh"}
    texts |= {path: text for path, text in OWN_VENDOR.items() if path != "apis/acme.yaml"}
    compile_texts(texts)
    assert len(calls) == 4  # the vendor's operations


@pytest.mark.parametrize(
    ("vendor", "endpoint", "said"),
    [
        ("openai/v1", "query: {model: {fixed: gpt-raeltime}}", "did you mean 'gpt-realtime'?"),
        ("openai/v1", "query: {model: {fixed: gpt-realtime-2}}", ""),
        ("openai/v1", "query: {other: {fixed: gpt-raeltime}}", ""),
        (
            "anthropic/v1",
            "headers: {Anthropic-Version: {fixed: 2023-01-06}}",
            "did you mean '2023-06-01'?",
        ),
        ("anthropic/v1", "headers: {anthropic-version: removed}", ""),
    ],
)
def test_bundled_vendors_are_known(vendor: str, endpoint: str, said: str) -> None:
    api = ENDPOINT.format(vendor=vendor, pins=endpoint)
    texts = {path: text for path, text in PROJECT.items() if not path.startswith("apis/")}
    outcome = compile_texts({**texts, "apis/acme.yaml": api}, catalogue=CATALOGUE, alone=True)
    found = [each for each in outcome.diagnostics if each.code is UNKNOWN_PIN]
    assert [each.message.endswith(said) for each in found] == ([True] if said else [])


@pytest.mark.parametrize(
    ("pins", "query", "headers"),
    [
        ("", (VERSION,), (BETA,)),
        (
            "query: {api-version: removed, z: removed, a: {default: 1}}",
            (Pin("a", "1", PinMode.DEFAULT), removed("api-version"), removed("z")),
            (BETA,),
        ),
        ("headers: {x-acme-beta: removed}", (VERSION,), (removed("x-acme-beta"),)),
        (
            "headers: {Y: {default: y}, X-ACME-Beta: {default: 'off'}}",
            (VERSION,),
            (Pin("X-ACME-Beta", "off", PinMode.DEFAULT), Pin("Y", "y", PinMode.DEFAULT)),
        ),
    ],
)
def test_an_endpoint_overrules_its_vendor(
    pins: str, query: tuple[Pin, ...], headers: tuple[Pin, ...]
) -> None:
    outcome = compile_texts(
        {**OWN_VENDOR, "apis/acme.yaml": ENDPOINT.format(vendor="acme/v1", pins=pins)}
    )
    api = next(api for api in outcome.gateways["sandbox"].apis if api.name == "Acme")
    assert (api.endpoint.query, api.endpoint.headers) == (query, headers)
