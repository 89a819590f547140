"""redocly.yaml: where the documents of a portal are."""

from __future__ import annotations

import dataclasses
from typing import Any

import yaml

from compiler import ir
from compiler.targets.devportal.redocly import redocly
from compiler.terms import Lifecycle
from tests.gateways import gateway


def read(of: ir.Gateway) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(b"".join(redocly(of)))
    return found


def test_every_listed_api_has_its_document() -> None:
    sample = gateway(1, 8080)
    hidden = dataclasses.replace(sample.apis[0], lifecycle=Lifecycle.RETIRED)
    found = read(dataclasses.replace(sample, apis=(hidden, *sample.apis[1:])))
    assert found["apis"] == {
        "Open@1.0.0": {"root": "apis/Open/1.0.0/openapi.json"},
        "Pinned@1.0.0": {"root": "apis/Pinned/1.0.0/openapi.json"},
    }
    assert found["extends"] == ["recommended"]


def test_a_portal_without_apis() -> None:
    assert read(dataclasses.replace(gateway(1, 8080), apis=()))["apis"] == {}
