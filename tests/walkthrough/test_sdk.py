"""The vendor's official SDK through each gateway, as the quickstart's reader would use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from mistralai.client import Mistral
from mistralai.client.errors import MistralError
from mistralai.client.models import UserMessage

from tests.conformance import facts
from tests.conformance.engines import Engine

pytestmark = pytest.mark.usefixtures("described")

MESSAGES = [UserMessage(content="How many words?")]
BASE = facts.APIS["Main"].base
CHAT = facts.OPERATIONS["chat"].id


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[Mistral]:
    with client(engine, facts.CLIENT_KEY) as one:
        yield one


def client(engine: Engine, key: str, base: str = BASE) -> Mistral:
    return Mistral(api_key=key, server_url=f"http://127.0.0.1:{engine.port}{base}")


def test_chat(sdk: Mistral, logged: Callable[[], object]) -> None:
    answer = sdk.chat.complete(model=facts.MODEL, messages=MESSAGES)
    message = answer.choices[0].message
    assert message is not None
    assert message.content == "Four word answer."
    assert answer.usage.total_tokens == 18
    assert logged() == (CHAT, facts.MODEL, 11, 7, False)


def test_streamed_chat(sdk: Mistral, logged: Callable[[], object]) -> None:
    with sdk.chat.stream(model=facts.MODEL, messages=MESSAGES) as stream:
        events = list(stream)
    assert "".join(str(event.data.choices[0].delta.content) for event in events) == (
        "Four word answer."
    )
    assert events[-1].data.usage.total_tokens == 18
    assert logged() == (CHAT, facts.MODEL, 11, 7, True)


def test_fim(sdk: Mistral) -> None:
    answer = sdk.fim.complete(model="codestral-latest", prompt="def f(", suffix="return a")
    message = answer.choices[0].message
    assert message is not None
    assert message.content == "Four word answer."


def test_streamed_fim(sdk: Mistral) -> None:
    with sdk.fim.stream(model="codestral-latest", prompt="def f(", suffix="return a") as stream:
        words = [str(event.data.choices[0].delta.content) for event in stream]
    assert "".join(words) == "Four word answer."


def test_ocr(sdk: Mistral) -> None:
    answer = sdk.ocr.process(
        model="mistral-ocr-latest",
        document={"type": "document_url", "document_url": "https://example.test/a.pdf"},
    )
    assert [page.markdown for page in answer.pages] == ["# One page"]
    assert answer.usage_info.pages_processed == 1


def test_embeddings(sdk: Mistral) -> None:
    answer = sdk.embeddings.create(model="mistral-embed", inputs=["one", "two"])
    assert [one.embedding for one in answer.data] == [[0.5, -0.25, 0.125]] * 2


def test_models(sdk: Mistral) -> None:
    answer = sdk.models.list().model_dump()
    assert [one["id"] for one in answer["data"]] == [facts.MODEL]


def test_transcription(sdk: Mistral) -> None:
    answer = sdk.audio.transcriptions.complete(
        model="voxtral-mini-latest", file={"file_name": "a.wav", "content": b"RIFF"}
    )
    assert answer.text == "One sentence."


def test_vendors_own_error(sdk: Mistral) -> None:
    with pytest.raises(MistralError) as raised:
        sdk.chat.complete(
            model=facts.MODEL, messages=MESSAGES, http_headers={"X-Mock": "status=429"}
        )
    assert raised.value.status_code == 429
    assert "vendor says 429" in raised.value.body


def test_wrong_key(engine: Engine) -> None:
    """The SDK shows the gateway's own message as its error."""
    with client(engine, "gwk_wrong") as sdk, pytest.raises(MistralError) as raised:
        sdk.models.list()
    assert raised.value.status_code == 401
    assert "No valid API key was given" in str(raised.value)


def test_unselected_operation(engine: Engine) -> None:
    base = facts.APIS["Subset"].base
    with client(engine, facts.CLIENT_KEY, base) as sdk, pytest.raises(MistralError) as raised:
        sdk.embeddings.create(model="mistral-embed", inputs=["one"])
    assert raised.value.status_code == 404
    assert "unknown_operation" in raised.value.body
