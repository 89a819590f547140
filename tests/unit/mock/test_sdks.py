"""The vendors' official SDKs against the mock itself: an answer and a stream each. They take their
time to be loaded; one of them is always tried through `gatewright dev --mock`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from compiler.mock import MockVendor, start
from tests.unit.mock.gateways import IDS, gateway

if TYPE_CHECKING:
    from openai import OpenAI

pytestmark = pytest.mark.soak

TEXT = "You said: “Say hello”. This answer comes from the mock vendor: no vendor was asked."
ASKED = "Say hello"


@pytest.fixture(scope="module")
def mock() -> Iterator[MockVendor]:
    with start(gateway(*IDS), pause_ms=0) as one:
        yield one


@pytest.fixture
def transport() -> Iterator[httpx.Client]:
    """One that the test closes."""
    with httpx.Client() as one:
        yield one


def url(mock: MockVendor, vendor: str) -> str:
    return f"http://127.0.0.1:{mock.port}/{vendor}/1.0.0"


@pytest.fixture
def openai(mock: MockVendor) -> Iterator[OpenAI]:
    from openai import OpenAI

    with OpenAI(base_url=url(mock, "openai/v1") + "/v1", api_key="none", max_retries=0) as one:
        yield one


def test_openai_chat(openai: OpenAI) -> None:
    answer = openai.chat.completions.create(
        model="m", messages=[{"role": "user", "content": ASKED}]
    )
    assert answer.choices[0].message.content == TEXT
    assert answer.usage is not None
    assert (answer.model, answer.usage.total_tokens) == ("m", 17)
    parts = list(
        openai.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": ASKED}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert "".join(part.choices[0].delta.content or "" for part in parts if part.choices) == TEXT
    assert parts[-1].usage is not None
    assert parts[-1].usage.completion_tokens == 15


def test_openai_beside_chat(openai: OpenAI) -> None:
    answer = openai.responses.create(model="m", input=ASKED)
    assert answer.output_text == TEXT
    with openai.responses.stream(model="m", input=ASKED) as stream:
        assert stream.get_final_response().output_text == TEXT
    vectors = openai.embeddings.create(model="m", input=["a", "b"]).data
    assert [len(one.embedding) for one in vectors] == [16, 16]
    assert "gpt-4o" in {one.id for one in openai.models.list()}
    heard = openai.audio.transcriptions.create(model="m", file=("a.wav", b"RIFF"))
    assert heard.text
    steps = list(
        openai.audio.transcriptions.create(model="m", file=("a.wav", b"RIFF"), stream=True)
    )
    assert steps[-1].type == "transcript.text.done"
    speech = openai.audio.speech.create(model="m", input=ASKED, voice="alloy")
    assert speech.read().startswith(b"RIFF")
    assert openai.images.generate(model="m", prompt="p").data
    assert [one.id for one in openai.files.list()] == ["mock-1"]


def test_openai_errors(openai: OpenAI) -> None:
    from openai import NotFoundError, RateLimitError

    with pytest.raises(RateLimitError) as limited:
        openai.with_options(default_headers={"x-mock-status": "429"}).models.list()
    assert limited.value.type == "rate_limit_error"
    assert limited.value.response.headers["retry-after"] == "1"
    with pytest.raises(NotFoundError):
        openai.get("/nothing", cast_to=object)


def test_mistral(mock: MockVendor, transport: httpx.Client) -> None:
    from mistralai.client import Mistral
    from mistralai.client.models import UserMessage

    sdk = Mistral(api_key="none", server_url=url(mock, "mistral/v1"), client=transport)
    answer = sdk.chat.complete(model="m", messages=[UserMessage(content=ASKED)])
    assert answer is not None
    assert answer.choices[0].message is not None
    assert answer.choices[0].message.content == TEXT
    stream = sdk.chat.stream(model="m", messages=[UserMessage(content=ASKED)])
    events = [event.data for event in stream]
    assert "".join(str(event.choices[0].delta.content) for event in events) == TEXT
    assert events[-1].usage is not None
    assert events[-1].usage.completion_tokens == 15
    vectors = sdk.embeddings.create(model="m", inputs=["a", "b"])
    assert vectors is not None
    assert [one.index for one in vectors.data] == [0, 1]


def test_anthropic(mock: MockVendor) -> None:
    from anthropic import Anthropic

    with Anthropic(base_url=url(mock, "anthropic/v1"), api_key="none") as sdk:
        answer = sdk.messages.create(
            model="m", max_tokens=9, messages=[{"role": "user", "content": ASKED}]
        )
        (part,) = answer.content
        assert part.type == "text"
        assert (part.text, answer.stop_reason) == (TEXT, "end_turn")
        with sdk.messages.stream(
            model="m", max_tokens=9, messages=[{"role": "user", "content": ASKED}]
        ) as stream:
            assert "".join(stream.text_stream) == TEXT
            usage = stream.get_final_message().usage
        assert (usage.input_tokens, usage.output_tokens) == (2, 15)
        assert [one.id for one in sdk.models.list()]


def test_gemini(mock: MockVendor) -> None:
    from google import genai
    from google.genai import types

    options = types.HttpOptions(base_url=url(mock, "gemini/v1beta"))
    with genai.Client(api_key="none", http_options=options) as sdk:
        answer = sdk.models.generate_content(model="m", contents=ASKED)
        assert answer.text == TEXT
        parts = list(sdk.models.generate_content_stream(model="m", contents=ASKED))
        assert "".join(part.text or "" for part in parts) == TEXT
        assert parts[-1].usage_metadata is not None
        assert parts[-1].usage_metadata.candidates_token_count == 15
        found = sdk.models.embed_content(model="m", contents=["a", "b"]).embeddings
        assert found is not None
        assert len(found) == 2
        assert len(list(sdk.models.list())) > 5  # one page


def test_cohere(mock: MockVendor, transport: httpx.Client) -> None:
    from cohere import ClientV2, UserChatMessageV2

    sdk = ClientV2(base_url=url(mock, "cohere/v2"), api_key="none", httpx_client=transport)
    answer = sdk.chat(model="m", messages=[UserChatMessageV2(content=ASKED)])
    assert answer.message.content is not None
    part = answer.message.content[0]
    assert part.type == "text"
    assert part.text == TEXT
    stream = sdk.chat_stream(model="m", messages=[UserChatMessageV2(content=ASKED)])
    events = [event.model_dump() for event in stream]
    deltas = [event["delta"] for event in events if event["type"] == "content-delta"]
    assert "".join(delta["message"]["content"]["text"] for delta in deltas) == TEXT


def test_groq(mock: MockVendor) -> None:
    from groq import Groq

    with Groq(base_url=url(mock, "groq/v1"), api_key="none") as sdk:
        answer = sdk.chat.completions.create(
            model="m", messages=[{"role": "user", "content": ASKED}]
        )
        assert answer.choices[0].message.content == TEXT
        parts = sdk.chat.completions.create(
            model="m", messages=[{"role": "user", "content": ASKED}], stream=True
        )
        texts = [part.choices[0].delta.content or "" for part in parts if part.choices]
        assert "".join(texts) == TEXT


def test_ollama(mock: MockVendor) -> None:
    from ollama import Client

    with Client(host=url(mock, "ollama/v1")) as sdk:
        answer = sdk.chat(model="m", messages=[{"role": "user", "content": ASKED}])
        assert (answer.message.content, answer.eval_count) == (TEXT, 15)
        parts = list(
            sdk.chat(model="m", messages=[{"role": "user", "content": ASKED}], stream=True)
        )
        assert "".join(part.message.content or "" for part in parts) == TEXT
        assert (parts[-1].done, parts[-1].eval_count) == (True, 15)
        assert len(sdk.embed(model="m", input=["a", "b"]).embeddings) == 2
        assert sdk.list().models
