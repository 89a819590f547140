"""Which models of `openai` are a schema of the bundled description."""

from __future__ import annotations

from openai import types
from openai.types import (
    audio,
    chat,
    image_edit_completed_event,
    image_edit_params,
    image_gen_completed_event,
    image_generate_params,
    images_response,
    shared,
)
from openai.types import completion_create_params as completion_params
from openai.types.audio import (
    transcription,
    transcription_create_params,
    transcription_text_done_event,
)
from openai.types.chat import chat_completion as answers
from openai.types.chat import chat_completion_chunk as chunks
from openai.types.chat import chat_completion_content_part_param as parts
from openai.types.chat import chat_completion_message as message
from openai.types.chat import chat_completion_message_function_tool_call as function_tool_call
from openai.types.chat import completion_create_params as chat_params
from openai.types.responses import response, response_create_params, response_input_text
from openai.types.shared import response_format_json_schema

from tests.drift.openai_responses import ID, RESPONSES, events
from tests.drift.openai_stores import FORMS, STORES, WORDS
from tests.drift.sdk import Models, Sdk

_CHAT: Models = {
    "ModerationSettings": (chat_params.Moderation, response_create_params.Moderation),
    "ModerationMode": (
        chat_params.ModerationPolicyInput,
        response_create_params.ModerationPolicyOutput,
    ),
    "CacheOptions": (chat_params.PromptCacheOptions, response_create_params.PromptCacheOptions),
    "CacheBreakpoint": (response_input_text.PromptCacheBreakpoint,),
    "ChatCompletionRequest": (
        chat_params.CompletionCreateParamsNonStreaming,
        chat_params.CompletionCreateParamsStreaming,
    ),
    "StreamOptions": (chat.ChatCompletionStreamOptionsParam,),
    "AudioOptions": (chat.ChatCompletionAudioParam,),
    "OldFunction": (chat_params.Function,),
    "FunctionName": (chat.ChatCompletionFunctionCallOptionParam,),
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
    "FilePart": (parts.File,),
    "FunctionCall": (message.FunctionCall, function_tool_call.Function),
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
    "TextFormat": (shared.ResponseFormatText,),
    "JSONObjectFormat": (shared.ResponseFormatJSONObject,),
    "JSONSchemaFormat": (response_format_json_schema.JSONSchema,),
    "ChatCompletion": (chat.ChatCompletion,),
    "Choice": (answers.Choice,),
    "Answer": (chat.ChatCompletionMessage,),
    "TokenProbabilities": (answers.ChoiceLogprobs, chunks.ChoiceLogprobs),
    "TokenProbability": (chat.ChatCompletionTokenLogprob,),
    "ChatModeration": (answers.Moderation, chunks.Moderation),
    "ModerationFailure": (answers.ModerationInputError, response.ModerationOutputError),
    "ModerationFinding": (
        answers.ModerationInputModerationResultsResult,
        response.ModerationOutputModerationResult,
    ),
    "Usage": (types.CompletionUsage,),
    "ChatCompletionChunk": (chat.ChatCompletionChunk,),
    "ChunkChoice": (chunks.Choice,),
    "Delta": (chunks.ChoiceDelta,),
    "FunctionDelta": (chunks.ChoiceDeltaFunctionCall, chunks.ChoiceDeltaToolCallFunction),
}
_REST: Models = {
    "ErrorObject": (shared.ErrorObject,),
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
    "VoiceActivity": (transcription_create_params.ChunkingStrategyVadConfig,),
    "TokenUsage": (transcription.UsageTokens, transcription_text_done_event.Usage),
    "ImageUsage": (
        images_response.Usage,
        image_gen_completed_event.Usage,
        image_edit_completed_event.Usage,
    ),
    "ImageTokens": (
        images_response.UsageInputTokensDetails,
        images_response.UsageOutputTokensDetails,
        image_gen_completed_event.UsageInputTokensDetails,
    ),
}
SDK = Sdk(
    id=ID,
    distribution="openai",
    words=(
        "chat",
        "responses",
        "embeddings",
        "models",
        "completions",
        "moderation",
        "images",
        "audio",
        *WORDS,
    ),
    models={**_CHAT, **RESPONSES, **events(), **_REST, **STORES},
    forms={
        **FORMS,
        "ImageEditForm": (
            image_edit_params.ImageEditParamsNonStreaming,
            image_edit_params.ImageEditParamsStreaming,
        ),
        "TranscriptionRequest": (
            transcription_create_params.TranscriptionCreateParamsNonStreaming,
            transcription_create_params.TranscriptionCreateParamsStreaming,
        ),
        "TranslationRequest": (audio.TranslationCreateParams,),
    },
)
