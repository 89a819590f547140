"""The bundled vendors: what each answers, its operations and the project's APIs that call it."""

from __future__ import annotations

from tests.conformance.vendors import (
    anthropic,
    azure_preview,
    azure_v1,
    bedrock,
    cohere,
    compatible,
    deepseek,
    gemini,
    groq,
    lab,
    mistral_more,
    ollama,
    openai_more,
)
from tests.conformance.vendors.voice import Served

SERVED: dict[str, Served] = {
    "anthropic/v1": anthropic.SERVED,
    "azure-openai/2025-03-01-preview": azure_preview.SERVED,
    "azure-openai/v1": azure_v1.SERVED,
    "bedrock/2023-09-30": bedrock.SERVED,
    "cohere/v2": cohere.SERVED,
    "deepseek/v1": deepseek.SERVED,
    "gemini/v1": gemini.FIRST,
    "gemini/v1beta": gemini.BETA,
    "groq/v1": groq.SERVED,
    "ollama/v1": ollama.SERVED,
    "openai-compatible/v1": compatible.SERVED,
    "lab/v2": lab.SECOND,
    "lab/v3": lab.THIRD,
    "mistral/v1": mistral_more.SERVED,
    "openai/v1": openai_more.SERVED,
}

OPERATIONS = {name: one for served in SERVED.values() for name, one in served.operations.items()}
APIS = {name: one for served in SERVED.values() for name, one in served.apis.items()}
