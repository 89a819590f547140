"""catalog-info.yaml: what Backstage's catalogue takes, whatever an author wrote."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from compiler import ir
from compiler.targets.devportal.backstage import catalog_info
from compiler.terms import Lifecycle
from tests.gateways import gateway, paper

# https://backstage.io/docs/features/software-catalog/descriptor-format: its rules, in other words.
NAME = r"^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$"
NAMESPACE = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
OWNER = "^(group|user):[A-Za-z0-9]+(-[A-Za-z0-9]+)*/[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$"
TAG = "^[a-z0-9+#]+(-[a-z0-9+#]+)*$"
ANNOTATION = "^[a-z][a-z0-9.-]*/[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$"
LINK = {
    "type": "object",
    "properties": {"url": {"pattern": "^https?://"}, "title": {"type": "string"}},
    "required": ["url"],
    "additionalProperties": False,
}
METADATA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 63, "pattern": NAME},
        "namespace": {"type": "string", "maxLength": 63, "pattern": NAMESPACE},
        "title": {"type": "string", "minLength": 1},
        "description": {"type": "string"},
        "annotations": {
            "type": "object",
            "propertyNames": {"maxLength": 63, "pattern": ANNOTATION},
            "additionalProperties": {"type": "string"},
        },
        "tags": {
            "type": "array",
            "items": {"type": "string", "maxLength": 63, "pattern": TAG},
            "uniqueItems": True,
        },
        "links": {"type": "array", "items": LINK},
    },
    "required": ["name"],
    "additionalProperties": False,
}
SYSTEM_SPEC = {
    "type": "object",
    "properties": {"owner": {"pattern": OWNER}},
    "required": ["owner"],
    "additionalProperties": False,
}
API_SPEC = {
    "type": "object",
    "properties": {
        "type": {"const": "openapi"},
        "lifecycle": {"enum": ["production", "deprecated"]},
        "owner": {"pattern": OWNER},
        "system": {"pattern": NAME},
        "definition": {
            "type": "object",
            "properties": {"$text": {"pattern": "^[.]/apis/"}},
            "required": ["$text"],
            "additionalProperties": False,
        },
    },
    "required": ["type", "lifecycle", "owner", "system", "definition"],
    "additionalProperties": False,
}
ENTITY = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "apiVersion": {"const": "backstage.io/v1alpha1"},
            "kind": {"enum": ["API", "System"]},
            "metadata": METADATA,
        },
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "additionalProperties": {},
        "if": {"properties": {"kind": {"const": "API"}}},
        "then": {"properties": {"spec": API_SPEC}},
        "else": {"properties": {"spec": SYSTEM_SPEC}},
    }
)


def sample(portal_url: str | None = None, **changes: Any) -> ir.Gateway:
    """Three APIs, the first of them changed."""
    found = gateway(1, 8080)
    first, *others = found.apis
    first = dataclasses.replace(first, **changes)
    return dataclasses.replace(found, apis=(first, *others), portal_url=portal_url)


def entities(of: ir.Gateway, role: str | None = None) -> list[dict[str, Any]]:
    text = b"".join(catalog_info(of, role)).decode()
    found = list(yaml.safe_load_all(text))
    for each in found:
        assert [error.message for error in ENTITY.iter_errors(each)] == []
    return found


def test_a_system_and_its_apis() -> None:
    system, first, *others = entities(sample(description="What for.", tags=("LLM chat", "llm")))
    assert system["metadata"]["name"] == "sample"
    assert system["metadata"]["namespace"] == "sandbox"
    assert "links" not in system["metadata"]
    assert first == {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "API",
        "metadata": {
            "name": "Chat-v1.0.0",
            "namespace": "sandbox",
            "title": "Chat 1.0.0",
            "description": "What for.",
            "annotations": {
                "gatewright/base-url": "http://127.0.0.1:8080/chat/1.0.0",
                "gatewright/environment": "sandbox",
                "gatewright/vendor": "sample/v1",
                "gatewright/tags": '["LLM chat", "llm"]',
            },
            "tags": ["llm-chat", "llm"],
        },
        "spec": {
            "type": "openapi",
            "lifecycle": "production",
            "owner": "group:default/unknown",
            "system": "sample",
            "definition": {"$text": "./apis/Chat/1.0.0/openapi.json"},
        },
    }
    assert [each["metadata"]["name"] for each in others] == ["Open-v1.0.0", "Pinned-v1.0.0"]


def test_a_portal_that_knows_where_it_is_links_there() -> None:
    document = paper("How we prompt", "how_to", "prompting guide.md", b"")
    listing = ir.Listing(
        since="2026-06-01", sunset="2027-01-01", link="https://next.test", documents=(document,)
    )
    of = sample("https://portal.test/ai", listing=listing, lifecycle=Lifecycle.DEPRECATED)
    system, first, *_ = entities(of)
    assert system["metadata"]["links"][0]["url"] == "https://portal.test/ai/"
    assert [link["url"] for link in first["metadata"]["links"]] == [
        "https://portal.test/ai/apis/Chat/1.0.0/index.html",
        "https://portal.test/ai/apis/Chat/1.0.0/documents/-prompting%20guide.md.html",
        "https://next.test",
    ]
    assert first["metadata"]["annotations"]["gatewright/sunset"] == "2027-01-01"
    assert first["spec"]["lifecycle"] == "deprecated"


@pytest.mark.parametrize(
    ("written", "owner"),
    [
        ("chat-team", "group:default/chat-team"),
        ("user:jane", "user:default/jane"),
        ("group:staff/chat", "group:staff/chat"),
        ("Group:staff/chat", "group:staff/chat"),
        ("Team A / B", "group:default/Team-A-B"),
        ("component:default/x", "group:default/component-default-x"),
        ("", "group:default/unknown"),
        ("日本", "group:default/unknown"),
        ("jane@acme.example", "group:default/jane-acme.example"),
    ],
)
def test_the_property_owner_is_the_owner(written: str, owner: str) -> None:
    _, first, *_ = entities(sample(listing=ir.Listing(properties=(("owner", written),))))
    assert first["spec"]["owner"] == owner


def test_names_differ_in_whatever_case() -> None:
    pairs = [
        ("a", "b-v1"),
        ("a-vb", "1"),
        ("A--b", "1"),
        ("a-b", "1"),
        ("a_b", "1"),
        ("x" * 64, "1"),
    ]
    pairs += [
        ("x" * 64, "2"),
        ("x" * 63 + "y", "1"),
        ("v", "-"),
        ("v", "_"),
        ("a.", "1"),
        ("a", "1"),
    ]
    found = gateway(1, 8080)
    apis = tuple(
        dataclasses.replace(found.apis[0], name=name, version=version) for name, version in pairs
    )
    _, *made = entities(dataclasses.replace(found, apis=apis))
    names = [each["metadata"]["name"].lower() for each in made]
    assert len(set(names)) == len(pairs)


def names_of(of: ir.Gateway, role: str | None) -> set[str]:
    """Of a file's entities, as a catalogue tells them apart."""
    found = entities(of, role)
    system = found[0]["metadata"]["name"]
    assert {each["spec"]["system"] for each in found[1:]} == {system}
    return {f"{each['kind']}:{each['metadata']['name']}".lower() for each in found}


def test_no_two_catalogues_have_an_entity_in_common() -> None:
    """A catalogue refuses the second of two files that do."""
    long = "p" * 60
    files = [
        names_of(dataclasses.replace(sample(), project=project), role)
        for project, role in [
            ("a", None),
            ("a", "b"),
            ("a", "c"),
            ("a", "c."),
            (long, "staff"),
            (long, "sta.x"),
            (f"{long}-longer", None),
            (f"{long}-longest", None),
        ]
    ]
    systems = [name for names in files for name in names if name.startswith("system:")]
    assert len(set(systems)) == len(files)
    assert systems[0] == "system:a"
    assert systems[1].startswith("system:a-b-")
    assert not names_of(sample(), "staff") & names_of(sample(), "sta.x")
    assert not names_of(sample(), "staff") & names_of(sample(), None)


def test_environments_are_namespaces_of_their_own() -> None:
    names = ["a", "a-b", "a_b", "a--b", "a_", "a-", "p" * 39 + "_", "p" * 40]
    found = [
        entities(dataclasses.replace(sample(), environment=name))[0]["metadata"]["namespace"]
        for name in names
    ]
    assert len(set(found)) == len(names)
    assert found[:2] == ["a", "a-b"]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(TEXTS.filter(bool), max_size=3), TEXTS, TEXTS)
def test_no_text_breaks_out(description: str, tags: list[str], owner: str, value: str) -> None:
    properties = (("owner", owner), ("value", value))
    listing = ir.Listing(properties=properties)
    _, first, *others = entities(sample(description=description, tags=tuple(tags), listing=listing))
    assert first["metadata"].get("description", "") == description
    assert yaml.safe_load(first["metadata"]["annotations"]["gatewright/properties"]) == dict(
        properties
    )
    assert others == entities(sample())[2:]


@pytest.mark.parametrize(
    "text", ["a\u2028b", "\ufeff", "\x85", "---\nkind: API", "{{x}}", "\\u0041", "😀"]
)
def test_what_yaml_reads_differently_is_escaped(text: str) -> None:
    _, first, *_ = entities(sample(description=text))
    assert first["metadata"]["description"] == text
