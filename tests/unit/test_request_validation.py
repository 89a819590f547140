"""`validate_requests`: which value counts where, and what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.bundled import CATALOGUE
from tests.projects import ACME_DESCRIPTION, GATEWAY, OWN_VENDOR, Outcome, compile_texts

API = "name: A\nversion: 1.0.0\ncontext: a\nvendor: acme/v1\n"
LOCAL = """\
gatewright: 1
name: sample
environments:
  local: {url: "http://127.0.0.1:8080", targets: [mitmproxy, devportal]}
  shared: {url: "http://127.0.0.1:8081", targets: [nginx, envoy], resolvers: [10.96.0.10]}
"""


def compiled(api: str, gateway: str = LOCAL, **schema: Any) -> Outcome:
    """An API of the project's own vendor; schema: keywords of the body of its chat operation."""
    described = yaml.safe_load(OWN_VENDOR[ACME_DESCRIPTION])
    described["components"]["schemas"]["Ask"] |= schema
    texts = {**OWN_VENDOR, "gateway.yaml": gateway, "apis/acme.yaml": api}
    texts[ACME_DESCRIPTION] = yaml.safe_dump(described)
    return compile_texts(texts, alone=True)


def values(outcome: Outcome) -> dict[str, str]:
    return {name: str(gateway.apis[0].validation) for name, gateway in outcome.gateways.items()}


def complaints(outcome: Outcome, *ids: str) -> list[tuple[str, str]]:
    return [
        (str(found.span), found.message) for found in outcome.diagnostics if found.code.id in ids
    ]


def test_off_by_default() -> None:
    outcome = compiled(API)
    assert values(outcome) == {"local": "off", "shared": "off"}
    assert complaints(outcome, "E502", "W501") == []


def test_the_layers() -> None:
    one = "validate_requests: reject\noverrides: {shared: {validate_requests: off}}\n"
    assert values(compiled(API + one)) == {"local": "reject", "shared": "off"}
    defaults = LOCAL + "defaults: {validate_requests: warn}\n"
    other = "overrides: {shared: {validate_requests: 'off'}}\n"
    assert values(compiled(API + other, defaults)) == {"local": "warn", "shared": "off"}


def test_every_engine_takes_it() -> None:
    assert values(compiled(API + "validate_requests: warn\n")) == {
        "local": "warn",
        "shared": "warn",
    }


@pytest.mark.parametrize("value", ["on", "true", "Reject", "[warn]"])
def test_other_words(value: str) -> None:
    assert compiled(API + f"validate_requests: {value}\n").diagnostics.failed


ONLY = "validate_requests: warn\noverrides: {shared: {validate_requests: off}}\n"


def test_what_is_not_checked_is_said() -> None:
    outcome = compiled(API + ONLY, propertyNames={"pattern": "^x"}, uniqueItems=True)
    assert complaints(outcome, "W501") == [
        (
            "apis/acme.yaml:5:20",
            "bodies are not checked by everything that acme/v1 says of them: "
            "createChat (propertyNames, uniqueItems)",
        )
    ]
    assert complaints(compiled(API + ONLY, maxProperties=9), "W501") == []
    defaults = LOCAL + "defaults: {validate_requests: warn}\n"
    (found,) = complaints(compiled(API, defaults, uniqueItems=True), "W501")
    assert found[0] == "gateway.yaml:6:31"
    unexposed = "operations: {include: [listModels]}\n"
    assert complaints(compiled(API + ONLY + unexposed, uniqueItems=True), "W501") == []


def test_bundled_vendors_can_be_validated() -> None:
    for id in CATALOGUE.ids():
        gateway = GATEWAY.replace("    url: http", "    targets: [mitmproxy]\n    url: http", 1)
        gateway = gateway.replace("resolvers:", "targets: [devportal]\n    resolvers:")
        vendor = CATALOGUE.get(*id.split("/"))
        assert vendor is not None
        more = ""
        if vendor.server is None or "{" in vendor.server:
            more = (
                "endpoints: {sandbox: {url: 'http://127.0.0.1:1'}, "
                "production: {url: 'https://v.example'}}\n"
            )
        api = API.replace("acme/v1", id) + more + "validate_requests: reject\n"
        texts = {"gateway.yaml": gateway, "apis/a.yaml": api}
        outcome = compile_texts(texts, catalogue=CATALOGUE, alone=True)
        assert not outcome.diagnostics.failed, outcome.report
        assert outcome.gateways["sandbox"].apis[0].validation == "reject"
