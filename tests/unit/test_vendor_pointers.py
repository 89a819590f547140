"""Every bundled vendor: where vendor.yaml says that usage and the model stand, they stand.

The pointers (RFC 6901) are followed through the schemas of answers and of streamed events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from compiler import openapi
from compiler.contract import STREAM_CONTENT_TYPES
from compiler.terms import (
    BodyFlag,
    InBody,
    InHeader,
    InPath,
    InQuery,
    Pointer,
    QueryFlag,
    Reported,
)
from compiler.vendors import Vendor, VendorOperation
from tests.bundled import CATALOGUE, bundled

OPERATIONS = [
    pytest.param(id, operation.id, id=f"{id}-{operation.id}")
    for id in CATALOGUE.ids()
    for operation in bundled(id).operations
]
# Answers that repeat what another operation cost, at every look: to count it would count twice.
REPEATED = {
    *(
        ("openai/v1", id)
        for id in (
            "getResponse",
            "cancelResponse",
            "getChatCompletion",
            "updateChatCompletion",
            "createBatch",
            "retrieveBatch",
            "cancelBatch",
            "getRun",
            "modifyRun",
            "cancelRun",
            "getRunStep",
        )
    ),
    *(
        ("azure-openai/2025-03-01-preview", id)
        for id in ("Get_Response", "Get_Run", "Modify_Run", "Cancel_Run", "Get_Run_Step")
    ),
    ("azure-openai/v1", "getResponse"),
    ("openai-compatible/v1", "getResponse"),
    ("openai-compatible/v1", "cancelResponse"),
}
# Operations that go on with what knows its model, or whose agent does.
MODEL_KNOWN = {
    ("azure-openai/2025-03-01-preview", "Submit_Tool_Outputs_To_Run"),
    ("openai/v1", "submitToolOuputsToRun"),
    ("mistral/v1", "agents_completion_v1_agents_completions_post"),
    ("mistral/v1", "agents_api_v1_conversations_append"),
    ("mistral/v1", "agents_api_v1_conversations_restart"),
}
# What a vendor calls a measure, below its answer's `usage`.
NAMES = {
    "input": ("prompt_tokens", "input_tokens", "inputTokens"),
    "output": ("completion_tokens", "output_tokens", "outputTokens"),
    "total": ("total_tokens", "totalTokens"),
}
# Counts beside a measure that it leaves out, so that they have to be added to it.
BESIDE = {
    "input": (
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "cacheReadInputTokens",
        "cacheWriteInputTokens",
    ),
    "output": ("thoughtsTokenCount",),
}
MEASURES = ("input", "output", "total", "remaining")


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_usage_and_model_stand_where_they_are_said_to(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    if operation.usage is None:
        return
    answer, events = _answers(vendor, operation)
    _stands(vendor, operation, answer, operation.usage.answer)
    if operation.streaming:
        assert events
        _stands(vendor, operation, events, operation.usage.stream)
    else:
        assert operation.usage.stream == operation.usage.answer


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_none_is_said_only_where_there_is_none(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    if (id, operation_id) in REPEATED:
        assert operation.usage is None
        return
    said = operation.usage
    answer, events = _answers(vendor, operation)
    _nothing_left(vendor, answer, Reported() if said is None else said.answer)
    _nothing_left(vendor, events, Reported() if said is None else said.stream)


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_the_model_is_asked_for_where_it_is_said_to_be(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    match operation.model:
        case InPath(parameter):
            assert "{" + parameter + "}" in operation.template.text
        case InQuery(parameter):
            assert parameter in _parameters(vendor, operation, "query")
        case InHeader(name):
            assert name in {each.lower() for each in _parameters(vendor, operation, "header")}
        case InBody((pointer,)):
            found = _types(_at(vendor, _bodies(vendor, operation), pointer))
            assert found <= {"string", "null"}
            # What costs tokens has a model.
            known = "string" in found or (id, operation_id) in MODEL_KNOWN
            assert known or operation.usage is None
        case None:
            assert operation.usage is None or (id, operation_id) in MODEL_KNOWN


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_a_stream_is_asked_for_where_it_is_said_to_be(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    for stream in operation.streams:
        _asked_for(vendor, operation, stream.when)
    # What other operations of the vendor ask with, no operation has that does not stream.
    flags = {stream.when for other in vendor.operations for stream in other.streams}
    for flag in flags if not operation.streams else ():
        if isinstance(flag, BodyFlag) and flag.value is None:
            found = _at(vendor, _bodies(vendor, operation), flag.pointer)
            assert "boolean" not in _types(found)


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_what_switches_protocols_is_a_websocket(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    assert operation.websocket == ("101" in _described(vendor, operation).data["responses"])


def _asked_for(
    vendor: Vendor, operation: VendorOperation, when: BodyFlag | QueryFlag | None
) -> None:
    match when:
        case BodyFlag(pointer, value, default):
            (schema, *_) = _at(vendor, _bodies(vendor, operation), pointer)
            assert "boolean" in _types([schema]) if value is None else value in schema["enum"]
            assert default == (schema.get("default", False) in (True, value) and value is None)
        case QueryFlag(parameter, value):
            (schema,) = _at(vendor, [_parameters(vendor, operation, "query")[parameter]], ())
            assert schema.get("type") == "boolean" or value in schema["enum"]
        case None:
            answer, events = _answers(vendor, operation)
            assert events
            assert not answer


def _parameters(
    vendor: Vendor, operation: VendorOperation, place: str
) -> dict[str, Mapping[str, Any]]:
    described = _described(vendor, operation)
    listed = (*described.shared.get("parameters", ()), *described.data.get("parameters", ()))
    each = [openapi.dereferenced(vendor.document, parameter) for parameter in listed]
    return {one["name"]: one["schema"] for one in each if one["in"] == place}


def _operation(id: str, operation_id: str) -> tuple[Vendor, VendorOperation]:
    vendor = bundled(id)
    (operation,) = (each for each in vendor.operations if each.id == operation_id)
    return vendor, operation


def _described(vendor: Vendor, operation: VendorOperation) -> openapi.Described:
    (found,) = (each for each in openapi.operations(vendor.document) if each.id == operation.id)
    return found


def _bodies(vendor: Vendor, operation: VendorOperation) -> list[Mapping[str, Any]]:
    described = _described(vendor, operation)
    body = openapi.dereferenced(vendor.document, described.data.get("requestBody") or {})
    return [content["schema"] for content in (body.get("content") or {}).values()]


def _success(vendor: Vendor, operation: VendorOperation) -> Mapping[str, Any]:
    responses = _described(vendor, operation).data["responses"]
    # An upgrade to another protocol (101) is a success too.
    status = min(status for status in responses if status < "300")
    return openapi.dereferenced(vendor.document, responses[status])


def _answers(
    vendor: Vendor, operation: VendorOperation
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The schemas of the operation's JSON answer, and of the data of its events."""
    whole, events = [], []
    for media_type, content in (_success(vendor, operation).get("content") or {}).items():
        schema = content.get("schema") or {}
        if media_type == "text/event-stream":
            events += _at(vendor, [schema], ("data",))
        elif media_type in STREAM_CONTENT_TYPES:
            events.append(schema)
        elif media_type == "application/json":
            whole.append(schema)
    return whole, events


def _stands(
    vendor: Vendor, operation: VendorOperation, schemas: list[Mapping[str, Any]], said: Reported
) -> None:
    for measure in MEASURES:
        for found in _places(vendor, operation, schemas, getattr(said, measure)):
            assert _types(found) - {"null"} == {"integer"}, measure
    for found in _places(vendor, operation, schemas, said.model):
        assert _types(found) == {"string"}


def _places(
    vendor: Vendor,
    operation: VendorOperation,
    schemas: list[Mapping[str, Any]],
    said: InBody | InHeader | None,
) -> list[list[Mapping[str, Any]]]:
    match said:
        case InBody(pointers):
            return [_at(vendor, schemas, pointer) for pointer in pointers]
        case InHeader(name):
            headers = _success(vendor, operation).get("headers", {})
            named = {each.lower(): headers[each] for each in headers}
            header = openapi.dereferenced(vendor.document, named[name])
            return [_at(vendor, [header["schema"]], ())]
        case None:
            return []


def _nothing_left(vendor: Vendor, schemas: list[Mapping[str, Any]], said: Reported) -> None:
    for measure, names in NAMES.items():
        if getattr(said, measure) is None:
            for name in names:
                assert _at(vendor, schemas, ("usage", name)) == [], measure
    for measure, names in BESIDE.items():
        place = getattr(said, measure)
        for pointer in place.pointers if isinstance(place, InBody) else ():
            for beside in ((*pointer[:-1], name) for name in names):
                assert _at(vendor, schemas, beside) == [] or beside in place.pointers, measure
    if said != Reported() and said.model is None:
        assert _at(vendor, schemas, ("model",)) == []


def _at(
    vendor: Vendor, schemas: list[Mapping[str, Any]], pointer: Pointer
) -> list[Mapping[str, Any]]:
    """What stands at `pointer`, in each form of the schemas that has something there."""
    found: list[Mapping[str, Any]] = []
    for each in schemas:
        schema = openapi.dereferenced(vendor.document, each)
        forms = [form for key in ("allOf", "anyOf", "oneOf") for form in schema.get(key, ())]
        found += _at(vendor, forms, pointer)
        if not pointer:
            found += [] if forms else [schema]
        elif pointer[0] in schema.get("properties", {}):
            found += _at(vendor, [schema["properties"][pointer[0]]], pointer[1:])
        elif pointer[0].isdigit() and "items" in schema:
            found += _at(vendor, [schema["items"]], pointer[1:])
    return found


def _types(schemas: list[Mapping[str, Any]]) -> set[str]:
    return {
        kind
        for schema in schemas
        for kind in ([schema["type"]] if isinstance(schema.get("type"), str) else schema["type"])
    }
