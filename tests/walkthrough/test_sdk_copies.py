"""OpenAI's SDK with vendors that copied its interface, through each gateway: base URL and key are
changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import openai
import pytest
from openai import OpenAI

from tests.conformance import facts, openai_answers
from tests.conformance.engines import Engine
from tests.conformance.vendors import compatible, deepseek, groq
from tests.conformance.vendors.copies import COUNTS

pytestmark = pytest.mark.usefixtures("described")


@dataclass(frozen=True, slots=True)
class Copy:
    """`end`: what the vendor's documents have at the end of the base URL. chats: the operation that
    a chat is there."""

    api: str
    end: str
    model: str
    chats: str = "createChatCompletion"


COPIES = (
    Copy("Compatible", "/v1", compatible.MODEL),
    Copy("DeepSeek", "", deepseek.MODEL),
    Copy("DeepSeek", "/v1", deepseek.MODEL, "createChatCompletionV1"),
    Copy("Groq", "/openai/v1", groq.MODEL),
)


@pytest.fixture(scope="module", params=COPIES, ids=lambda copy: f"{copy.api}{copy.end}")
def copy(request: pytest.FixtureRequest) -> Copy:
    assert isinstance(request.param, Copy)
    return request.param


@pytest.fixture(scope="module")
def sdk(engine: Engine, copy: Copy) -> Iterator[OpenAI]:
    url = f"http://127.0.0.1:{engine.port}{facts.APIS[copy.api].base}{copy.end}"
    with OpenAI(base_url=url, api_key=facts.CLIENT_KEY, max_retries=0) as one:
        yield one


def test_chat(sdk: OpenAI, copy: Copy, logged: Callable[[], object]) -> None:
    answer = sdk.chat.completions.create(
        model=copy.model, messages=[{"role": "user", "content": "How many words?"}]
    )
    assert answer.choices[0].message.content == openai_answers.TEXT
    assert logged() == (copy.chats, copy.model, *COUNTS, False)


def test_streamed_chat(sdk: OpenAI, copy: Copy, logged: Callable[[], object]) -> None:
    with sdk.chat.completions.create(
        model=copy.model,
        messages=[{"role": "user", "content": "How many words?"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        words = [part.delta.content or "" for chunk in stream for part in chunk.choices]
    assert "".join(words) == openai_answers.TEXT
    assert logged() == (copy.chats, copy.model, *COUNTS, True)


def test_models(sdk: OpenAI) -> None:
    assert sdk.models.list().data


def test_vendors_own_error(sdk: OpenAI, copy: Copy) -> None:
    with pytest.raises(openai.RateLimitError) as raised:
        sdk.chat.completions.create(
            model=copy.model,
            messages=[{"role": "user", "content": "How many words?"}],
            extra_headers={"X-Mock": "status=429"},
        )
    assert "vendor says 429" in raised.value.message
