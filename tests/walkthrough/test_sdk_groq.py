"""Groq's official SDK through each gateway: base URL and key are changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import groq
import pytest
from groq import Groq
from groq.types.chat import ChatCompletionUserMessageParam

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.engines import Engine
from tests.conformance.vendors.copies import BATCH, BYTES, COUNTS, FILE
from tests.conformance.vendors.groq import MODEL, SOUND

pytestmark = pytest.mark.usefixtures("described")

ASKED: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "How many words?"}]
TEXT = "".join(WORDS)
WAVE = ("a.wav", b"RIFF....WAVE")


def client(engine: Engine, key: str = facts.CLIENT_KEY, tail: str = "") -> Groq:
    """The base URL stands instead of https://api.groq.com."""
    url = f"http://127.0.0.1:{engine.port}{facts.APIS['Groq'].base}{tail}"
    return Groq(base_url=url, api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[Groq]:
    with client(engine) as one:
        yield one


def test_chat(sdk: Groq, logged: Callable[[], object]) -> None:
    answer = sdk.chat.completions.create(model=MODEL, messages=ASKED)
    assert answer.choices[0].message.content == TEXT
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == COUNTS
    assert logged() == ("createChatCompletion", MODEL, *COUNTS, False)


def test_streamed_chat(sdk: Groq, logged: Callable[[], object]) -> None:
    with sdk.chat.completions.create(model=MODEL, messages=ASKED, stream=True) as stream:
        chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == TEXT
    last = chunks[-1].x_groq
    assert last is not None
    assert last.usage is not None
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == COUNTS
    assert logged() == ("createChatCompletion", MODEL, *COUNTS, True)


def test_embeddings(sdk: Groq, logged: Callable[[], object]) -> None:
    model = "nomic-embed-text-v1_5"
    answer = sdk.embeddings.create(model=model, input=["one", "two"])
    assert [one.embedding for one in answer.data] == [[0.5, -0.25, 0.125]] * 2
    assert logged() == ("createEmbedding", model, 8, None, False)


def test_models(sdk: Groq) -> None:
    assert sdk.models.list().data
    assert sdk.models.retrieve(MODEL).id == MODEL


def test_sound(sdk: Groq) -> None:
    model = "whisper-large-v3"
    assert sdk.audio.transcriptions.create(model=model, file=WAVE).text == "One sentence."
    assert sdk.audio.translations.create(model=model, file=WAVE).text == "One sentence."
    spoken = sdk.audio.speech.create(
        model="playai-tts", input="One sentence.", voice="Fritz-PlayAI", response_format="wav"
    )
    assert spoken.read() == SOUND


def test_batches_of_a_file(sdk: Groq) -> None:
    file = sdk.files.create(file=("a.jsonl", BYTES), purpose="batch")
    assert file.id == FILE
    assert sdk.files.content(FILE).read() == BYTES
    batch = sdk.batches.create(
        input_file_id=FILE, endpoint="/v1/chat/completions", completion_window="24h"
    )
    assert batch.id == BATCH
    assert [one.id for one in sdk.batches.list().data] == [BATCH]
    assert sdk.batches.retrieve(BATCH).status == "validating"
    assert sdk.batches.cancel(BATCH).status == "cancelling"
    assert sdk.files.delete(FILE).deleted


def test_wrong_key(engine: Engine) -> None:
    with client(engine, "gwk_wrong") as sdk, pytest.raises(groq.AuthenticationError) as raised:
        sdk.models.list()
    assert "No valid API key was given" in raised.value.message


def test_unknown_operation(engine: Engine) -> None:
    with client(engine, tail="/elsewhere") as sdk, pytest.raises(groq.NotFoundError) as raised:
        sdk.models.list()
    assert "unknown_operation" in raised.value.message


def test_vendors_own_error(sdk: Groq) -> None:
    with pytest.raises(groq.RateLimitError) as raised:
        sdk.chat.completions.create(
            model=MODEL, messages=ASKED, extra_headers={"X-Mock": "status=429"}
        )
    assert "vendor says 429" in raised.value.message
    assert raised.value.response.headers["retry-after"] == "17"
