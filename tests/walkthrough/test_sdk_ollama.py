"""Ollama's official SDK through each gateway. A server of one's own takes no key and the SDK sends
none, but the gateway wants its clients': a header of the client says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from ollama import Client, ResponseError

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.engines import Engine
from tests.conformance.vendors.ollama import COST, MODEL
from tests.conformance.world import World

pytestmark = pytest.mark.usefixtures("described")

ASKED = [{"role": "user", "content": "How many words?"}]
TEXT = "".join(WORDS)
COUNTS = (COST["prompt_eval_count"], COST["eval_count"])


def client(engine: Engine, tail: str = "", **headers: str) -> Client:
    """The host stands instead of http://localhost:11434."""
    host = f"http://127.0.0.1:{engine.port}{facts.APIS['Ollama'].base}{tail}"
    return Client(host=host, headers={"Authorization": f"Bearer {facts.CLIENT_KEY}", **headers})


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[Client]:
    with client(engine) as one:
        yield one


def test_chat(sdk: Client, logged: Callable[[], object], world: World) -> None:
    answer = sdk.chat(model=MODEL, messages=ASKED)
    assert answer.message.content == TEXT
    assert (answer.prompt_eval_count, answer.eval_count) == COUNTS
    assert logged() == ("chat", MODEL, *COUNTS, False)
    assert world.vendor.arrivals[-1].all("Authorization") == []


def test_streamed_chat(sdk: Client, logged: Callable[[], object]) -> None:
    parts = list(sdk.chat(model=MODEL, messages=ASKED, stream=True))
    assert "".join(part.message.content or "" for part in parts) == TEXT
    assert (parts[-1].prompt_eval_count, parts[-1].eval_count) == COUNTS
    assert logged() == ("chat", MODEL, *COUNTS, True)


def test_streamed_text(sdk: Client, logged: Callable[[], object]) -> None:
    parts = list(sdk.generate(model=MODEL, prompt="How many words?", stream=True))
    assert "".join(part.response or "" for part in parts) == TEXT
    assert logged() == ("generate", MODEL, *COUNTS, True)


def test_embed(sdk: Client, logged: Callable[[], object]) -> None:
    assert sdk.embed(model=MODEL, input="one").embeddings == [[0.5, -0.25]]
    assert logged() == ("embed", MODEL, 8, None, False)


def test_models(sdk: Client) -> None:
    assert [one.model for one in sdk.list().models] == [MODEL]
    assert [one.model for one in sdk.ps().models] == [MODEL]
    assert sdk.show(MODEL).capabilities == ["completion"]


@pytest.mark.parametrize("key", ["", "Bearer gwk_wrong"])
def test_wrong_key(engine: Engine, key: str) -> None:
    with client(engine, Authorization=key) as sdk, pytest.raises(ResponseError) as raised:
        sdk.list()
    assert raised.value.status_code == 401
    assert "No valid API key was given" in str(raised.value)


def test_unknown_operation(sdk: Client) -> None:
    """Which models the server has is for those who run it."""
    with pytest.raises(ResponseError) as raised:
        sdk.delete(MODEL)
    assert raised.value.status_code == 404
    assert "unknown_operation" in str(raised.value)


@pytest.mark.parametrize("stream", [False, True])
def test_vendors_own_error(engine: Engine, stream: bool) -> None:
    mock = {"X-Mock": "status=429"}
    with client(engine, **mock) as sdk, pytest.raises(ResponseError) as raised:
        list(sdk.chat(model=MODEL, messages=ASKED, stream=stream))
    assert raised.value.status_code == 429
    assert raised.value.error == "vendor says 429"
