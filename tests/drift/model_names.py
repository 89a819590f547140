"""The models that the vendors' SDKs list, for the lists `models` of vendor.yaml.

Other vendors have no list: their SDKs take any text (mistralai, cohere, ollama), or their customers
name the models (deployments, servers of one's own). Half a list would be wrong about the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from anthropic import types as anthropic
from google.genai import interactions as gemini
from groq.types import EmbeddingCreateParams as GroqEmbedding
from groq.types import audio as groq_audio
from groq.types.chat import completion_create_params as groq_chat
from openai import types as openai
from openai.types import audio, beta, completion_create_params, realtime, shared

# Types of models, and requests with a field `model`.
SOURCES: Mapping[str, tuple[Any, ...]] = {
    "anthropic/v1": (anthropic.Model,),
    "gemini/v1": (gemini.ModelParam,),
    "gemini/v1beta": (gemini.ModelParam,),
    "groq/v1": (
        groq_chat.CompletionCreateParams,
        GroqEmbedding,
        groq_audio.SpeechCreateParams,
        groq_audio.TranscriptionCreateParams,
        groq_audio.TranslationCreateParams,
    ),
    "openai/v1": (
        shared.AllModels,
        openai.AudioModel,
        openai.EmbeddingModel,
        openai.ImageModel,
        openai.ModerationModel,
        openai.VideoModel,
        audio.SpeechModel,
        beta.AssistantUpdateParams,
        completion_create_params.CompletionCreateParamsBase,
        realtime.AudioTranscriptionParam,
        realtime.RealtimeSessionCreateRequestParam,
    ),
}


def listed(id: str) -> tuple[str, ...]:
    """The names of a vendor's models as its SDK has them, sorted; none where it lists none."""
    return tuple(sorted({name for source in SOURCES.get(id, ()) for name in _names(source)}))


def _names(source: Any) -> Iterator[str]:
    if hasattr(source, "__required_keys__"):  # a TypedDict, whoever made it
        source = get_type_hints(source)["model"]
    if get_origin(source) is Literal:
        yield from get_args(source)
        return
    for part in get_args(source):
        yield from _names(part)
