"""What two bundled vendors answer, small but whole."""

from __future__ import annotations

from typing import Any

from openai.types import chat

HELLO: list[chat.ChatCompletionMessageParam] = [{"role": "user", "content": "hi"}]
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
COST = {
    "input_tokens": 1,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 2,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 3,
}
CHAT: dict[str, Any] = {
    "id": "c",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "hi", "refusal": None},
            "finish_reason": "stop",
            "logprobs": None,
        }
    ],
    "usage": USAGE,
}
CHUNK = {
    "id": "c",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": None}],
    "usage": None,
}
LAST_CHUNK = CHUNK | {"choices": [], "usage": USAGE}
TEXT = {
    "id": "t",
    "object": "text_completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "text": "hi", "finish_reason": "stop", "logprobs": None}],
    "usage": USAGE,
}
VECTORS = {
    "object": "list",
    "model": "m",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
    "usage": {"prompt_tokens": 1, "total_tokens": 1},
}
RESPONSE: dict[str, Any] = {
    "id": "r",
    "object": "response",
    "created_at": 1,
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {},
    "model": "m",
    "output": [
        {
            "type": "message",
            "id": "i",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "hi", "annotations": []}],
        },
        {"type": "an_item_of_next_week", "id": "j"},
    ],
    "parallel_tool_calls": True,
    "temperature": 1,
    "tool_choice": "auto",
    "tools": [{"type": "a_tool_of_next_week"}],
    "top_p": 1,
    "usage": COST,
}
STEPS: list[dict[str, Any]] = [
    {
        "type": "response.created",
        "sequence_number": 0,
        "response": RESPONSE | {"status": "in_progress", "usage": None},
    },
    {
        "type": "response.output_text.delta",
        "sequence_number": 1,
        "output_index": 0,
        "item_id": "i",
        "content_index": 0,
        "delta": "hi",
        "logprobs": [],
    },
    {"type": "response.completed", "sequence_number": 2, "response": RESPONSE},
]
TOKENS = {
    "input_tokens": 1,
    "input_tokens_details": {"image_tokens": 0, "text_tokens": 1},
    "output_tokens": 2,
    "total_tokens": 3,
}
IMAGES = {"created": 1, "data": [{"b64_json": "AAAA"}], "usage": TOKENS}
DRAWN = {
    "type": "image_generation.completed",
    "b64_json": "AAAA",
    "background": "opaque",
    "created_at": 1,
    "output_format": "png",
    "quality": "low",
    "size": "1024x1024",
    "usage": TOKENS,
}
HEARD = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3, "type": "tokens"}
SOUND = ("a.wav", b"RIFF")
MODEL = {"id": "m", "object": "model", "created": 1, "owned_by": "o"}
DEPLOYABLE = {
    "id": "m",
    "object": "model",
    "status": "succeeded",
    "created_at": 1,
    "capabilities": {"inference": True},
    "lifecycle_status": "generally-available",
    "deprecation": {"inference": 1},
}
