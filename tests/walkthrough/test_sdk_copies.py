"""OpenAI's SDK with vendors that copied its interface, through each gateway: base URL and key are
changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import openai
import pytest
from openai import OpenAI

from tests.conformance import facts, openai_answers
from tests.conformance.engines import Engine
from tests.conformance.vendors import compatible, deepseek, groq
from tests.conformance.vendors.copies import COUNTS

pytestmark = pytest.mark.usefixtures("described")

# What the vendors' documents have at the end of the base URL, and a model.
COPIES = {
    "Compatible": ("/v1", compatible.MODEL),
    "DeepSeek": ("", deepseek.MODEL),
    "Groq": ("/openai/v1", groq.MODEL),
}


@pytest.fixture(scope="module", params=COPIES)
def api(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def sdk(engine: Engine, api: str) -> Iterator[OpenAI]:
    url = f"http://127.0.0.1:{engine.port}{facts.APIS[api].base}{COPIES[api][0]}"
    with OpenAI(base_url=url, api_key=facts.CLIENT_KEY, max_retries=0) as one:
        yield one


def test_chat(sdk: OpenAI, api: str, logged: Callable[[], object]) -> None:
    model = COPIES[api][1]
    answer = sdk.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "How many words?"}]
    )
    assert answer.choices[0].message.content == openai_answers.TEXT
    assert logged() == ("createChatCompletion", model, *COUNTS, False)


def test_streamed_chat(sdk: OpenAI, api: str, logged: Callable[[], object]) -> None:
    model = COPIES[api][1]
    with sdk.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": "How many words?"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        words = [part.delta.content or "" for chunk in stream for part in chunk.choices]
    assert "".join(words) == openai_answers.TEXT
    assert logged() == ("createChatCompletion", model, *COUNTS, True)


def test_models(sdk: OpenAI) -> None:
    assert sdk.models.list().data


def test_vendors_own_error(sdk: OpenAI, api: str) -> None:
    with pytest.raises(openai.RateLimitError) as raised:
        sdk.chat.completions.create(
            model=COPIES[api][1],
            messages=[{"role": "user", "content": "How many words?"}],
            extra_headers={"X-Mock": "status=429"},
        )
    assert "vendor says 429" in raised.value.message
