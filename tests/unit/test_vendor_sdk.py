"""A vendor's own SDK as an oracle for its bundled description: names, types, enums, required.

The SDK sends `type` and `role` always, though its models let them be left out.
"""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mistralai.client import models
from pydantic import TypeAdapter

from compiler.openapi import dereferenced
from compiler.resources import tree
from compiler.vendors import Vendor, load_catalogue

# Fields that newer SDKs or the published description have and the installed SDK lacks.
NEWER = {
    "ChatCompletionRequest": {
        "logprobs",
        "min_tokens",
        "prompt_logprobs",
        "repetition_penalty",
        "top_k",
        "top_logprobs",
        "top_prompt_logprobs",
    },
    "Choice": {"logprobs", "prompt_logprobs"},
    "ChunkChoice": {"logprobs", "prompt_logprobs"},
    "ModelCard": {
        "archived",
        "audio_speech_capabilities",
        "audio_transcription_capabilities",
        "job",
        "root",
    },
    "OCRRequest": {"id"},
    "Usage": {"num_cached_tokens", "prompt_tokens_details"},
}
PAIRS = {
    "ChatCompletionRequest": "ChatCompletionRequest",
    "ChatCompletionResponse": "ChatCompletionResponse",
    "Choice": "ChatCompletionChoice",
    "ChunkChoice": "CompletionResponseStreamChoice",
    "CompletionChunk": "CompletionChunk",
    "Delta": "DeltaMessage",
    "AssistantMessage": "AssistantMessage",
    "SystemMessage": "SystemMessage",
    "ToolMessage": "ToolMessage",
    "UserMessage": "UserMessage",
    "ToolCall": "ToolCall",
    "Function": "Function",
    "ResponseFormat": "ResponseFormat",
    "NamedSchema": "JSONSchema",
    "Prediction": "Prediction",
    "Usage": "UsageInfo",
    "FIMCompletionRequest": "FIMCompletionRequest",
    "EmbeddingRequest": "EmbeddingRequest",
    "EmbeddingResponse": "EmbeddingResponse",
    "Embedding": "EmbeddingResponseData",
    "ModelList": "ModelList",
    "ModelCard": "BaseModelCard",
    "ModelCapabilities": "ModelCapabilities",
    "ModerationRequest": "ClassificationRequest",
    "ChatModerationRequest": "ChatModerationRequest",
    "ModerationResponse": "ModerationResponse",
    "ModerationResult": "ModerationObject",
    "OCRRequest": "OCRRequest",
    "OCRResponse": "OCRResponse",
    "OCRPage": "OCRPageObject",
    "OCRImage": "OCRImageObject",
    "OCRTable": "OCRTableObject",
    "TranscriptionRequest": "AudioTranscriptionRequest",
    "TranscriptionResponse": "TranscriptionResponse",
    "TranscriptionSegment": "TranscriptionSegmentChunk",
    "TranscriptionLanguage": "TranscriptionStreamLanguage",
    "TranscriptionText": "TranscriptionStreamTextDelta",
}
KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


@pytest.fixture(scope="module")
def vendor() -> Vendor:
    found = load_catalogue(tree("vendor_specs")).get("mistral", "v1")
    assert found is not None
    return found


@pytest.mark.parametrize("ours", sorted(PAIRS))
def test_names_required_fields_types_and_enums(vendor: Vendor, ours: str) -> None:
    own = vendor.document.data["components"]["schemas"][ours]
    theirs = TypeAdapter(getattr(models, PAIRS[ours])).json_schema()
    assert set(own["properties"]) - NEWER.get(ours, set()) == set(theirs["properties"])
    always_sent = {"type", "role"}
    assert set(own.get("required", ())) - always_sent == set(theirs.get("required", ()))
    for name, written in theirs["properties"].items():
        if name == "file":  # bytes of a form, which the SDK models as a file's name and content
            continue
        kinds, values = _accepted(written, theirs.get("$defs", {}))
        own_kinds, own_values = _accepted(
            own["properties"][name], vendor.document.data["components"]["schemas"]
        )
        assert kinds - {"null"} <= own_kinds, name
        assert values <= own_values or (own_values == set() and "string" in own_kinds), name


def _accepted(node: dict[str, Any], named: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The JSON types that a schema accepts, and the strings that it lists."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        return (set(), set()) if name == "Unset" else _accepted(named[name], named)
    kinds = {node["type"]} if isinstance(node.get("type"), str) else set(node.get("type", ()))
    listed = [*node.get("enum", ()), *([node["const"]] if "const" in node else [])]
    kinds |= {KINDS[type(value)] for value in listed}
    values = {value for value in listed if isinstance(value, str)}
    for part in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        more_kinds, more_values = _accepted(part, named)
        kinds |= more_kinds
        values |= more_values
    return kinds, values


REQUESTS: list[tuple[str, Any]] = [
    (
        "ChatCompletionRequest",
        models.ChatCompletionRequest(
            model="m",
            messages=[
                models.SystemMessage(content=[models.TextChunk(text="s")]),
                models.UserMessage(
                    content=[
                        models.TextChunk(text="t"),
                        models.ImageURLChunk(image_url=models.ImageURL(url="https://i.test")),
                        models.AudioChunk(input_audio="AAAA"),
                    ]
                ),
                models.AssistantMessage(
                    content=None,
                    tool_calls=[
                        models.ToolCall(function=models.FunctionCall(name="f", arguments="{}"))
                    ],
                ),
                models.ToolMessage(content="r", tool_call_id="c"),
            ],
            tools=[
                models.Tool(function=models.Function(name="f", parameters={"type": "object"})),
                models.WebSearchTool(),
            ],
            tool_choice="auto",
            response_format=models.ResponseFormat(
                type="json_schema",
                json_schema=models.JSONSchema.model_validate(
                    {"name": "n", "schema": {"type": "object"}}
                ),
            ),
            temperature=0.2,
            stop=["a", "b"],
            stream=True,
        ),
    ),
    ("FIMCompletionRequest", models.FIMCompletionRequest(model="m", prompt="p", suffix="s")),
    (
        "EmbeddingRequest",
        models.EmbeddingRequest(model="m", inputs=["a", "b"], encoding_format="base64"),
    ),
    ("ModerationRequest", models.ClassificationRequest(model="m", inputs="a")),
    (
        "ChatModerationRequest",
        models.ChatModerationRequest.model_validate(
            {"model": "m", "input": [{"role": "user", "content": "a"}]}
        ),
    ),
    (
        "OCRRequest",
        models.OCRRequest(
            model="m", document=models.DocumentURLChunk(document_url="https://d.test"), pages=[0]
        ),
    ),
]


@pytest.mark.parametrize(("schema", "request_"), REQUESTS)
def test_what_the_sdk_sends_is_described(vendor: Vendor, schema: str, request_: Any) -> None:
    body = request_.model_dump(mode="json", by_alias=True, exclude_unset=False)
    validator = _validator(vendor, schema)
    assert [error.message for error in validator.iter_errors(body)] == []
    assert validator.is_valid({**body, "a_field_of_next_week": 1})


@pytest.mark.parametrize(
    "change",
    [
        {"model": 1},
        {"messages": "hi"},
        {"messages": [{"role": "judge", "content": "hi"}]},
        {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
        {"temperature": 1.6},
        {"top_p": -0.1},
        {"max_tokens": -1},
        {"n": 0},
        {"presence_penalty": 3},
        {"tool_choice": "perhaps"},
        {"response_format": {"type": "xml"}},
    ],
)
def test_what_the_vendor_refuses_is_not_described(vendor: Vendor, change: dict[str, Any]) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    validator = _validator(vendor, "ChatCompletionRequest")
    assert validator.is_valid(body)
    assert not validator.is_valid(body | change)


def _validator(vendor: Vendor, schema: str) -> Draft202012Validator:
    assert dereferenced(vendor.document, {"$ref": f"#/components/schemas/{schema}"})
    return Draft202012Validator(
        {
            "$ref": f"#/components/schemas/{schema}",
            "components": vendor.document.data["components"],
        }
    )
