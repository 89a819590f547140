"""Every bundled description: valid OpenAPI 3.1, nothing unused, read alike by every YAML parser."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from compiler import openapi
from compiler.descriptions.findings import Fault, Normalised
from compiler.descriptions.normalising import normalised
from compiler.descriptions.reading import read
from compiler.openapi import Document
from tests.bundled import CATALOGUE, ROOT, bundled

# Its rules are those of YAML 1.1, whether libyaml is there or not.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
IDS = CATALOGUE.ids()


@cache
def as_written(id: str) -> Any:
    """The file's data, as the compiler reads it."""
    data = read((ROOT / id / "openapi.yaml").read_bytes())
    assert not isinstance(data, Fault)
    return data


@pytest.mark.parametrize("id", IDS)
def test_it_is_valid(id: str) -> None:
    validator = OpenAPIV31SpecValidator(as_written(id))
    assert [f"{list(error.path)}: {error.message}" for error in validator.iter_errors()] == []


@pytest.mark.parametrize("id", IDS)
def test_nothing_of_it_had_to_be_changed(id: str) -> None:
    made = normalised(copy.deepcopy(as_written(id)))
    assert isinstance(made, Normalised)
    assert made.notices == ()


@pytest.mark.parametrize("id", IDS)
def test_every_component_is_used(id: str) -> None:
    document = Document(as_written(id), "")
    reached = openapi.reached(document, [document.data["paths"]])
    components = document.data["components"]
    for kind in components.keys() - {"securitySchemes"}:
        assert sorted(components[kind]) == sorted(reached.get(kind, {})), kind


@pytest.mark.parametrize("id", IDS)
def test_it_means_the_same_in_every_yaml(id: str) -> None:
    """As the compiler reads it (YAML 1.2) and as others do (YAML 1.1): `on`, dates, `010`."""
    content = (ROOT / id / "openapi.yaml").read_bytes()
    assert yaml.load(content, Loader=_Loader) == as_written(id)


@pytest.mark.parametrize("id", IDS)
def test_objects_are_open(id: str) -> None:
    """Vendors add fields faster than a description follows."""
    for node in _mappings(as_written(id)):
        assert node.get("additionalProperties") is not False
        assert "unevaluatedProperties" not in node


@pytest.mark.parametrize("id", IDS)
def test_no_description_was_cut_off_by_a_comma(id: str) -> None:
    """`{description: Before, or after.}` is a description and a key `or after.` without a value."""
    for node in _mappings(as_written(id)):
        for key, value in node.items():
            assert " " not in key
            assert value is not None or key == "default"


@pytest.mark.parametrize("id", IDS)
def test_every_operation_is_in_one_group(id: str) -> None:
    vendor = bundled(id)
    grouped = [each for ids in vendor.groups.values() for each in ids]
    assert sorted(grouped) == sorted(operation.id for operation in vendor.operations)


def _mappings(node: Any) -> Iterator[dict[str, Any]]:
    match node:
        case dict():
            yield node
            for value in node.values():
                yield from _mappings(value)
        case list():
            for value in node:
                yield from _mappings(value)


@pytest.mark.parametrize("id", IDS)
def test_no_body_must_repeat_the_path(id: str) -> None:
    """SDKs take both as arguments of one method and send each once."""
    document = Document(as_written(id), "")
    for operation in openapi.operations(document):
        names = set(re.findall(r"\{([^}]*)\}", operation.path))
        body = openapi.dereferenced(document, operation.data.get("requestBody") or {})
        for media in (body.get("content") or {}).values():
            schema = openapi.dereferenced(document, media.get("schema") or {})
            assert not names & set(schema.get("required") or ()), operation.id
