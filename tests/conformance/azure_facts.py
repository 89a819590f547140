"""What the table knows of Azure OpenAI's operations and of the project's APIs that call them."""

from __future__ import annotations

from tests.conformance.forms import MESSAGES, PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import AZURE_VENDOR_KEY
from tests.conformance.openai_facts import BOTH_COUNTS, CHAT_USAGE, UNCOUNTED

ANSWERING = "gpt-4o-2024-11-20"
"""The model behind every deployment of the mock vendor."""

DEPLOYMENT = "my%20gpt-4o"
DEPLOYMENTS = "/openai/deployments/"


def deployed(
    id: str,
    tail: str,
    body: bytes,
    usage: tuple[int | None, int | None] | None = None,
) -> Operation:
    return Operation(
        id,
        "POST",
        DEPLOYMENTS + "{deployment-id}" + tail,
        body,
        tail=DEPLOYMENTS + DEPLOYMENT + tail,
        usage=usage,
        model=ANSWERING,
        deployment=DEPLOYMENT,
    )


def chat(usage: tuple[int | None, int | None] = CHAT_USAGE, **more: object) -> Operation:
    body = json_body(messages=MESSAGES, **more)
    return deployed("ChatCompletions_Create", "/chat/completions", body, usage)


def completion(**more: object) -> Operation:
    body = json_body(prompt=PROMPT, **more)
    return deployed("Completions_Create", "/completions", body, CHAT_USAGE)


OPERATIONS = {
    "azure_chat": chat(),
    "azure_chat_stream": chat(UNCOUNTED, stream=True),
    "azure_chat_stream_usage": chat(stream=True, stream_options=BOTH_COUNTS),
    "azure_completion": completion(),
    "azure_completion_stream": completion(stream=True, stream_options=BOTH_COUNTS),
    "azure_embeddings": deployed(
        "embeddings_create", "/embeddings", json_body(input=[PROMPT, "two"]), (8, None)
    ),
    "azure_image": deployed(
        "ImageGenerations_Create", "/images/generations", json_body(prompt=PROMPT)
    ),
    "azure_transcription": deployed(
        "Transcriptions_Create", "/audio/transcriptions", multipart({})
    ),
    "azure_translation": deployed("Translations_Create", "/audio/translations", multipart({})),
    "azure_models": Operation("Models_List", "GET", "/openai/models"),
}


def served(base: str, version: str, base_path: str, pinned: str) -> Api:
    return Api(
        base,
        version,
        AZURE_VENDOR_KEY,
        base_path,
        "AZURE",
        provider="azure-openai",
        auth=("api-key", ""),
        pinned_query=pinned,
    )


APIS = {
    "Azure": served("/azureapi/1.0", "1.0", "", "api-version=2024-10-21"),
    "AzureFixed": served(
        "/azure-fixed/1.0.0", "1.0.0", "/apim/east", "api-version=2025-01-01-preview"
    ),
}
