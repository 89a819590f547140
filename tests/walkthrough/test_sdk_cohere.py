"""Cohere's official SDK through each gateway: base URL and key are changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from cohere import ChatMessageV2, ClientV2, UserChatMessageV2
from cohere.core.request_options import RequestOptions
from cohere.errors import NotFoundError, TooManyRequestsError, UnauthorizedError

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.engines import Engine
from tests.conformance.vendors.cohere import MODEL

pytestmark = pytest.mark.usefixtures("described")

ASKED: list[ChatMessageV2] = [UserChatMessageV2(content="How many words?")]
TEXT = "".join(WORDS)


def client(
    engine: Engine, transport: httpx.Client, key: str = facts.CLIENT_KEY, tail: str = ""
) -> ClientV2:
    """The base URL stands instead of https://api.cohere.com."""
    url = f"http://127.0.0.1:{engine.port}{facts.APIS['Cohere'].base}{tail}"
    return ClientV2(base_url=url, api_key=key, httpx_client=transport)


@pytest.fixture(scope="module")
def transport() -> Iterator[httpx.Client]:
    """One that the test closes: the SDK leaves its own open."""
    with httpx.Client() as one:
        yield one


@pytest.fixture(scope="module")
def sdk(engine: Engine, transport: httpx.Client) -> ClientV2:
    return client(engine, transport)


def test_chat(sdk: ClientV2, logged: Callable[[], object]) -> None:
    answer = sdk.chat(model=MODEL, messages=ASKED)
    assert answer.message.content is not None
    (part,) = answer.message.content
    assert part.type == "text"
    assert part.text == TEXT
    assert answer.usage is not None
    assert answer.usage.tokens is not None
    assert answer.usage.tokens.output_tokens == 9
    assert logged() == ("chatv2", None, 71, 9, False)


def test_streamed_chat(sdk: ClientV2, logged: Callable[[], object]) -> None:
    events = [event.model_dump() for event in sdk.chat_stream(model=MODEL, messages=ASKED)]
    deltas = [event["delta"] for event in events if event["type"] == "content-delta"]
    assert "".join(delta["message"]["content"]["text"] for delta in deltas) == TEXT
    assert events[-1]["type"] == "message-end"
    assert events[-1]["delta"]["usage"]["tokens"]["output_tokens"] == 9
    assert logged() == ("chatv2", None, 71, 9, True)


def test_embed(sdk: ClientV2, logged: Callable[[], object]) -> None:
    answer = sdk.embed(
        model="embed-v4.0",
        texts=["one", "two"],
        input_type="search_query",
        embedding_types=["float"],
    )
    assert answer.embeddings.float_ == [[0.5, -0.25, 0.125]] * 2
    assert logged() == ("embedv2", None, 6, None, False)


def test_rerank(sdk: ClientV2, logged: Callable[[], object]) -> None:
    answer = sdk.rerank(model="rerank-v3.5", query="Which?", documents=["one", "two"])
    assert [one.index for one in answer.results] == [1]
    assert logged() == ("rerankv2", None, None, None, False)


def test_models(sdk: ClientV2) -> None:
    assert [one.name for one in sdk.models.list().models] == [MODEL]
    assert sdk.models.get(MODEL).name == MODEL


def test_tokens(sdk: ClientV2) -> None:
    """Told to ask the vendor: by itself the SDK downloads the model's tokenizer."""
    assert sdk.tokenize(text="two words", model=MODEL, offline=False).tokens == [101, 7]
    assert sdk.detokenize(tokens=[101, 7], model=MODEL, offline=False).text == "two words"


def test_wrong_key(engine: Engine, transport: httpx.Client) -> None:
    with pytest.raises(UnauthorizedError) as raised:
        client(engine, transport, "gwk_wrong").models.list()
    assert raised.value.body["error"]["code"] == "invalid_api_key"


def test_unknown_operation(engine: Engine, transport: httpx.Client) -> None:
    with pytest.raises(NotFoundError) as raised:
        client(engine, transport, tail="/elsewhere").models.list()
    assert raised.value.body["error"]["code"] == "unknown_operation"


def test_vendors_own_error(sdk: ClientV2) -> None:
    once = RequestOptions(additional_headers={"X-Mock": "status=429"}, max_retries=0)
    with pytest.raises(TooManyRequestsError) as raised:
        sdk.chat(model=MODEL, messages=ASKED, request_options=once)
    assert raised.value.body["message"] == "vendor says 429"
    assert raised.value.headers is not None
    assert raised.value.headers["retry-after"] == "17"
