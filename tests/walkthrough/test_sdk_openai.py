"""OpenAI's official SDK through each gateway: base URL and key are changed and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from tests.conformance import facts, openai_answers, openai_facts
from tests.conformance.engines import Engine

pytestmark = pytest.mark.usefixtures("described")

MODEL = openai_facts.MODEL
TEXT = openai_answers.TEXT
WAVE = ("a.wav", b"RIFF....WAVE")


def base_url(engine: Engine, api: str = "OpenAI") -> str:
    """What stands instead of https://api.openai.com/v1."""
    return f"http://127.0.0.1:{engine.port}{facts.APIS[api].base}/v1"


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[OpenAI]:
    with OpenAI(base_url=base_url(engine), api_key=facts.CLIENT_KEY, max_retries=0) as one:
        yield one


def test_chat(sdk: OpenAI, logged: Callable[[], object]) -> None:
    answer = sdk.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "How many words?"}]
    )
    assert answer.choices[0].message.content == TEXT
    assert answer.usage is not None
    assert answer.usage.total_tokens == 29
    assert logged() == ("createChatCompletion", MODEL, 19, 10, False)


def test_streamed_chat(sdk: OpenAI, logged: Callable[[], object]) -> None:
    with sdk.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "How many words?"}], stream=True
    ) as stream:
        chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == TEXT
    assert {chunk.usage for chunk in chunks} == {None}
    assert logged() == ("createChatCompletion", MODEL, None, None, True)


def test_streamed_chat_with_usage(sdk: OpenAI, logged: Callable[[], object]) -> None:
    with sdk.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "How many words?"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        *chunks, last = stream
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == TEXT
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.total_tokens == 29
    assert logged() == ("createChatCompletion", MODEL, 19, 10, True)


def test_completion(sdk: OpenAI) -> None:
    answer = sdk.completions.create(model="gpt-3.5-turbo-instruct", prompt="How many words?")
    assert answer.choices[0].text == TEXT


def test_response(sdk: OpenAI) -> None:
    answer = sdk.responses.create(model=MODEL, input="How many words?")
    assert answer.output_text == TEXT
    assert answer.usage is not None
    assert answer.usage.total_tokens == 123
    assert sdk.responses.retrieve(answer.id).status == "completed"
    assert sdk.responses.cancel(answer.id).status == "cancelled"
    assert len(sdk.responses.input_items.list(answer.id).data) == 1
    sdk.responses.delete(answer.id)


def test_streamed_response(sdk: OpenAI, logged: Callable[[], object]) -> None:
    with sdk.responses.stream(model=MODEL, input="How many words?") as stream:
        words = [event.delta for event in stream if event.type == "response.output_text.delta"]
        final = stream.get_final_response()
    assert "".join(words) == final.output_text == TEXT
    assert final.usage is not None
    assert final.usage.output_tokens == 87
    assert logged() == ("createResponse", MODEL, 36, 87, True)


def test_embeddings(sdk: OpenAI) -> None:
    """The SDK asks for base64 and unpacks it."""
    answer = sdk.embeddings.create(model="text-embedding-3-small", input=["one", "two"])
    assert [one.embedding for one in answer.data] == [[0.5, -0.25, 0.125]] * 2


def test_models(sdk: OpenAI) -> None:
    assert [one.id for one in sdk.models.list()] == ["gpt-4o-mini", "gpt-image-1"]
    assert sdk.models.retrieve("ft:gpt-4o:acme::7q").id == "ft:gpt-4o:acme::7q"


def test_moderation(sdk: OpenAI) -> None:
    answer = sdk.moderations.create(model="omni-moderation-latest", input="How many words?")
    assert not answer.results[0].flagged


def test_images(sdk: OpenAI) -> None:
    made = sdk.images.generate(model="gpt-image-1", prompt="One pixel")
    changed = sdk.images.edit(
        model="gpt-image-1", prompt="Another pixel", image=("a.png", openai_facts.PNG, "image/png")
    )
    for answer in (made, changed):
        assert answer.data is not None
        assert answer.data[0].b64_json == openai_answers.PIXEL
        assert answer.usage is not None
        assert answer.usage.total_tokens == 4210


def test_streamed_image(sdk: OpenAI) -> None:
    with sdk.images.generate(model="gpt-image-1", prompt="One pixel", stream=True) as stream:
        kinds = [event.type for event in stream]
    assert kinds == ["image_generation.partial_image", "image_generation.completed"]


def test_speech(sdk: OpenAI) -> None:
    asked = sdk.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts", voice="alloy", input="One sentence."
    )
    with asked as answer:
        assert answer.headers["content-type"] == "audio/mpeg"
        assert b"".join(answer.iter_bytes()) == openai_answers.SOUND


def test_transcription(sdk: OpenAI) -> None:
    answer = sdk.audio.transcriptions.create(model="gpt-4o-transcribe", file=WAVE)
    assert answer.text == "One sentence."
    with sdk.audio.transcriptions.create(
        model="gpt-4o-transcribe", file=WAVE, stream=True
    ) as stream:
        kinds = [event.type for event in stream]
    assert kinds == ["transcript.text.delta"] * 2 + ["transcript.text.done"]


def test_translation(sdk: OpenAI) -> None:
    assert sdk.audio.translations.create(model="whisper-1", file=WAVE).text == "One sentence."


def test_asynchronous_client(engine: Engine) -> None:
    async def ask() -> str:
        url = base_url(engine)
        async with AsyncOpenAI(base_url=url, api_key=facts.CLIENT_KEY, max_retries=0) as sdk:
            stream = await sdk.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": "How many?"}], stream=True
            )
            async with stream:
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    assert asyncio.run(ask()) == TEXT


def test_other_version(engine: Engine) -> None:
    """The same SDK on the API's other version, which has an endpoint and a key of its own."""
    url = base_url(engine, "OpenAINext")
    with OpenAI(base_url=url, api_key=facts.CLIENT_KEY, max_retries=0) as sdk:
        assert sdk.responses.create(model=MODEL, input="How many words?").output_text == TEXT
        with pytest.raises(openai.NotFoundError) as raised:
            sdk.moderations.create(input="How many words?")
    assert raised.value.code == "unknown_operation"
