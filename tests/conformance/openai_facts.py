"""What the table knows of OpenAI's operations and of the project's APIs that call them."""

from __future__ import annotations

from tests.conformance.forms import MESSAGES, PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import LIVE_VENDOR_KEY, OPENAI_VENDOR_KEY, SECOND_VENDOR_KEY

MODEL = "gpt-4o-mini"
IMAGE_MODEL = "gpt-image-1"
AUDIO_MODEL = "gpt-4o-transcribe"
PNG = b"\x89PNG\r\n\x1a\n....IHDR"
BOTH_COUNTS = {"include_usage": True}

CHAT_USAGE, RESPONSE_USAGE, IMAGE_USAGE, AUDIO_USAGE = (19, 10), (36, 87), (50, 4160), (14, 45)
UNCOUNTED = (None, None)


def chat(**more: object) -> Operation:
    return Operation(
        "createChatCompletion",
        "POST",
        "/v1/chat/completions",
        json_body(model=MODEL, messages=MESSAGES, **more),
        usage=UNCOUNTED if more == {"stream": True} else CHAT_USAGE,
    )


def completion(**more: object) -> Operation:
    body = json_body(model="gpt-3.5-turbo-instruct", prompt=PROMPT, **more)
    return Operation("createCompletion", "POST", "/v1/completions", body, usage=CHAT_USAGE)


def response(**more: object) -> Operation:
    body = json_body(model=MODEL, input=PROMPT, **more)
    return Operation("createResponse", "POST", "/v1/responses", body, usage=RESPONSE_USAGE)


def image(**more: object) -> Operation:
    body = json_body(model=IMAGE_MODEL, prompt=PROMPT, **more)
    path = "/v1/images/generations"
    return Operation("createImage", "POST", path, body, usage=IMAGE_USAGE, model=None)


def edit(**more: str) -> Operation:
    body = multipart({"model": IMAGE_MODEL, "prompt": PROMPT, **more}, PNG, "image")
    path = "/v1/images/edits"
    return Operation("createImageEdit", "POST", path, body, usage=IMAGE_USAGE, model=None)


def speech(**more: object) -> Operation:
    body = json_body(model="gpt-4o-mini-tts", voice="alloy", input=PROMPT, **more)
    usage = (14, 101) if more else None
    return Operation("createSpeech", "POST", "/v1/audio/speech", body, usage=usage, model=None)


def transcription(model: str = AUDIO_MODEL, **more: str) -> Operation:
    body = multipart({"model": model, **more})
    usage = AUDIO_USAGE if model == AUDIO_MODEL and "response_format" not in more else None
    path = "/v1/audio/transcriptions"
    return Operation("createTranscription", "POST", path, body, usage=usage, model=None)


def kept(id: str, method: str, tail: str = "", query: str = "") -> Operation:
    template = "/v1/responses/{response_id}" + tail
    return Operation(id, method, template, tail=f"/v1/responses/resp_68ab{tail}{query}")


OPERATIONS = {
    "openai_chat": chat(),
    "openai_chat_stream": chat(stream=True),
    "openai_chat_stream_usage": chat(stream=True, stream_options=BOTH_COUNTS),
    "openai_completion": completion(),
    "openai_completion_stream": completion(stream=True, stream_options=BOTH_COUNTS),
    "openai_response": response(),
    "openai_response_stream": response(stream=True),
    "openai_response_tokens": Operation(
        "Getinputtokencounts",
        "POST",
        "/v1/responses/input_tokens",
        json_body(model=MODEL, input=PROMPT),
    ),
    "openai_response_compact": Operation(
        "Compactconversation",
        "POST",
        "/v1/responses/compact",
        json_body(model=MODEL, input=PROMPT),
        usage=RESPONSE_USAGE,
        model=None,
    ),
    "openai_response_get": kept("getResponse", "GET"),
    "openai_response_delete": kept("deleteResponse", "DELETE"),
    "openai_response_cancel": kept("cancelResponse", "POST", "/cancel"),
    "openai_response_items": kept("listInputItems", "GET", "/input_items"),
    "openai_embeddings": Operation(
        "createEmbedding",
        "POST",
        "/v1/embeddings",
        json_body(model="text-embedding-3-small", input=[PROMPT, "two"]),
        usage=(8, None),
    ),
    "openai_models": Operation("listModels", "GET", "/v1/models"),
    "openai_model": Operation(
        "retrieveModel", "GET", "/v1/models/{model}", tail="/v1/models/ft:gpt-4o:acme::7qTVM5AR"
    ),
    "openai_moderation": Operation(
        "createModeration",
        "POST",
        "/v1/moderations",
        json_body(model="omni-moderation-latest", input=PROMPT),
    ),
    "openai_image": image(),
    "openai_image_stream": image(stream=True, partial_images=1),
    "openai_image_edit": edit(),
    "openai_image_edit_stream": edit(stream="true"),
    "openai_speech": speech(),
    "openai_speech_stream": speech(stream_format="sse"),
    "openai_transcription": transcription(),
    "openai_transcription_stream": transcription(stream="true"),
    "openai_transcription_seconds": transcription("whisper-1"),
    "openai_transcription_text": transcription("whisper-1", response_format="text"),
    "openai_translation": Operation(
        "createTranslation",
        "POST",
        "/v1/audio/translations",
        multipart({"model": "whisper-1"}),
    ),
}

LIVE = {
    "live": Operation("connectRealtime", "GET", "/v1/realtime", deployment="gpt-realtime"),
    "live_models": Operation("listModels", "GET", "/v1/models"),
}

APIS = {
    "OpenAI": Api("/openaiapi/2.3.0", "2.3.0", OPENAI_VENDOR_KEY, "", "OPENAI", provider="openai"),
    "OpenAINext": Api(
        "/openaiapi/3.0.0",
        "3.0.0",
        SECOND_VENDOR_KEY,
        "/proxy/east-1",
        "OPENAI_NEXT",
        provider="openai",
    ),
    "OpenAIPart": Api(
        "/openai-part/1.0.0",
        "1.0.0",
        OPENAI_VENDOR_KEY,
        "",
        "OPENAI",
        provider="openai",
        pinned_query="tenant=a%2Fb",
    ),
    "Live": Api("/live/1.0.0", "1.0.0", LIVE_VENDOR_KEY, "", "LIVE", provider="openai"),
}
