"""Every bundled vendor: where vendor.yaml says that usage and the model stand, they stand.

The pointers (RFC 6901) are followed through the schemas of answers and of streamed events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from compiler import openapi
from compiler.contract import STREAM_CONTENT_TYPES
from compiler.terms import Pointer, Reported
from compiler.vendor_facts import read_yaml
from compiler.vendors import Vendor, VendorOperation
from tests.bundled import CATALOGUE, ROOT, bundled

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
    ("azure-openai/v1", "getResponse"),
    ("openai-compatible/v1", "getResponse"),
    ("openai-compatible/v1", "cancelResponse"),
}
# Operations that stream for another reason than the one that vendor.yaml gives for all.
OTHERWISE = {
    ("openai/v1", "getResponse"),
    ("openai/v1", "createSpeech"),
    ("azure-openai/v1", "getResponse"),
    ("openai-compatible/v1", "getResponse"),
}
# Operations that go on with what knows its model, or whose agent does.
MODEL_KNOWN = {
    ("openai/v1", "submitToolOuputsToRun"),
    ("mistral/v1", "agents_completion_v1_agents_completions_post"),
    ("mistral/v1", "agents_api_v1_conversations_append"),
    ("mistral/v1", "agents_api_v1_conversations_restart"),
}
# What a vendor calls a measure, below its answer's `usage`.
NAMES = {
    "input": ("prompt_tokens", "input_tokens"),
    "output": ("completion_tokens", "output_tokens"),
    "total": ("total_tokens",),
}


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_usage_and_model_stand_where_they_are_said_to(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    if operation.usage is None:
        return
    answer, events = _answers(vendor, operation)
    _stands(vendor, answer, operation.usage.answer)
    if operation.streaming:
        assert events
        _stands(vendor, events, operation.usage.stream)
    else:
        assert operation.usage.stream == operation.usage.answer


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_none_is_said_only_where_there_is_none(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    if (id, operation_id) in REPEATED:
        assert operation.usage is None
        return
    nothing = Reported(None, None, None, None)
    said = operation.usage
    answer, events = _answers(vendor, operation)
    _nothing_left(vendor, answer, nothing if said is None else said.answer)
    _nothing_left(vendor, events, nothing if said is None else said.stream)


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_the_model_is_asked_for_where_it_is_said_to_be(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    ((kind, place),) = _facts(id)["model"].items()
    bodies = _bodies(vendor, operation)
    if kind == "path":
        assert (operation.model_parameter is None) == ("{" + place + "}" not in _path(operation))
        assert operation.model_parameter is not None or operation.usage is None
        return
    assert operation.model_parameter is None
    found = _at(vendor, bodies, _pointer(place))
    assert _types(found) <= {"string", "null"}
    # What costs tokens has a model.
    named = "string" in _types(found) or (id, operation_id) in MODEL_KNOWN
    assert named or operation.usage is None


@pytest.mark.parametrize(("id", "operation_id"), OPERATIONS)
def test_a_stream_is_asked_for_where_it_is_said_to_be(id: str, operation_id: str) -> None:
    vendor, operation = _operation(id, operation_id)
    when = _facts(id)["streaming"]["when"]
    if "body" not in when or (id, operation_id) in OTHERWISE:
        return
    found = _types(_at(vendor, _bodies(vendor, operation), _pointer(when["body"])))
    assert ("boolean" in found) == operation.streaming


def _operation(id: str, operation_id: str) -> tuple[Vendor, VendorOperation]:
    vendor = bundled(id)
    (operation,) = (each for each in vendor.operations if each.id == operation_id)
    return vendor, operation


def _facts(id: str) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = read_yaml(id, (ROOT / id / "vendor.yaml").read_bytes()).value
    return facts


def _path(operation: VendorOperation) -> str:
    return operation.template.text


def _pointer(text: str) -> Pointer:
    return tuple(text.removeprefix("/").split("/"))


def _described(vendor: Vendor, operation: VendorOperation) -> openapi.Described:
    (found,) = (each for each in openapi.operations(vendor.document) if each.id == operation.id)
    return found


def _bodies(vendor: Vendor, operation: VendorOperation) -> list[Mapping[str, Any]]:
    described = _described(vendor, operation)
    body = openapi.dereferenced(vendor.document, described.data.get("requestBody") or {})
    return [content["schema"] for content in (body.get("content") or {}).values()]


def _answers(
    vendor: Vendor, operation: VendorOperation
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The schemas of the operation's JSON answer, and of the data of its events."""
    described = _described(vendor, operation)
    success = min(status for status in described.data["responses"] if status.startswith("2"))
    answer = openapi.dereferenced(vendor.document, described.data["responses"][success])
    whole, events = [], []
    for media_type, content in (answer.get("content") or {}).items():
        schema = content.get("schema") or {}
        if media_type == "text/event-stream":
            events += _at(vendor, [schema], ("data",))
        elif media_type in STREAM_CONTENT_TYPES:
            events.append(schema)
        elif media_type == "application/json":
            whole.append(schema)
    return whole, events


def _stands(vendor: Vendor, schemas: list[Mapping[str, Any]], said: Reported) -> None:
    for pointer in (said.input, said.output, said.total):
        if pointer is not None:
            assert _types(_at(vendor, schemas, pointer)) - {"null"} == {"integer"}, pointer
    if said.model is not None:
        assert _types(_at(vendor, schemas, said.model)) == {"string"}, said.model


def _nothing_left(vendor: Vendor, schemas: list[Mapping[str, Any]], said: Reported) -> None:
    for measure, names in NAMES.items():
        if getattr(said, measure) is None:
            for name in names:
                assert _at(vendor, schemas, ("usage", name)) == [], measure
    if said != Reported(None, None, None, None) and said.model is None:
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
