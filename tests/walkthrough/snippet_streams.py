"""Programs that read a stream with the vendor's own SDK: the API's base URL and the model are their
arguments, and what they print is JSON: the text, and how many tokens were read and written."""

from __future__ import annotations

_HEAD = "import json, sys\n\nurl, model = sys.argv[1:]\nasked = " + (
    '[{"role": "user", "content": "Say hello in five words."}]\n'
)


def _openai(client: str) -> str:
    return (
        _HEAD
        + f"""
from openai import AzureOpenAI, OpenAI

parts = list({client}.chat.completions.create(
    model=model, messages=asked, stream=True, stream_options={{"include_usage": True}}
))
text = "".join(choice.delta.content or "" for part in parts for choice in part.choices)
usage = parts[-1].usage
print(json.dumps([text, usage.prompt_tokens, usage.completion_tokens]))
"""
    )


ANTHROPIC = (
    _HEAD
    + """
from anthropic import Anthropic

client = Anthropic(base_url=url, api_key="any")
with client.messages.stream(model=model, max_tokens=64, messages=asked) as stream:
    final = stream.get_final_message()
print(json.dumps([final.content[0].text, final.usage.input_tokens, final.usage.output_tokens]))
"""
)

COHERE = (
    _HEAD
    + """
import cohere

client = cohere.ClientV2(base_url=url, api_key="any")
text, usage = "", None
for event in client.chat_stream(model=model, messages=asked):
    if event.type == "content-delta":
        text += event.delta.message.content.text
    if event.type == "message-end":
        usage = event.delta.usage.tokens
print(json.dumps([text, usage.input_tokens, usage.output_tokens]))
"""
)

GROQ = (
    _HEAD
    + """
from groq import Groq

client = Groq(base_url=url, api_key="any")
parts = list(client.chat.completions.create(model=model, messages=asked, stream=True))
text = "".join(part.choices[0].delta.content or "" for part in parts)
usage = parts[-1].x_groq.usage
print(json.dumps([text, usage.prompt_tokens, usage.completion_tokens]))
"""
)

MISTRAL = (
    _HEAD
    + """
from mistralai.client import Mistral

with Mistral(server_url=url, api_key="any").chat.stream(model=model, messages=asked) as stream:
    parts = [event.data for event in stream]
text = "".join(part.choices[0].delta.content for part in parts)
usage = parts[-1].usage
print(json.dumps([text, usage.prompt_tokens, usage.completion_tokens]))
"""
)

OLLAMA = (
    _HEAD
    + """
from ollama import Client

parts = list(Client(host=url).chat(model=model, messages=asked, stream=True))
text = "".join(part.message.content for part in parts)
print(json.dumps([text, parts[-1].prompt_eval_count, parts[-1].eval_count]))
"""
)


def _google(version: str) -> str:
    return (
        _HEAD
        + f"""
from google import genai
from google.genai import types

options = types.HttpOptions(base_url=url, api_version="{version}")
client = genai.Client(api_key="any", http_options=options)
parts = list(client.models.generate_content_stream(model=model, contents=asked[0]["content"]))
text = "".join(part.text for part in parts)
usage = parts[-1].usage_metadata
print(json.dumps([text, usage.prompt_token_count, usage.candidates_token_count]))
"""
    )


# With an access key, which this one sends to a server without TLS, too.
AMAZON = (
    _HEAD
    + """
import boto3

keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
client = boto3.client("bedrock-runtime", "us-east-1", endpoint_url=url, **keys)
messages = [{"role": "user", "content": [{"text": asked[0]["content"]}]}]
events = list(client.converse_stream(modelId=model, messages=messages)["stream"])
deltas = (event["contentBlockDelta"] for event in events if "contentBlockDelta" in event)
text = "".join(delta["delta"]["text"] for delta in deltas)
usage = events[-1]["metadata"]["usage"]
print(json.dumps([text, usage["inputTokens"], usage["outputTokens"]]))
"""
)


def _of_azure(version: str) -> str:
    return _openai(f'AzureOpenAI(azure_endpoint=url, api_key="any", api_version="{version}")')


def _of_copies(base: str) -> str:
    return _openai(f'OpenAI(base_url=url + "{base}", api_key="any")')


STREAMS: dict[str, tuple[str, str]] = {
    "Anthropic": (ANTHROPIC, ""),
    "Azure": (_of_azure("2024-10-21"), ""),
    "AzurePreview": (_of_azure("2025-03-01-preview"), ""),
    "AzureV1": (_of_copies("/openai/v1"), ""),
    "Bedrock": (AMAZON, "clients"),
    "Cohere": (COHERE, ""),
    "DeepSeek": (_of_copies(""), ""),
    "GeminiV1": (_google("v1"), ""),
    "Gemini": (_google("v1beta"), ""),
    "Groq": (GROQ, ""),
    "Main": (MISTRAL, ""),
    "Ollama": (OLLAMA, ""),
    "Compatible": (_of_copies("/v1"), ""),
    "OpenAI": (_of_copies("/v1"), ""),
}
"""Program and place (as in snippet_runs) by an API of the project for each bundled vendor."""
