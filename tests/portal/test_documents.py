"""The portal's document of every vendor: valid OpenAPI 3.1, whole by itself, and about nothing but
what the API exposes. (`make lint-portal` asks another tool the same.)"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import openapi_v31_schema_validator

from compiler import openapi
from compiler.openapi import Document
from compiler.terms import HeaderAuth
from tests.bundled import CATALOGUE, bundled
from tests.portal.documents import documents

Found = Mapping[tuple[str, bool], dict[str, Any]]
EXPOSURES = [
    pytest.param(id, whole, id=f"{id}-{'whole' if whole else 'default'}")
    for id in CATALOGUE.ids()
    for whole in (True, False)
]


@pytest.fixture(scope="module")
def found() -> Found:
    """Compiled once, by vendor and whether the API exposes all that there is."""
    return {
        (id, whole): json.loads(content)
        for whole in (True, False)
        for id, content in documents(whole).items()
    }


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_a_document_is_valid(found: Found, id: str) -> None:
    """By default whole; where an API exposes all that there is, its form."""
    assert _problems(OpenAPIV31SpecValidator(found[id, False])) == []
    assert _problems(openapi_v31_schema_validator, found[id, True]) == []


@pytest.mark.soak
@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_a_document_of_everything_is_valid(found: Found, id: str) -> None:
    assert _problems(OpenAPIV31SpecValidator(found[id, True])) == []


@pytest.mark.parametrize(("id", "whole"), EXPOSURES)
def test_a_document_is_whole_by_itself_and_has_no_more(found: Found, id: str, whole: bool) -> None:
    """Every reference leads to a component; every component is led to."""
    document = found[id, whole]
    reached = openapi.reached(Document(document, ""), [document["paths"]])
    components = dict(document["components"])
    schemes = components.pop("securitySchemes")
    assert components == reached
    assert set(schemes) == {name for wanted in document["security"] for name in wanted}


@pytest.mark.parametrize(("id", "whole"), EXPOSURES)
def test_a_document_has_what_is_exposed(found: Found, id: str, whole: bool) -> None:
    vendor = bundled(id)
    words = vendor.groups if whole else vendor.default
    exposed = {one for word in words for one in vendor.groups.get(word, (word,))}
    described = openapi.operations(Document(found[id, whole], ""))
    assert {each.id for each in described} == exposed


@pytest.mark.parametrize(("id", "whole"), EXPOSURES)
def test_a_document_does_not_know_where_the_vendor_is(found: Found, id: str, whole: bool) -> None:
    """Nor which header the vendor's key goes in, unless the API's clients use the same."""
    vendor, document = bundled(id), found[id, whole]
    text = json.dumps(document)
    assert "https://api.vendor.example" not in text
    for each in (document, *(item for item in document["paths"].values())):
        servers = each.get("servers", [])
        assert all(server["url"].startswith("http://127.0.0.1:8080/") for server in servers)
    if isinstance(vendor.auth, HeaderAuth):
        named = [
            each["name"].lower()
            for each in _mappings(document["paths"])
            if each.get("in") == "header"
        ]
        assert vendor.auth.header.lower() not in named
    for name in (pin.name for pin in vendor.query if pin.mode == "removed"):
        sent = [each["name"] for each in _mappings(document) if each.get("in") == "query"]
        assert name not in sent


def _problems(validator: Any, *document: Any) -> list[str]:
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(*document)]


def _mappings(node: Any) -> list[dict[str, Any]]:
    match node:
        case dict():
            return [node, *(found for value in node.values() for found in _mappings(value))]
        case list():
            return [found for value in node for found in _mappings(value)]
    return []
