"""SDKs in a Python of their own (clients.txt): a process that makes their calls for the tests.

Nothing of this project is imported here. Each line that it reads is a JSON object: `call`, `url`,
`key`, `arguments`. Each line that it writes: `value`, or `raised` with the exception's class, its
status and its text; and `strayed`, the other hosts that something has asked for.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

# Beside this file; this Python has no path to it.
elsewhere = runpy.run_path(str(Path(__file__).with_name("at_home.py")))["elsewhere"]
STRAYED: list[str] = []


def keep_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: this process reaches no host but its own."""
    if (host := elsewhere(event, arguments)) is not None:
        STRAYED.append(host)
        raise OSError(f"{host} is another host")


sys.addaudithook(keep_at_home)
# The prices of models, which it would fetch when it is imported.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import anthropic  # noqa: E402 (the hook and the setting come before the SDKs)
import boto3  # noqa: E402
import litellm  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from google import genai  # noqa: E402
from google.genai import types  # noqa: E402
from mistralai.client import Mistral  # noqa: E402

litellm.suppress_debug_info = True
ASKED: list[Any] = [{"role": "user", "content": "How many words?"}]


@cache
def claude(url: str, key: str) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=url, api_key=key, max_retries=0)


def claude_message(url: str, key: str, model: str) -> dict[str, Any]:
    answer = claude(url, key).messages.create(model=model, max_tokens=64, messages=ASKED)
    return answer.to_dict()


def claude_stream(url: str, key: str, model: str) -> dict[str, Any]:
    asked = claude(url, key).messages.stream(model=model, max_tokens=64, messages=ASKED)
    with asked as stream:
        return stream.get_final_message().to_dict()


def claude_count(url: str, key: str, model: str) -> dict[str, Any]:
    return claude(url, key).messages.count_tokens(model=model, messages=ASKED).to_dict()


def claude_models(url: str, key: str) -> list[str]:
    return [one.id for one in claude(url, key).models.list()]


@cache
def google(url: str, key: str) -> genai.Client:
    return genai.Client(api_key=key, http_options=types.HttpOptions(base_url=url))


def google_generate(url: str, key: str, model: str) -> dict[str, Any]:
    answer = google(url, key).models.generate_content(model=model, contents="How many words?")
    return {"text": answer.text, **answer.model_dump(mode="json")}


def google_stream(url: str, key: str, model: str) -> list[dict[str, Any]]:
    models = google(url, key).models
    parts = models.generate_content_stream(model=model, contents="How many words?")
    return [{"text": part.text, **part.model_dump(mode="json")} for part in parts]


def google_async(url: str, key: str, model: str) -> list[dict[str, Any]]:
    """With another HTTP client below (aiohttp)."""

    async def asked() -> list[dict[str, Any]]:
        options = types.HttpOptions(base_url=url)
        async with genai.Client(api_key=key, http_options=options).aio as client:
            parts = await client.models.generate_content_stream(
                model=model, contents="How many words?"
            )
            return [{"text": part.text} async for part in parts]

    return asyncio.run(asked())


def google_embed(url: str, key: str, model: str) -> dict[str, Any]:
    answer = google(url, key).models.embed_content(model=model, contents=["one", "two"])
    return answer.model_dump(mode="json")


def google_count(url: str, key: str, model: str) -> dict[str, Any]:
    answer = google(url, key).models.count_tokens(model=model, contents="How many words?")
    return answer.model_dump(mode="json")


def google_models(url: str, key: str) -> list[str | None]:
    return [one.name for one in google(url, key).models.list()]


@cache
def mistral(url: str, key: str) -> Mistral:
    return Mistral(server_url=url, api_key=key)


def mistral_chat(url: str, key: str, model: str) -> dict[str, Any]:
    answer = mistral(url, key).chat.complete(model=model, messages=ASKED)
    return dict(answer.model_dump(mode="json"))


def mistral_stream(url: str, key: str, model: str) -> list[dict[str, Any]]:
    with mistral(url, key).chat.stream(model=model, messages=ASKED) as stream:
        return [event.data.model_dump(mode="json") for event in stream]


@cache
def amazon(url: str, key: str) -> Any:
    """The SDK takes a bearer key from the environment alone."""
    os.environ["AWS_BEARER_TOKEN_BEDROCK"] = key
    once = Config(retries={"max_attempts": 0})
    return boto3.client("bedrock-runtime", "eu-west-1", endpoint_url=url, config=once)


ASKED_OF_AMAZON = [{"role": "user", "content": [{"text": "How many words?"}]}]


def amazon_converse(url: str, key: str, model: str) -> dict[str, Any]:
    answer = amazon(url, key).converse(modelId=model, messages=ASKED_OF_AMAZON)
    return {"said": answer["output"]["message"], "usage": answer["usage"]}


def amazon_stream(url: str, key: str, model: str) -> list[dict[str, Any]]:
    answer = amazon(url, key).converse_stream(modelId=model, messages=ASKED_OF_AMAZON)
    return list(answer["stream"])


def amazon_invoke(url: str, key: str, model: str) -> dict[str, Any]:
    answer = amazon(url, key).invoke_model(
        modelId=model, body=json.dumps({"prompt": "Two?"}), contentType="application/json"
    )
    found: dict[str, Any] = json.loads(answer["body"].read())
    return found


def amazon_count(url: str, key: str, model: str) -> int:
    asked = {"converse": {"messages": ASKED_OF_AMAZON}}
    return int(amazon(url, key).count_tokens(modelId=model, input=asked)["inputTokens"])


def litellm_chat(url: str, key: str, **more: Any) -> dict[str, Any]:
    answer = litellm.completion(api_base=url, api_key=key, messages=ASKED, max_retries=0, **more)
    found: dict[str, Any] = answer.model_dump(mode="json")
    return found


def litellm_stream(url: str, key: str, **more: Any) -> list[dict[str, Any]]:
    parts = litellm.completion(
        api_base=url, api_key=key, messages=ASKED, max_retries=0, stream=True, **more
    )
    return [part.model_dump(mode="json") for part in parts]


def litellm_async(url: str, key: str, **more: Any) -> list[dict[str, Any]]:
    """With another HTTP client below (aiohttp)."""

    async def asked() -> list[dict[str, Any]]:
        parts = await litellm.acompletion(
            api_base=url, api_key=key, messages=ASKED, max_retries=0, stream=True, **more
        )
        return [part.model_dump(mode="json") async for part in parts]

    return asyncio.run(asked())


def litellm_embed(url: str, key: str, **more: Any) -> dict[str, Any]:
    answer = litellm.embedding(api_base=url, api_key=key, input=["one", "two"], **more)
    found: dict[str, Any] = answer.model_dump(mode="json")
    return found


CALLS: dict[str, Callable[..., Any]] = {
    call.__name__: call
    for call in (
        claude_message,
        claude_stream,
        claude_count,
        claude_models,
        google_generate,
        google_stream,
        google_async,
        google_embed,
        google_count,
        google_models,
        mistral_chat,
        mistral_stream,
        amazon_converse,
        amazon_stream,
        amazon_invoke,
        amazon_count,
        litellm_chat,
        litellm_stream,
        litellm_async,
        litellm_embed,
    )
}


def made(asked: dict[str, Any]) -> dict[str, Any]:
    """The line that answers a line."""
    STRAYED.clear()
    try:
        value = CALLS[asked["call"]](asked["url"], asked["key"], **asked["arguments"])
    except Exception as error:
        kind = f"{type(error).__module__.partition('.')[0]}.{type(error).__name__}"
        status = getattr(error, "status_code", getattr(error, "code", None))
        if isinstance(error, ClientError):
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"raised": {"kind": kind, "status": status, "text": str(error)}, "strayed": STRAYED}
    return {"value": value, "strayed": STRAYED}


if __name__ == "__main__":
    # What an SDK prints goes to the standard error, so that every line out is an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(made(json.loads(line))), file=answers, flush=True)
