"""catalog.json and the linkset of RFC 9727: which APIs are in them, and what they say."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from compiler import ir
from compiler.openapi import Document
from compiler.targets.devportal import TARGET
from compiler.terms import Lifecycle
from tests.gateways import gateway, paper
from tests.unit.targets.described import DESCRIPTION, THINGS

CATALOG = ".well-known/api-catalog"
GUIDE = paper("How we prompt", "how_to", "prompting guide.md", b"# Guide\n")
LISTING = ir.Listing(
    since="2026-06-01",
    sunset="2027-01-01",
    link="https://portal.test/next",
    documents=(GUIDE,),
    properties=(("cost_centre", "4711"),),
)


def sample(**changes: Any) -> ir.Gateway:
    """Three APIs, the first of them changed."""
    found = gateway(1, 8080)
    first, *others = (
        dataclasses.replace(api, document=Document(DESCRIPTION, "1" * 64), paths=THINGS)
        for api in found.apis
    )
    return dataclasses.replace(found, apis=(dataclasses.replace(first, **changes), *others))


def files(of: ir.Gateway) -> dict[str, bytes]:
    return {str(artifact.path): artifact.content for artifact in TARGET.emit(of)}


def linkset(of: ir.Gateway) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files(of)[CATALOG])["linkset"]
    return found


def test_the_catalogue_has_all_that_a_client_may_know() -> None:
    of = sample(lifecycle=Lifecycle.DEPRECATED, listing=LISTING, description="Grüße", tags=("llm",))
    found = json.loads(files(of)["catalog.json"])
    assert {key: found[key] for key in ("format", "project", "environment", "url")} == {
        "format": 1,
        "project": "sample",
        "environment": "sandbox",
        "url": "http://127.0.0.1:8080",
    }
    assert [api["name"] for api in found["apis"]] == ["Chat", "Open", "Pinned"]
    first = found["apis"][0]
    operations = found["operation_sets"][first.pop("operation_set")]["operations"]
    assert first == {
        "name": "Chat",
        "version": "1.0.0",
        "description": "Grüße",
        "tags": ["llm"],
        "lifecycle": "deprecated",
        "deprecation": {
            "since": "2026-06-01",
            "sunset": "2027-01-01",
            "link": "https://portal.test/next",
        },
        "base_url": "http://127.0.0.1:8080/chat/1.0.0",
        "vendor": {"name": "sample", "version": "v1"},
        "security": ["api_key"],
        "limits": {"body": 1, "upload": None},
        "properties": {"cost_centre": "4711"},
        "documents": [
            {
                "title": "How we prompt",
                "type": "how_to",
                "href": "apis/Chat/1.0.0/documents/prompting%20guide.md",
            }
        ],
        "page": "apis/Chat/1.0.0/index.html",
        "openapi": "apis/Chat/1.0.0/openapi.json",
        "postman": "apis/Chat/1.0.0/postman.json",
    }
    assert [(each["id"], each["method"], each["path"]) for each in operations] == [
        ("list", "GET", "/v1/things"),
        ("make", "POST", "/v1/things"),
        ("get", "GET", "/v1/things/{id}"),
    ]
    assert found["apis"][1]["deprecation"] is None
    assert found["apis"][1]["security"] == []


def test_documents_are_copied() -> None:
    found = files(sample(listing=LISTING))
    assert found["apis/Chat/1.0.0/documents/prompting guide.md"] == b"# Guide\n"


@pytest.mark.parametrize(
    "changes",
    [
        {"listing": dataclasses.replace(LISTING, visible=False)},
        {"lifecycle": Lifecycle.BLOCKED},
        {"lifecycle": Lifecycle.RETIRED},
    ],
)
def test_an_api_that_is_not_listed_leaves_no_trace(changes: dict[str, Any]) -> None:
    of = sample(description="concealed", **{"listing": LISTING, **changes})
    for path, content in files(of).items():
        if path.startswith("assets/"):  # the same for every project
            continue
        assert "/Chat/" not in path
        for word in (b"Chat", b"/chat/", b"concealed", b"prompt", b"4711"):
            assert word not in content, path


def test_a_portal_without_apis() -> None:
    of = dataclasses.replace(sample(), apis=())
    assert json.loads(files(of)["catalog.json"])["apis"] == []
    assert linkset(of) == []


def test_the_linkset_is_relative_where_the_portal_has_no_url() -> None:
    first, second, _ = linkset(sample(listing=LISTING))
    assert first == {
        "anchor": "http://127.0.0.1:8080/chat/1.0.0",
        "service-desc": [
            {
                "href": "../apis/Chat/1.0.0/openapi.json",
                "type": "application/vnd.oai.openapi+json;version=3.1",
            }
        ],
        "service-doc": [
            {"href": "../apis/Chat/1.0.0/index.html", "title": "Chat", "type": "text/html"},
            {
                "href": "../apis/Chat/1.0.0/documents/-prompting%20guide.md.html",
                "title": "How we prompt",
                "type": "text/html",
            },
        ],
        "status": [{"href": "http://127.0.0.1:8080/healthz", "type": "application/json"}],
    }
    assert [link["title"] for link in second["service-doc"]] == ["Open"]


def test_the_linkset_is_absolute_where_the_portal_has_a_url() -> None:
    of = dataclasses.replace(sample(), portal_url="https://portal.test/ai")
    whole, first, *_ = linkset(of)
    assert whole["anchor"] == f"https://portal.test/ai/{CATALOG}"
    assert [item["href"] for item in whole["item"]] == [
        "http://127.0.0.1:8080/chat/1.0.0",
        "http://127.0.0.1:8080/open/1.0.0",
        "http://127.0.0.1:8080/pinned/1.0.0",
    ]
    assert first["service-desc"][0]["href"] == (
        "https://portal.test/ai/apis/Chat/1.0.0/openapi.json"
    )


def test_a_deprecated_api_says_so() -> None:
    first, second, _ = linkset(sample(listing=LISTING, lifecycle=Lifecycle.DEPRECATED))
    assert first["deprecation"] == [
        {
            "href": "https://portal.test/next",
            "title": "Deprecated since 2026-06-01; ends on 2027-01-01",
        }
    ]
    assert "deprecation" not in second


def test_models_are_listed_where_the_description_lists_them() -> None:
    words = {"anyOf": [{"type": "string", "enum": ["large", "small"]}, {"const": "tiny"}]}
    schema = {"allOf": [{"properties": {"model": {"$ref": "#/components/schemas/Model"}}}]}
    data = {
        **DESCRIPTION,
        "components": {
            **DESCRIPTION["components"],
            "requestBodies": {"Thing": {"content": {"application/json": {"schema": schema}}}},
            "schemas": {**DESCRIPTION["components"]["schemas"], "Model": words},
        },
    }
    of = sample(document=Document(data, "2" * 64), models=("small", "new"))
    found = json.loads(files(of)["catalog.json"])
    sets = [found["operation_sets"][api["operation_set"]] for api in found["apis"]]
    assert [each["models"] for each in sets] == [["large", "new", "small", "tiny"], [], []]


def test_apis_that_expose_the_same_share_a_set() -> None:
    text = files(sample())["catalog.json"].decode()
    found = json.loads(text)
    assert len({api["operation_set"] for api in found["apis"]}) == 1
    assert len(found["operation_sets"]) == 1
    assert [line for line in text.split("\n") if line.startswith('{"name":"Open"')]


def test_every_reference_names_a_file_of_the_bundle() -> None:
    found = files(sample(listing=LISTING))
    (api, *_) = json.loads(found["catalog.json"])["apis"]
    assert {api["page"], api["openapi"], api["postman"]} <= set(found)
    assert api["documents"][0]["href"].replace("%20", " ") in found
