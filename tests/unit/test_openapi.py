"""compiler.openapi: the operations of a document and what they reach."""

from __future__ import annotations

from typing import Any

import pytest

from compiler.openapi import (
    Document,
    answer_media_types,
    component,
    dereferenced,
    operations,
    reached,
    references,
    request_media_types,
)


def document(**data: Any) -> Document:
    return Document(data, "0" * 64)


def ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def test_operations_come_sorted_by_path_and_method() -> None:
    found = operations(
        document(
            paths={
                "/b": {"post": {"operationId": "p"}, "get": {}, "parameters": [1]},
                "/a": {"head": {}, "summary": "s"},
            }
        )
    )
    listed = [(each.path, each.method, each.id, each.shared) for each in found]
    assert listed == [
        ("/a", "HEAD", None, {"summary": "s"}),
        ("/b", "GET", None, {"parameters": [1]}),
        ("/b", "POST", "p", {"parameters": [1]}),
    ]


def test_a_document_without_paths_has_no_operations() -> None:
    assert list(operations(document())) == []


def test_media_types_are_found_through_references() -> None:
    described = document(
        paths={
            "/a": {
                "post": {
                    "requestBody": ref("requestBodies", "B"),
                    "responses": {"200": ref("responses", "R"), "400": {"description": "x"}},
                },
                "get": {},
            }
        },
        components={
            "requestBodies": {"B": {"content": {"text/plain": {}, "multipart/form-data": {}}}},
            "responses": {"R": ref("responses", "S"), "S": {"content": {"application/json": {}}}},
        },
    )
    get, post = operations(described)
    assert request_media_types(described, post) == ("multipart/form-data", "text/plain")
    assert answer_media_types(described, post) == ("application/json",)
    assert request_media_types(described, get) == ()
    assert (get.reads_body, post.reads_body) == (False, True)


def test_the_closure_goes_through_all_kinds_and_circles() -> None:
    described = document(
        components={
            "schemas": {
                "Tree": {"items": ref("schemas", "Tree"), "x": ref("schemas", "Leaf")},
                "Leaf": {"type": "string"},
                "Unused": ref("schemas", "Leaf"),
            },
            "responses": {"R": {"headers": {"H": ref("headers", "H")}}},
            "headers": {"H": {"schema": ref("schemas", "Tree")}},
        }
    )
    found = reached(described, [{"responses": {"200": ref("responses", "R")}}])
    assert {kind: list(names) for kind, names in found.items()} == {
        "headers": ["H"],
        "responses": ["R"],
        "schemas": ["Leaf", "Tree"],
    }


def test_a_discriminator_reaches_what_it_maps_to() -> None:
    node = {"discriminator": {"mapping": {"a": "A", "b": "#/components/schemas/B"}}}
    assert list(references(node)) == ["#/components/schemas/A", "#/components/schemas/B"]


def test_a_property_named_like_a_reference_is_none() -> None:
    assert list(references({"properties": {"$ref": {"type": "string"}}})) == []


def test_a_reference_may_point_into_a_component_and_escape_its_name() -> None:
    assert component("#/components/schemas/A/properties/b") == ("schemas", "A")
    assert component("#/components/schemas/a~1b~0c") == ("schemas", "a/b~c")


@pytest.mark.parametrize("reference", ["other.yaml#/A", "#/paths/~1a", "#/components/schemas", ""])
def test_a_reference_that_leaves_the_components_is_refused(reference: str) -> None:
    with pytest.raises(KeyError):
        component(reference)


def test_references_that_lead_nowhere_or_in_a_circle_are_refused() -> None:
    described = document(components={"responses": {"A": ref("responses", "A")}})
    with pytest.raises(KeyError):
        dereferenced(described, ref("responses", "A"))
    with pytest.raises(KeyError):
        reached(described, [ref("responses", "B")])
