"""Which models of `openai` are a schema of the responses API."""

from __future__ import annotations

from openai.types import responses, shared
from openai.types.responses import (
    input_token_count_params,
    response_compact_params,
    response_computer_tool_call,
    response_create_params,
    response_input_item,
    response_output_item,
    response_reasoning_item,
    response_text_delta_event,
    response_text_done_event,
    tool,
    web_search_preview_tool,
    web_search_tool,
)

from tests.bundled import bundled
from tests.drift.oracle import accepted, kinds, members
from tests.drift.sdk import Models

ID = "openai/v1"

RESPONSES: Models = {
    "ResponseRequest": (
        response_create_params.ResponseCreateParamsNonStreaming,
        response_create_params.ResponseCreateParamsStreaming,
    ),
    "InputTokensRequest": (input_token_count_params.InputTokenCountParams,),
    "CompactRequest": (response_compact_params.ResponseCompactParams,),
    "Reasoning": (shared.Reasoning,),
    "StoredPrompt": (responses.ResponsePrompt,),
    "TextOptions": (responses.ResponseTextConfig,),
    "InputTokens": (responses.InputTokenCountResponse,),
    "CompactedResponse": (responses.CompactedResponse,),
    "Response": (responses.Response,),
    "ResponseError": (responses.ResponseError,),
    "ResponseUsage": (responses.ResponseUsage,),
    "ItemList": (responses.ResponseItemList,),
    "EventProbability": (response_text_delta_event.Logprob, response_text_done_event.Logprob),
    # Items
    "InputMessage": (response_input_item.Message, responses.EasyInputMessage),
    "InputText": (responses.ResponseInputText, responses.ResponseInputTextContent),
    "InputImage": (responses.ResponseInputImage, responses.ResponseInputImageContent),
    "InputFile": (responses.ResponseInputFile, responses.ResponseInputFileContent),
    "OutputText": (responses.ResponseOutputText,),
    "OutputRefusal": (responses.ResponseOutputRefusal,),
    "OutputMessage": (responses.ResponseOutputMessage,),
    "ReasoningItem": (responses.ResponseReasoningItem,),
    "ReasoningText": (response_reasoning_item.Content,),
    "SummaryText": (response_reasoning_item.Summary,),
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
    "SafetyCheck": (
        response_computer_tool_call.PendingSafetyCheck,
        response_input_item.ComputerCallOutputAcknowledgedSafetyCheck,
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
    "McpFilter": (
        tool.McpAllowedToolsMcpToolFilter,
        tool.McpRequireApprovalMcpToolApprovalFilterAlways,
    ),
    "AttributeFilter": (shared.ComparisonFilter,),
    "CompoundFilter": (shared.CompoundFilter,),
    "ContainerAuto": (responses.ContainerAuto,),
    "ContainerReference": (responses.ContainerReference, responses.ResponseContainerReference),
    "LocalEnvironment": (responses.LocalEnvironment,),
    "ImageReference": (tool.ImageGenerationInputImageMask,),
    "Whereabouts": (web_search_tool.UserLocation, web_search_preview_tool.UserLocation),
}


def described_events() -> dict[str, str]:
    """What the `type` of an event of a stream may be -> our schema of it."""
    schemas = bundled(ID).document.data["components"]["schemas"]
    found: dict[str, str] = {}
    for form in schemas["ResponseEvent"]["properties"]["data"]["anyOf"]:
        name = form["$ref"].rsplit("/", 1)[1]
        found |= dict.fromkeys(accepted(schemas[name]["properties"]["type"], {}).values, name)
    return found


def modelled_events() -> dict[str, type]:
    """What the `type` of an event of a stream may be -> the SDK's model of it."""
    return {
        kind: model for model in members(responses.ResponseStreamEvent) for kind in kinds(model)
    }


def events() -> Models:
    """Our schema of events -> the SDK's models of them, paired by their `type`."""
    ours, theirs = described_events(), modelled_events()
    return {
        name: tuple(theirs[kind] for kind in sorted(theirs) if ours.get(kind) == name)
        for name in sorted(set(ours.values()))
    }


# What stands for kinds that are to come, the SDK's unions of those that there are, and our lists.
OPEN_ENDS = (
    (
        "OtherItem",
        (responses.ResponseInputItem, responses.ResponseOutputItem),
        ("InputItem", "OutputItem"),
    ),
    ("OtherTool", (responses.Tool,), ("ResponseTool",)),
)
