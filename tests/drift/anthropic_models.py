"""Which models of `anthropic` are a schema of the bundled description."""

from __future__ import annotations

from anthropic import types
from anthropic.types import (
    beta,
    message_count_tokens_params,
    message_create_params,
    messages,
    raw_message_delta_event,
    shared,
)
from anthropic.types.messages import batch_create_params

from tests.drift.oracle import members
from tests.drift.sdk import Models, Sdk

_REQUESTS: Models = {
    "CreateMessageRequest": (
        message_create_params.MessageCreateParamsNonStreaming,
        message_create_params.MessageCreateParamsStreaming,
    ),
    "CountTokensRequest": (message_count_tokens_params.MessageCountTokensParams,),
    "InputMessage": (types.MessageParam,),
    "ThinkingConfig": members(types.ThinkingConfigParam),
    "OutputConfig": (types.OutputConfigParam,),
    "OutputFormat": (types.JSONOutputFormatParam,),
    "CacheControl": (types.CacheControlEphemeralParam,),
    "ContainerParams": (types.ContainerParams,),
    "Skill": (types.SkillParams, types.ContainerSkill),
    # Parts of messages
    "TextBlockParam": (types.TextBlockParam,),
    "ImageBlockParam": (types.ImageBlockParam,),
    "Base64Image": (types.Base64ImageSourceParam,),
    "UrlSource": (types.URLImageSourceParam, types.URLPDFSourceParam),
    "FileSource": (types.FileImageSourceParam, types.FileDocumentSourceParam),
    "DocumentBlockParam": (types.DocumentBlockParam,),
    "Base64Pdf": (types.Base64PDFSourceParam,),
    "PlainText": (types.PlainTextSourceParam,),
    "BlocksSource": (types.ContentBlockSourceParam,),
    "CitationsConfig": (types.CitationsConfigParam, types.CitationsConfig),
    "SearchResultBlockParam": (types.SearchResultBlockParam,),
    "ToolUseBlockParam": (types.ToolUseBlockParam,),
    "ToolResultBlockParam": (types.ToolResultBlockParam,),
    "ServerToolUseBlockParam": (types.ServerToolUseBlockParam,),
    "ServerToolResultBlockParam": (
        types.WebSearchToolResultBlockParam,
        types.WebFetchToolResultBlockParam,
        types.CodeExecutionToolResultBlockParam,
        types.BashCodeExecutionToolResultBlockParam,
        types.TextEditorCodeExecutionToolResultBlockParam,
        types.ToolSearchToolResultBlockParam,
    ),
    # Tools
    "Tool": (types.ToolParam,),
    "VendorTool": tuple(
        each for each in members(types.ToolUnionParam) if each is not types.ToolParam
    ),
    "UserLocation": (types.UserLocationParam,),
    "ToolChoice": members(types.ToolChoiceParam),
}
_ANSWERS: Models = {
    "Message": (types.Message,),
    "StopDetails": (types.RefusalStopDetails,),
    "Container": (types.Container,),
    "CacheMissReason": (
        beta.BetaCacheMissMessagesChanged,
        beta.BetaCacheMissModelChanged,
        beta.BetaCacheMissPreviousMessageNotFound,
        beta.BetaCacheMissSystemChanged,
        beta.BetaCacheMissToolsChanged,
        beta.BetaCacheMissUnavailable,
    ),
    "Usage": (types.Usage,),
    "OutputTokensDetails": (types.OutputTokensDetails,),
    "ServerToolUsage": (types.ServerToolUsage,),
    "TokenCount": (types.MessageTokensCount,),
    "TextBlock": (types.TextBlock,),
    "ThinkingBlock": (types.ThinkingBlock,),
    "RedactedThinkingBlock": (types.RedactedThinkingBlock,),
    "ToolUseBlock": (types.ToolUseBlock,),
    "ServerToolUseBlock": (types.ServerToolUseBlock,),
    "ServerToolResultBlock": (
        types.WebSearchToolResultBlock,
        types.WebFetchToolResultBlock,
        types.CodeExecutionToolResultBlock,
        types.BashCodeExecutionToolResultBlock,
        types.TextEditorCodeExecutionToolResultBlock,
        types.ToolSearchToolResultBlock,
    ),
    "ServerToolError": (
        types.WebSearchToolResultError,
        types.WebFetchToolResultErrorBlock,
        types.CodeExecutionToolResultError,
        types.BashCodeExecutionToolResultError,
        types.TextEditorCodeExecutionToolResultError,
        types.ToolSearchToolResultError,
    ),
    "WebSearchResult": (types.WebSearchResultBlock,),
    "ContainerUploadBlock": (types.ContainerUploadBlock,),
    "Caller": (types.DirectCaller, types.ServerToolCaller, types.ServerToolCaller20260120),
    "Citation": members(types.TextCitation),
    "VendorError": (shared.ErrorResponse,),
    "Problem": members(shared.ErrorObject),
    "ModelInfo": (types.ModelInfo,),
    "Capabilities": (types.ModelCapabilities,),
    "Capability": (types.CapabilitySupport,),
}
_KEPT: Models = {
    "CreateBatchRequest": (batch_create_params.BatchCreateParams,),
    "BatchRequest": (batch_create_params.Request,),
    "MessageBatch": (messages.MessageBatch,),
    "BatchCounts": (messages.MessageBatchRequestCounts,),
    "BatchResultLine": (messages.MessageBatchIndividualResponse,),
    "DeletedBatch": (messages.DeletedMessageBatch,),
    "FileMetadata": (types.FileMetadata,),
    "DeletedFile": (types.DeletedFile,),
}
_EVENTS: Models = {
    "MessageStart": (types.RawMessageStartEvent,),
    "BlockStart": (types.RawContentBlockStartEvent,),
    "BlockDelta": (types.RawContentBlockDeltaEvent,),
    "Delta": members(types.RawContentBlockDelta),
    "BlockStop": (types.RawContentBlockStopEvent,),
    "MessageDelta": (raw_message_delta_event.RawMessageDeltaEvent,),
    "DeltaUsage": (types.MessageDeltaUsage,),
    "MessageStop": (types.RawMessageStopEvent,),
}
SDK = Sdk(
    id="anthropic/v1",
    distribution="anthropic",
    words=("chat", "tokens", "models", "batches", "files"),
    models={**_REQUESTS, **_ANSWERS, **_KEPT, **_EVENTS},
    forms={"UploadRequest": (types.FileUploadParams,)},
)
