"""The vendor's own SDK as an oracle for its bundled description: names, types, enums, required."""

from __future__ import annotations

from typing import Any, Required, get_origin, get_type_hints

import pytest
from openai import types
from openai.types import audio, chat, image_edit_params, image_generate_params, responses, shared
from openai.types import completion_create_params as completion_params
from openai.types.audio import transcription_create_params
from openai.types.chat import chat_completion as answers
from openai.types.chat import chat_completion_chunk as chunks
from openai.types.chat import completion_create_params as chat_params
from openai.types.responses import (
    response_create_params,
    response_input_item,
    response_output_item,
    tool,
)

from tests.bundled import bundled
from tests.sdk_oracle import disagreements, kinds, members, modelled, strings

OWN = "openai/v1"

# Our schema -> the SDK's models of it; several where requests and answers have one each, or where
# several events have the same fields.
PAIRS: dict[str, tuple[Any, ...]] = {
    "ErrorObject": (shared.ErrorObject,),
    "ModerationSettings": (chat_params.Moderation, response_create_params.Moderation),
    "CacheOptions": (chat_params.PromptCacheOptions, response_create_params.PromptCacheOptions),
    # Chat
    "ChatCompletionRequest": (
        chat_params.CompletionCreateParamsNonStreaming,
        chat_params.CompletionCreateParamsStreaming,
    ),
    "StreamOptions": (chat.ChatCompletionStreamOptionsParam,),
    "AudioOptions": (chat.ChatCompletionAudioParam,),
    "OldFunction": (chat_params.Function,),
    "WebSearchOptions": (chat_params.WebSearchOptions,),
    "DeveloperMessage": (chat.ChatCompletionDeveloperMessageParam,),
    "SystemMessage": (chat.ChatCompletionSystemMessageParam,),
    "UserMessage": (chat.ChatCompletionUserMessageParam,),
    "AssistantMessage": (chat.ChatCompletionAssistantMessageParam,),
    "ToolMessage": (chat.ChatCompletionToolMessageParam,),
    "FunctionMessage": (chat.ChatCompletionFunctionMessageParam,),
    "TextPart": (chat.ChatCompletionContentPartTextParam,),
    "RefusalPart": (chat.ChatCompletionContentPartRefusalParam,),
    "ImagePart": (chat.ChatCompletionContentPartImageParam,),
    "AudioPart": (chat.ChatCompletionContentPartInputAudioParam,),
    "FunctionToolCall": (
        chat.ChatCompletionMessageFunctionToolCall,
        chat.ChatCompletionMessageFunctionToolCallParam,
    ),
    "CustomToolUse": (
        chat.ChatCompletionMessageCustomToolCall,
        chat.ChatCompletionMessageCustomToolCallParam,
    ),
    "ChatFunctionTool": (chat.ChatCompletionFunctionTool,),
    "ChatCustomTool": (chat.ChatCompletionCustomToolParam,),
    "Function": (shared.FunctionDefinition,),
    "Prediction": (chat.ChatCompletionPredictionContentParam,),
    "ChatCompletion": (chat.ChatCompletion,),
    "Choice": (answers.Choice,),
    "Answer": (chat.ChatCompletionMessage,),
    "TokenProbabilities": (answers.ChoiceLogprobs, chunks.ChoiceLogprobs),
    "TokenProbability": (chat.ChatCompletionTokenLogprob,),
    "ChatModeration": (answers.Moderation, chunks.Moderation),
    "Usage": (types.CompletionUsage,),
    "ChatCompletionChunk": (chat.ChatCompletionChunk,),
    "ChunkChoice": (chunks.Choice,),
    "Delta": (chunks.ChoiceDelta,),
    "FunctionDelta": (chunks.ChoiceDeltaFunctionCall, chunks.ChoiceDeltaToolCallFunction),
    # Responses
    "ResponseRequest": (
        response_create_params.ResponseCreateParamsNonStreaming,
        response_create_params.ResponseCreateParamsStreaming,
    ),
    "Reasoning": (shared.Reasoning,),
    "StoredPrompt": (responses.ResponsePrompt,),
    "TextOptions": (responses.ResponseTextConfig,),
    "InputTokens": (responses.InputTokenCountResponse,),
    "CompactedResponse": (responses.CompactedResponse,),
    "Response": (responses.Response,),
    "ResponseError": (responses.ResponseError,),
    "ResponseUsage": (responses.ResponseUsage,),
    "ItemList": (responses.ResponseItemList,),
    # Items
    "InputMessage": (response_input_item.Message, responses.EasyInputMessage),
    "InputText": (responses.ResponseInputText, responses.ResponseInputTextContent),
    "InputImage": (responses.ResponseInputImage, responses.ResponseInputImageContent),
    "InputFile": (responses.ResponseInputFile, responses.ResponseInputFileContent),
    "OutputText": (responses.ResponseOutputText,),
    "OutputRefusal": (responses.ResponseOutputRefusal,),
    "OutputMessage": (responses.ResponseOutputMessage,),
    "ReasoningItem": (responses.ResponseReasoningItem,),
    "FunctionCallItem": (responses.ResponseFunctionToolCall,),
    "FunctionCallOutput": (
        response_input_item.FunctionCallOutput,
        responses.ResponseFunctionToolCallOutputItem,
    ),
    "CustomToolCall": (responses.ResponseCustomToolCall,),
    "CustomToolCallOutput": (
        responses.ResponseCustomToolCallOutput,
        responses.ResponseCustomToolCallOutputItem,
    ),
    "FileSearchCall": (responses.ResponseFileSearchToolCall,),
    "WebSearchCall": (responses.ResponseFunctionWebSearch,),
    "ComputerCall": (responses.ResponseComputerToolCall,),
    "ComputerCallOutput": (
        response_input_item.ComputerCallOutput,
        responses.ResponseComputerToolCallOutputItem,
    ),
    "ToolSearchCall": (response_input_item.ToolSearchCall, responses.ResponseToolSearchCall),
    "ToolSearchOutput": (
        responses.ResponseToolSearchOutputItemParam,
        responses.ResponseToolSearchOutputItem,
    ),
    "AdditionalTools": (response_input_item.AdditionalTools, response_output_item.AdditionalTools),
    "CompactionItem": (responses.ResponseCompactionItemParam, responses.ResponseCompactionItem),
    "ImageGenerationCall": (response_output_item.ImageGenerationCall,),
    "CodeInterpreterCall": (responses.ResponseCodeInterpreterToolCall,),
    "LocalShellCall": (response_output_item.LocalShellCall,),
    "LocalShellCallOutput": (response_output_item.LocalShellCallOutput,),
    "ShellCall": (response_input_item.ShellCall, responses.ResponseFunctionShellToolCall),
    "ShellCallOutput": (
        response_input_item.ShellCallOutput,
        responses.ResponseFunctionShellToolCallOutput,
    ),
    "ApplyPatchCall": (response_input_item.ApplyPatchCall, responses.ResponseApplyPatchToolCall),
    "ApplyPatchCallOutput": (
        response_input_item.ApplyPatchCallOutput,
        responses.ResponseApplyPatchToolCallOutput,
    ),
    "McpListTools": (response_output_item.McpListTools,),
    "McpApprovalRequest": (response_output_item.McpApprovalRequest,),
    "McpApprovalResponse": (
        response_input_item.McpApprovalResponse,
        response_output_item.McpApprovalResponse,
    ),
    "McpCall": (response_output_item.McpCall,),
    "Program": (response_output_item.Program,),
    "ProgramOutput": (response_output_item.ProgramOutput,),
    "CompactionTrigger": (response_input_item.CompactionTrigger,),
    "ItemReference": (response_input_item.ItemReference,),
    # Tools
    "FunctionTool": (responses.FunctionTool,),
    "FileSearchTool": (responses.FileSearchTool,),
    "WebSearchTool": (responses.WebSearchTool,),
    "WebSearchPreviewTool": (responses.WebSearchPreviewTool,),
    "ComputerTool": (responses.ComputerTool,),
    "ComputerPreviewTool": (responses.ComputerUsePreviewTool,),
    "McpTool": (tool.Mcp,),
    "CodeInterpreterTool": (tool.CodeInterpreter,),
    "ProgrammaticToolCalling": (tool.ProgrammaticToolCalling,),
    "ImageGenerationTool": (tool.ImageGeneration,),
    "LocalShellTool": (tool.LocalShell,),
    "ShellTool": (responses.FunctionShellTool,),
    "CustomTool": (responses.CustomTool,),
    "NamespaceTool": (responses.NamespaceTool,),
    "ToolSearchTool": (responses.ToolSearchTool,),
    "ApplyPatchTool": (responses.ApplyPatchTool,),
    # The rest
    "EmbeddingRequest": (types.EmbeddingCreateParams,),
    "EmbeddingResponse": (types.CreateEmbeddingResponse,),
    "Embedding": (types.Embedding,),
    "Model": (types.Model,),
    "CompletionRequest": (
        completion_params.CompletionCreateParamsNonStreaming,
        completion_params.CompletionCreateParamsStreaming,
    ),
    "Completion": (types.Completion,),
    "CompletionChoice": (types.CompletionChoice,),
    "ModerationRequest": (types.ModerationCreateParams,),
    "ModerationResponse": (types.ModerationCreateResponse,),
    "ModerationResult": (types.Moderation,),
    "ImageRequest": (
        image_generate_params.ImageGenerateParamsNonStreaming,
        image_generate_params.ImageGenerateParamsStreaming,
    ),
    "ImagesResponse": (types.ImagesResponse,),
    "Image": (types.Image,),
    "ImageDraft": (types.ImageGenPartialImageEvent, types.ImageEditPartialImageEvent),
    "ImageDone": (types.ImageGenCompletedEvent, types.ImageEditCompletedEvent),
    "SpeechRequest": (audio.SpeechCreateParams,),
    "Transcription": (audio.Transcription,),
    "TimedTranscription": (audio.TranscriptionVerbose,),
    "DiarizedTranscription": (audio.TranscriptionDiarized,),
    "Segment": (audio.TranscriptionSegment,),
    "SpokenSegment": (audio.TranscriptionDiarizedSegment, audio.TranscriptionTextSegmentEvent),
    "TranscriptDelta": (audio.TranscriptionTextDeltaEvent,),
    "TranscriptDone": (audio.TranscriptionTextDoneEvent,),
    "Translation": (audio.Translation,),
    "TimedTranslation": (audio.TranslationVerbose,),
}
# Forms, whose files the SDK models as what Python can open: names and required alone.
FORMS = {
    "ImageEditForm": (
        image_edit_params.ImageEditParamsNonStreaming,
        image_edit_params.ImageEditParamsStreaming,
    ),
    "TranscriptionRequest": (
        transcription_create_params.TranscriptionCreateParamsNonStreaming,
        transcription_create_params.TranscriptionCreateParamsStreaming,
    ),
    "TranslationRequest": (audio.TranslationCreateParams,),
}
# What the published description has and the SDK lacks.
NEWER = {
    "ChatCompletion": ["metadata: ours only"],
    "ChatCompletionChunk": ["obfuscation: ours only"],
    "OutputTextDelta": ["obfuscation: ours only"],
    "TimedTranscription": ["task: ours only"],
    "TimedTranslation": ["task: ours only"],
}
# What always comes, be it null, and what the SDK lets be absent.
ALWAYS = {
    "Answer": {"content", "refusal"},
    "ErrorObject": {"code", "param"},
    "Response": {
        "error",
        "incomplete_details",
        "instructions",
        "metadata",
        "temperature",
        "top_p",
    },
    "StreamError": {"code", "param"},
    "TokenProbability": {"bytes"},
}


@pytest.mark.parametrize("ours", sorted(PAIRS))
def test_names_required_fields_types_and_enums(ours: str) -> None:
    _agrees(ours, *PAIRS[ours])


@pytest.mark.parametrize("ours", sorted(FORMS))
def test_names_and_required_fields_of_forms(ours: str) -> None:
    own = bundled(OWN).document.data["components"]["schemas"][ours]
    hints = [get_type_hints(model, include_extras=True) for model in FORMS[ours]]
    assert set(own["properties"]) == {name for model in hints for name in model}
    always = [{name for name in model if get_origin(model[name]) is Required} for model in hints]
    assert set(own["required"]) == set.intersection(*always)


def test_every_event_of_a_response_is_described() -> None:
    schemas = bundled(OWN).document.data["components"]["schemas"]
    ours: dict[str, str] = {}
    for form in schemas["ResponseEvent"]["properties"]["data"]["anyOf"]:
        name = form["$ref"].rsplit("/", 1)[1]
        ours |= dict.fromkeys(strings(schemas[name]["properties"]["type"]), name)
    events = members(responses.ResponseStreamEvent)
    theirs = {kind: model for model in events for kind in kinds(model)}
    assert set(ours) == set(theirs)
    for name in sorted(set(ours.values())):
        _agrees(name, *(theirs[kind] for kind in sorted(theirs) if ours[kind] == name))


@pytest.mark.parametrize(
    ("open_end", "unions"),
    [
        ("OtherItem", (responses.ResponseInputItem, responses.ResponseOutputItem)),
        ("OtherTool", (responses.Tool,)),
    ],
)
def test_every_kind_is_described_and_other_kinds_pass(
    open_end: str, unions: tuple[Any, ...]
) -> None:
    schemas = bundled(OWN).document.data["components"]["schemas"]
    known = schemas[open_end]["properties"]["type"]["not"]["enum"]
    theirs = {kind for union in unions for each in members(union) for kind in kinds(each)}
    assert set(known) == theirs
    described = set()
    for name in ("InputItem", "OutputItem") if open_end == "OtherItem" else ("ResponseTool",):
        for form in schemas[name]["anyOf"]:
            own = schemas[form["$ref"].rsplit("/", 1)[1]]
            described |= strings(own.get("properties", {}).get("type", {}))
    assert described == theirs


def _agrees(ours: str, *models: Any) -> None:
    components = bundled(OWN).document.data["components"]
    own = components["schemas"][ours]
    theirs = modelled(*models)
    assert disagreements(own, components, theirs) == NEWER.get(ours, [])
    assert set(own.get("required", ())) - ALWAYS.get(ours, set()) == theirs.required
