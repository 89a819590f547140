"""Whatever is in a file: a fault or usable data, no traceback, and the same when done twice."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from compiler import openapi
from compiler.descriptions.findings import Fault, Normalised, Refused
from compiler.descriptions.normalising import normalised
from compiler.descriptions.reading import locate, read
from compiler.descriptions.shapes import FIELDS, METHODS, TYPES
from compiler.importing.importer import Imported, Wanted, imported
from tests.importing.vendors import read as read_vendor

KEYS = sorted(
    {key for fields in FIELDS.values() for key in fields}
    | {"$ref", "items", "swagger", "x-a", "200", "default", "definitions", "host", "basePath"}
    | {"/a", "/a?b", "/a/{b}", "/a/{c}#d", "{b c}", "application/json", "A", "B c", "mapping"}
    | {"propertyName", "consumes", "produces", "$recursiveRef", "$recursiveAnchor", "webhooks"}
)
REFERENCES = (
    "#/components/schemas/A", "#/components/schemas/B c", "#/components/schemas/B%20c", "#", "#/",
    "#/definitions/A", "#/paths/~1a/get", "#/components/parameters/A", "#/components/responses/A",
    "#/components/schemas/A/properties/A", "#/components/requestBodies/A", "#anchor", "x.yaml#/A",
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, -(2**70), 0, 1]),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(REFERENCES),
    st.sampled_from([*TYPES, "file", "path", "query", "body", "formData", "A", "http", "bearer"]),
)
DATA = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=25,
)


def mapping(keys: Any, values: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(keys, st.one_of(values, DATA), max_size=3)


# Fields in which models, counts and streams are looked for.
FIELD_NAMES = ("model", "stream", "usage", "input_tokens", "total_tokens", "response", "eval_count")
SCHEMAS = st.recursive(
    st.one_of(
        st.sampled_from(REFERENCES).map(lambda reference: {"$ref": reference}),
        st.dictionaries(st.sampled_from(sorted(FIELDS["schema"])), DATA, max_size=5),
        st.fixed_dictionaries({"type": st.sampled_from(TYPES)}, optional={"default": LEAVES}),
        st.fixed_dictionaries({"enum": st.lists(LEAVES, max_size=3)}),
    ),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(FIELD_NAMES), inner, max_size=3).map(
            lambda properties: {"properties": properties}
        ),
        st.lists(inner, max_size=3).map(lambda parts: {"anyOf": parts}),
    ),
    max_leaves=5,
)
MEDIA = mapping(st.sampled_from(["application/json", "text/event-stream"]),
                st.fixed_dictionaries({"schema": SCHEMAS}))  # fmt: skip
PARAMETERS = st.one_of(
    DATA,
    st.fixed_dictionaries(
        {"name": st.sampled_from(["b", "b c", "x"]), "in": st.sampled_from(["path", "query"])},
        optional={"schema": SCHEMAS, "required": st.booleans(), "type": st.sampled_from(TYPES)},
    ),
)
OPERATIONS = st.fixed_dictionaries(
    {},
    optional={
        "operationId": st.sampled_from(["a", "a_2", "b c", "1"]),
        "parameters": st.lists(PARAMETERS, max_size=3),
        "requestBody": st.one_of(DATA, st.fixed_dictionaries({"content": MEDIA})),
        "responses": mapping(st.sampled_from(["200", "default"]),
                             st.fixed_dictionaries({"content": MEDIA})),
        "servers": DATA,
        "security": DATA,
    },
)  # fmt: skip
ITEMS = st.dictionaries(
    st.sampled_from([*METHODS, "parameters"]), st.one_of(OPERATIONS, DATA), min_size=1, max_size=3
)
PATHS = ["/a", "/a?b", "/a#c", "/a/{b}", "/a/{c}", "/a/{b c}", "a", "/{a}{b}", "/a//b", "x-a"]
DESCRIPTIONS = st.fixed_dictionaries(
    {
        "openapi": st.sampled_from(["3.0.0", "3.1.0", 3.1, "3.2.0", "4"]),
        "paths": st.dictionaries(st.sampled_from(PATHS), ITEMS, min_size=1, max_size=3),
    },
    optional={
        "swagger": st.just("2.0"),
        "info": DATA,
        "servers": DATA,
        "security": DATA,
        "definitions": mapping(st.sampled_from(["A", "B c"]), SCHEMAS),
        "parameters": mapping(st.sampled_from(["A", "B c"]), PARAMETERS),
        "components": st.fixed_dictionaries(
            {},
            optional={
                "schemas": mapping(st.sampled_from(["A", "B c"]), SCHEMAS),
                "parameters": mapping(st.sampled_from(["A", "B c"]), PARAMETERS),
                "responses": mapping(st.just("A"), DATA),
                "requestBodies": mapping(st.just("A"), DATA),
                "securitySchemes": mapping(st.just("A"), DATA),
            },
        ),
    },
)
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))


def is_usable(found: Normalised | Refused) -> None:
    if isinstance(found, Refused):
        assert found.faults
        return
    again = normalised(found.data)
    assert isinstance(again, Normalised)
    assert again.data == found.data
    assert again.notices == ()
    json.dumps(found.data, allow_nan=False).encode()
    document = openapi.Document(found.data, "")
    operations = list(openapi.operations(document))
    assert len({operation.id for operation in operations}) == len(operations) > 0
    for operation in operations:
        openapi.request_media_types(document, operation)
        openapi.answer_media_types(document, operation)
    openapi.reached(document, [found.data["paths"], found.data["components"]])


@given(st.one_of(DATA, DESCRIPTIONS))
@settings(PATIENT, max_examples=75)
def test_no_data_is_a_traceback(data: Any) -> None:
    is_usable(normalised(data))


@given(DESCRIPTIONS)
@settings(PATIENT, max_examples=50)
def test_what_is_normalised_is_openapi(data: Any) -> None:
    found = normalised(data)
    if isinstance(found, Normalised):
        validator = OpenAPIV31SpecValidator(found.data)
        problems = [error.message for error in validator.schema_validator.iter_errors(found.data)]
        assert not problems


@given(DESCRIPTIONS, st.booleans())
@settings(PATIENT, max_examples=75)
def test_what_is_imported_is_a_vendor(data: Any, facts_only: bool) -> None:
    wanted = Wanted("acme", "v1", "acme.json", facts_only=facts_only)
    found = imported(json.dumps(data).encode(), wanted)
    if isinstance(found, Imported):
        assert read_vendor(found, "acme", "v1").operations


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@settings(PATIENT, max_examples=100)
def test_no_bytes_are_a_traceback(content: bytes) -> None:
    found = read(content)
    assert isinstance(found, dict | Fault)
    assert min(locate(content, ("a", "0"))[0]) >= 1


TEXT_OF_YAML = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl")))
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXT_OF_YAML),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(TEXT_OF_YAML, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(TEXT_OF_YAML, PLAIN, max_size=5))
@settings(PATIENT, max_examples=100)
def test_what_is_written_is_read(data: dict[str, Any]) -> None:
    assert read(json.dumps(data).encode()) == data
    quoted = yaml.dump(data, default_style='"', allow_unicode=True, sort_keys=False)
    assert read(json.dumps(data, ensure_ascii=False, indent=1).encode()) == data
    assert isinstance(read(quoted.encode()), dict)
