"""OpenAI's official SDK in its Azure form through each gateway: endpoint and key are changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import openai
import pytest
from openai import AzureOpenAI

from tests.conformance import facts, openai_answers
from tests.conformance.azure_facts import ANSWERING
from tests.conformance.engines import Engine
from tests.conformance.world import World

pytestmark = pytest.mark.usefixtures("described")

DEPLOYMENT = "my gpt-4o"
TEXT = openai_answers.TEXT
WAVE = ("a.wav", b"RIFF....WAVE")


def client(engine: Engine, key: str = facts.CLIENT_KEY, version: str = "2024-10-21") -> AzureOpenAI:
    endpoint = f"http://127.0.0.1:{engine.port}{facts.APIS['Azure'].base}"
    return AzureOpenAI(azure_endpoint=endpoint, api_key=key, api_version=version, max_retries=0)


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[AzureOpenAI]:
    with client(engine) as one:
        yield one


def test_chat(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    answer = sdk.chat.completions.create(
        model=DEPLOYMENT, messages=[{"role": "user", "content": "How many words?"}]
    )
    assert answer.choices[0].message.content == TEXT
    assert answer.model == ANSWERING
    assert logged() == ("ChatCompletions_Create", ANSWERING, 19, 10, False)


def test_streamed_chat(sdk: AzureOpenAI, logged: Callable[[], object]) -> None:
    with sdk.chat.completions.create(
        model=DEPLOYMENT,
        messages=[{"role": "user", "content": "How many words?"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        findings, *chunks, last = stream
    assert findings.choices == []
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == TEXT
    assert last.usage is not None
    assert last.usage.total_tokens == 29
    assert logged() == ("ChatCompletions_Create", ANSWERING, 19, 10, True)


def test_embeddings(sdk: AzureOpenAI) -> None:
    answer = sdk.embeddings.create(model="embedding", input=["one", "two"])
    assert [one.embedding for one in answer.data] == [[0.5, -0.25, 0.125]] * 2


def test_models(sdk: AzureOpenAI) -> None:
    assert [one.id for one in sdk.models.list()] == ["gpt-4o"]


def test_image(sdk: AzureOpenAI) -> None:
    answer = sdk.images.generate(model="dall-e-3", prompt="One pixel")
    assert answer.data is not None
    assert answer.data[0].url == "https://pictures.test/1.png"


def test_transcription(sdk: AzureOpenAI) -> None:
    answer = sdk.audio.transcriptions.create(model="whisper", file=WAVE)
    assert answer.text == "One sentence."


def test_version_of_client_passes(engine: Engine, world: World) -> None:
    with client(engine, version="2025-03-01-preview") as sdk:
        sdk.embeddings.create(model="embedding", input="one")
    target = world.vendor.arrivals[-1].target
    assert target == b"/openai/deployments/embedding/embeddings?api-version=2025-03-01-preview"


def test_wrong_key(engine: Engine) -> None:
    with client(engine, "gwk_wrong") as sdk, pytest.raises(openai.AuthenticationError) as raised:
        sdk.models.list()
    assert raised.value.code == "invalid_api_key"


def test_unknown_operation(sdk: AzureOpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        sdk.responses.create(model=DEPLOYMENT, input="How many words?")
    assert raised.value.code == "unknown_operation"


def test_vendors_own_error(sdk: AzureOpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        sdk.chat.completions.create(
            model=DEPLOYMENT,
            messages=[{"role": "user", "content": "How many words?"}],
            extra_headers={"X-Mock": "status=400"},
        )
    assert raised.value.code == "content_filter"
    assert raised.value.param == "prompt"
