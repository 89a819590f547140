"""Today's SDKs in a Python of their own (clients.txt) through each gateway: base URL and key are
changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.engines import Engine
from tests.conformance.vendors import anthropic, gemini
from tests.conformance.world import World
from tests.walkthrough.conftest import Apart

# Their Python takes half a minute to install, which `make soak` does.
pytestmark = [pytest.mark.soak, pytest.mark.usefixtures("described")]

TEXT = "".join(WORDS)


def url(engine: Engine, api: str) -> str:
    return f"http://127.0.0.1:{engine.port}{facts.APIS[api].base}"


@pytest.mark.parametrize("call", ["claude_message", "claude_stream"])
def test_anthropic(
    engine: Engine, world: World, apart: Apart, logged: Callable[[], object], call: str
) -> None:
    """This one sends its key as a Bearer, and a version that the older ones do not know."""
    answer = apart.value(call, url(engine, "Anthropic"), model=anthropic.MODEL)
    assert answer["content"][0]["text"] == TEXT
    assert answer["usage"]["output_tokens"] == anthropic.WRITTEN
    arrival = world.vendor.arrivals[-1]
    assert arrival.first("anthropic-version") == anthropic.NEW
    assert arrival.first("x-api-key") == facts.APIS["Anthropic"].vendor_key
    streamed = call == "claude_stream"
    spent = (anthropic.MODEL, anthropic.READ, anthropic.WRITTEN)
    assert logged() == ("messages_post", *spent, streamed)


def test_anthropic_counts_and_models(engine: Engine, apart: Apart) -> None:
    base = url(engine, "Anthropic")
    assert apart.value("claude_count", base, model=anthropic.MODEL)["input_tokens"] == 14
    assert anthropic.MODEL in apart.value("claude_models", base)


def test_anthropic_wrong_key(engine: Engine, apart: Apart) -> None:
    raised = apart.raised("claude_models", url(engine, "Anthropic"), "gwk_wrong")
    assert (raised["kind"], raised["status"]) == ("anthropic.AuthenticationError", 401)
    assert "No valid API key was given" in raised["text"]


def test_anthropic_unknown_operation(engine: Engine, apart: Apart) -> None:
    raised = apart.raised("claude_models", url(engine, "Main") + "/elsewhere")
    assert (raised["kind"], raised["status"]) == ("anthropic.NotFoundError", 404)
    assert "unknown_operation" in raised["text"]


def test_mistral(engine: Engine, apart: Apart, logged: Callable[[], object]) -> None:
    answer = apart.value("mistral_chat", url(engine, "Main"), model=facts.MODEL)
    assert answer["choices"][0]["message"]["content"] == TEXT
    operation = facts.OPERATIONS["chat"].id
    assert logged() == (operation, facts.MODEL, 11, 7, False)


def test_mistral_streamed(engine: Engine, apart: Apart, logged: Callable[[], object]) -> None:
    parts = apart.value("mistral_stream", url(engine, "Main"), model=facts.MODEL)
    assert "".join(part["choices"][0]["delta"]["content"] for part in parts) == TEXT
    assert parts[-1]["usage"]["total_tokens"] == 18
    operation = facts.OPERATIONS["chat"].id
    assert logged() == (operation, facts.MODEL, 11, 7, True)


def test_gemini(engine: Engine, world: World, apart: Apart, logged: Callable[[], object]) -> None:
    """By itself this one asks for the version that the older ones had to be told."""
    answer = apart.value("google_generate", url(engine, "GeminiV1"), model=gemini.MODEL)
    assert answer["text"] == TEXT
    assert world.vendor.arrivals[-1].target.startswith(b"/v1/models/")
    counts = (gemini.READ, gemini.SAID + gemini.THOUGHT)
    assert logged() == (gemini.ID + "generateContent", gemini.ANSWERING, *counts, False)


@pytest.mark.parametrize("call", ["google_stream", "google_async"])
def test_gemini_streamed(
    engine: Engine, apart: Apart, logged: Callable[[], object], call: str
) -> None:
    parts = apart.value(call, url(engine, "GeminiV1"), model=gemini.MODEL)
    assert "".join(part["text"] for part in parts) == TEXT
    counts = (gemini.READ, gemini.SAID + gemini.THOUGHT)
    assert logged() == (gemini.ID + "streamGenerateContent", gemini.ANSWERING, *counts, True)


def test_gemini_embeds_counts_and_models(engine: Engine, apart: Apart) -> None:
    base, model = url(engine, "GeminiV1"), gemini.MODEL
    embedded = apart.value("google_embed", base, model=model)["embeddings"]
    assert [one["values"] for one in embedded] == [[0.5, -0.25, 0.125]] * 2
    assert apart.value("google_count", base, model=model)["total_tokens"] == 12
    assert apart.value("google_models", base) == [f"models/{model}"]


def test_gemini_wrong_key(engine: Engine, apart: Apart) -> None:
    raised = apart.raised("google_models", url(engine, "GeminiV1"), "gwk_wrong")
    assert (raised["kind"], raised["status"]) == ("google.ClientError", 401)
