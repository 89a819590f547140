"""litellm as a client: each vendor's own form of a request through each gateway, base URL and key
changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.azure_facts import ANSWERING
from tests.conformance.engines import Engine
from tests.conformance.vendors import anthropic, azure_v1, deepseek, gemini
from tests.conformance.vendors.copies import COUNTS
from tests.walkthrough.conftest import Apart

# Their Python takes half a minute to install, which `make soak` does.
pytestmark = [pytest.mark.soak, pytest.mark.usefixtures("described")]

TEXT = "".join(WORDS)


@dataclass(frozen=True, slots=True)
class Way:
    """How litellm speaks to an API of the project. tail: what its base URL has after the API's.
    answering: the model that the vendor says has answered. missing: what it makes of a 404 that
    has `invalid_request_error` for its type. streamed: the operation of its streams, where that is
    another. more: further arguments."""

    api: str
    model: str
    operation: str
    usage: tuple[int, int]
    answering: str | None
    tail: str = ""
    missing: str = "NotFoundError"
    streamed: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def url(self, engine: Engine) -> str:
        return f"http://127.0.0.1:{engine.port}{facts.APIS[self.api].base}{self.tail}"

    @property
    def arguments(self) -> dict[str, str]:
        return {"model": self.model, **dict(self.more)}


WAYS = {
    "openai": Way(
        "OpenAI",
        "openai/gpt-4o-mini",
        "createChatCompletion",
        (19, 10),
        "gpt-4o-mini",
        tail="/v1",
        missing="BadRequestError",
    ),
    "mistral": Way(
        "Main",
        f"mistral/{facts.MODEL}",
        facts.OPERATIONS["chat"].id,
        (11, 7),
        facts.MODEL,
        missing="BadRequestError",
    ),
    "azure": Way(
        "Azure",
        "azure/my-gpt-4o",
        "ChatCompletions_Create",
        (19, 10),
        ANSWERING,
        more=(("api_version", "2024-10-21"),),
    ),
    "anthropic": Way(
        "Anthropic",
        f"anthropic/{anthropic.MODEL}",
        "messages_post",
        (anthropic.READ, anthropic.WRITTEN),
        anthropic.MODEL,
    ),
    "deepseek": Way(
        "DeepSeek",
        f"deepseek/{deepseek.MODEL}",
        "createChatCompletion",
        COUNTS,
        deepseek.MODEL,
        missing="BadRequestError",
    ),
    "azure v1": Way(
        "AzureV1",
        f"azure/{azure_v1.MODEL}",
        "createChatCompletion",
        COUNTS,
        azure_v1.MODEL,
        more=(("api_version", "v1"),),
    ),
    "own server": Way(
        "Compatible",
        "hosted_vllm/words-1",  # for a model that it knows it would download a tokenizer
        "createChatCompletion",
        COUNTS,
        "words-1",
        tail="/v1",
        missing="BadRequestError",
    ),
    "gemini": Way(
        "Gemini",
        f"gemini/{gemini.MODEL}",
        gemini.ID + "generateContent",
        (gemini.READ, gemini.SAID + gemini.THOUGHT),
        gemini.ANSWERING,
        tail="/v1beta",
        streamed=gemini.ID + "streamGenerateContent",
    ),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


def test_chat(engine: Engine, apart: Apart, way: Way, logged: Callable[[], object]) -> None:
    answer = apart.value("litellm_chat", way.url(engine), **way.arguments)
    assert answer["choices"][0]["message"]["content"] == TEXT
    usage = answer["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"]) == way.usage
    assert logged() == (way.operation, way.answering, *way.usage, False)


@pytest.mark.parametrize("call", ["litellm_stream", "litellm_async"])
def test_streamed_chat(
    engine: Engine, apart: Apart, way: Way, logged: Callable[[], object], call: str
) -> None:
    parts = apart.value(
        call,
        way.url(engine),
        stream_options={"include_usage": True},
        **way.arguments,
    )
    words = (choice["delta"].get("content") for part in parts for choice in part["choices"])
    assert "".join(word or "" for word in words) == TEXT
    assert logged() == (way.streamed or way.operation, way.answering, *way.usage, True)


def test_embeddings(engine: Engine, apart: Apart) -> None:
    answer = apart.value(
        "litellm_embed", WAYS["openai"].url(engine), model="openai/text-embedding-3-small"
    )
    assert [one["embedding"] for one in answer["data"]] == [[0.5, -0.25, 0.125]] * 2


def test_wrong_key(engine: Engine, apart: Apart, way: Way) -> None:
    raised = apart.raised("litellm_chat", way.url(engine), "gwk_wrong", **way.arguments)
    assert (raised["kind"], raised["status"]) == ("litellm.AuthenticationError", 401)
    assert "No valid API key was given" in raised["text"]


def test_unknown_operation(engine: Engine, apart: Apart, way: Way) -> None:
    raised = apart.raised("litellm_chat", way.url(engine) + "/elsewhere", **way.arguments)
    assert (raised["kind"], raised["status"]) == (f"litellm.{way.missing}", 404)


def test_vendors_own_error(engine: Engine, apart: Apart, way: Way) -> None:
    raised = apart.raised(
        "litellm_chat",
        way.url(engine),
        extra_headers={"X-Mock": "status=429"},
        **way.arguments,
    )
    assert (raised["kind"], raised["status"]) == ("litellm.RateLimitError", 429)
