"""Requests that a vendor's own SDK makes are described; what the vendor refuses is not."""

from __future__ import annotations

from typing import Any

import pytest
from mistralai.client import models

from tests.bundled import bundled, validator

ID = "mistral/v1"

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
