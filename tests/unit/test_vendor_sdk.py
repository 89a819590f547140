"""A vendor's own SDK as an oracle for its bundled description: names, types, enums, required.

The SDK sends `type` and `role` always, though its models let them be left out.
"""

from __future__ import annotations

from typing import Any

import pytest
from mistralai.client import models

from tests.bundled import bundled, validator
from tests.sdk_oracle import disagreements, modelled

ID = "mistral/v1"

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


@pytest.mark.parametrize("ours", sorted(PAIRS))
def test_names_required_fields_types_and_enums(ours: str) -> None:
    components = bundled(ID).document.data["components"]
    own = components["schemas"][ours]
    theirs = modelled(getattr(models, PAIRS[ours]))
    found = set(disagreements(own, components, theirs))
    # Bytes of a form, which the SDK models as a file's name and content.
    found -= {each for each in found if each.startswith("file: ")}
    assert found == {f"{name}: ours only" for name in NEWER.get(ours, ())}
    always_sent = {"type", "role"}
    assert set(own.get("required", ())) - always_sent == theirs.required


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
def test_what_the_sdk_sends_is_described(schema: str, request_: Any) -> None:
    body = request_.model_dump(mode="json", by_alias=True, exclude_unset=False)
    check = validator(bundled(ID), {"$ref": f"#/components/schemas/{schema}"})
    assert [error.message for error in check.iter_errors(body)] == []
    assert check.is_valid({**body, "a_field_of_next_week": 1})


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
def test_what_the_vendor_refuses_is_not_described(change: dict[str, Any]) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    check = validator(bundled(ID), {"$ref": "#/components/schemas/ChatCompletionRequest"})
    assert check.is_valid(body)
    assert not check.is_valid(body | change)
