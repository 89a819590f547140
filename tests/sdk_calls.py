"""What the vendor's own SDK can do with bundled vendors, and what the vendors answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sdk_answers import (
    CHAT,
    CHUNK,
    COST,
    DEPLOYABLE,
    DRAWN,
    HEARD,
    HELLO,
    IMAGES,
    LAST_CHUNK,
    MODEL,
    RESPONSE,
    SOUND,
    STEPS,
    TEXT,
    VECTORS,
)

OWN = "openai/v1"
DEPLOYED = "azure-openai/2024-10-21"
PREVIEW = "azure-openai/2025-03-01-preview"

# operationId, what the client does, and what the vendor answers: a JSON value, a list of the data
# of events, or sound.
Call = tuple[str, Callable[[Any], object], Any]
SHARED: list[Call] = [
    (
        "chat",
        lambda c: c.chat.completions.create(
            model="m",
            messages=[
                {"role": "system", "content": "s"},
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "t"},
                        {"type": "image_url", "image_url": {"url": "https://i.test"}},
                    ],
                },
                {
                    "role": "assistant",
                    "tool_calls": [
                        {
                            "id": "1",
                            "type": "function",
                            "function": {"name": "f", "arguments": "{}"},
                        }
                    ],
                },
                {"role": "tool", "tool_call_id": "1", "content": "r"},
            ],
            tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
            tool_choice={"type": "function", "function": {"name": "f"}},
            response_format={"type": "json_schema", "json_schema": {"name": "n", "schema": {}}},
            temperature=0.2,
            stop=["a", "b"],
            extra_body={"a_field_of_next_week": 1},
        ),
        CHAT,
    ),
    (
        "chat",
        lambda c: list(
            c.chat.completions.create(
                model="m", messages=HELLO, stream=True, stream_options={"include_usage": True}
            )
        ),
        [CHUNK, LAST_CHUNK],
    ),
    ("completions", lambda c: c.completions.create(model="m", prompt="p"), TEXT),
    (
        "completions",
        lambda c: list(c.completions.create(model="m", prompt="", stream=True)),
        [TEXT],
    ),
    ("embeddings", lambda c: c.embeddings.create(model="m", input=["a"]), VECTORS),
    ("images", lambda c: c.images.generate(model="m", prompt="p", n=1), IMAGES),
    (
        "audio.transcriptions",
        lambda c: c.audio.transcriptions.create(
            model="m", file=SOUND, timestamp_granularities=["word"]
        ),
        {"text": "hi"},
    ),
    (
        "audio.translations",
        lambda c: c.audio.translations.create(model="m", file=SOUND),
        {"text": "hi"},
    ),
]
IDS = {
    OWN: {
        "chat": "createChatCompletion",
        "completions": "createCompletion",
        "embeddings": "createEmbedding",
        "images": "createImage",
        "audio.transcriptions": "createTranscription",
        "audio.translations": "createTranslation",
    },
    DEPLOYED: {
        "chat": "ChatCompletions_Create",
        "completions": "Completions_Create",
        "embeddings": "embeddings_create",
        "images": "ImageGenerations_Create",
        "audio.transcriptions": "Transcriptions_Create",
        "audio.translations": "Translations_Create",
    },
    PREVIEW: {
        "chat": "ChatCompletions_Create",
        "completions": "Completions_Create",
        "embeddings": "Embeddings_Create",
        "images": "ImageGenerations_Create",
        "audio.transcriptions": "Transcriptions_Create",
        "audio.translations": "Translations_Create",
    },
}
OWN_CALLS: list[Call] = [
    ("listModels", lambda c: c.models.list(), {"object": "list", "data": [MODEL]}),
    ("retrieveModel", lambda c: c.models.retrieve("m"), MODEL),
    (
        "createResponse",
        lambda c: c.responses.create(
            model="m",
            instructions="i",
            input=[
                {"role": "user", "content": [{"type": "input_text", "text": "hi"}]},
                {"type": "function_call_output", "call_id": "1", "output": "r"},
            ],
            tools=[
                {"type": "function", "name": "f", "parameters": {}, "strict": True},
                {"type": "web_search"},
                {"type": "mcp", "server_label": "s", "server_url": "https://m.test"},
            ],
            text={"format": {"type": "json_schema", "name": "n", "schema": {}}},
            reasoning={"effort": "low"},
            tool_choice="auto",
        ),
        RESPONSE,
    ),
    (
        "createResponse",
        lambda c: list(c.responses.create(model="m", input="hi", stream=True)),
        STEPS,
    ),
    ("getResponse", lambda c: c.responses.retrieve("r"), RESPONSE),
    ("getResponse", lambda c: list(c.responses.retrieve("r", stream=True)), STEPS),
    (
        "deleteResponse",
        lambda c: c.responses.delete("r"),
        {"id": "r", "object": "response", "deleted": True},
    ),
    ("cancelResponse", lambda c: c.responses.cancel("r"), RESPONSE | {"status": "cancelled"}),
    (
        "listInputItems",
        lambda c: c.responses.input_items.list("r", limit=1, order="asc"),
        {
            "object": "list",
            "data": [{"type": "message", "role": "user", "content": "hi", "id": "i"}],
            "first_id": "i",
            "last_id": "i",
            "has_more": False,
        },
    ),
    (
        "Getinputtokencounts",
        lambda c: c.responses.input_tokens.count(model="m", input="hi"),
        {"object": "response.input_tokens", "input_tokens": 1},
    ),
    (
        "Compactconversation",
        lambda c: c.responses.compact(model="m", input="hi"),
        {"id": "r", "object": "response.compaction", "created_at": 1, "output": [], "usage": COST},
    ),
    (
        "createModeration",
        lambda c: c.moderations.create(
            input=[{"type": "image_url", "image_url": {"url": "https://i.test"}}]
        ),
        {
            "id": "m",
            "model": "m",
            "results": [
                {
                    "flagged": False,
                    "categories": {"hate": False},
                    "category_scores": {"hate": 0.1},
                    "category_applied_input_types": {"hate": ["text"]},
                }
            ],
        },
    ),
    (
        "createImage",
        lambda c: list(c.images.generate(model="m", prompt="p", stream=True, partial_images=1)),
        [DRAWN],
    ),
    ("createImageEdit", lambda c: c.images.edit(model="m", prompt="p", image=SOUND), IMAGES),
    (
        "createSpeech",
        lambda c: c.audio.speech.create(model="m", input="hi", voice="alloy").read(),
        b"RIFF",
    ),
    (
        "createTranscription",
        lambda c: list(c.audio.transcriptions.create(model="m", file=SOUND, stream=True)),
        [
            {"type": "transcript.text.delta", "delta": "hi"},
            {"type": "transcript.text.done", "text": "hi", "usage": HEARD},
        ],
    ),
]
DEPLOYED_CALLS: list[Call] = [
    ("Models_List", lambda c: c.models.list(), {"object": "list", "data": [DEPLOYABLE]}),
]
PREVIEW_IDS = {
    "createResponse": "Create_Response",
    "getResponse": "Get_Response",
    "deleteResponse": "Delete_Response",
    "listInputItems": "Get_Input_Items",
    "createSpeech": "Speech_Create",
}
PREVIEW_CALLS: list[Call] = [
    (PREVIEW_IDS[id], call, answer)
    for id, call, answer in OWN_CALLS
    # This version does not stream what it keeps.
    if id in PREVIEW_IDS and (id, answer) != ("getResponse", STEPS)
]
CALLS = [
    *((OWN, *call) for call in OWN_CALLS),
    *((id, *call) for id in (DEPLOYED, PREVIEW) for call in DEPLOYED_CALLS),
    *((PREVIEW, *call) for call in PREVIEW_CALLS),
    *((id, IDS[id][word], *rest) for id in IDS for word, *rest in SHARED),
]
