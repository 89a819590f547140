"""Azure's newer surface through each gateway, with OpenAI's SDK in both of its forms: base URL and
key are changed and nothing else. And the older surface with the form that does not know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import openai
import pytest
from openai import AzureOpenAI, OpenAI

from tests.conformance import facts, openai_answers
from tests.conformance.azure_facts import ANSWERING
from tests.conformance.engines import Engine
from tests.conformance.vendors.azure_v1 import ANSWER, MODEL, STORE
from tests.conformance.vendors.copies import BYTES, COUNTS, FILE
from tests.conformance.world import World

pytestmark = pytest.mark.usefixtures("described")

TEXT = openai_answers.TEXT
RESPONSE = (36, 87)


def base_url(engine: Engine) -> str:
    """What stands instead of https://RESOURCE.openai.azure.com/openai/v1/."""
    return f"http://127.0.0.1:{engine.port}{facts.APIS['AzureV1'].base}/openai/v1/"


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[OpenAI]:
    with OpenAI(base_url=base_url(engine), api_key=facts.CLIENT_KEY, max_retries=0) as one:
        yield one


@pytest.fixture(scope="module")
def azure(engine: Engine) -> Iterator[AzureOpenAI]:
    with AzureOpenAI(
        base_url=base_url(engine), api_key=facts.CLIENT_KEY, api_version="preview", max_retries=0
    ) as one:
        yield one


def test_chat(sdk: OpenAI, world: World, logged: Callable[[], object]) -> None:
    """The model is in the body, no version is needed, and the vendor gets its key in its header."""
    answer = sdk.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "How many words?"}]
    )
    assert answer.choices[0].message.content == TEXT
    arrival = world.vendor.arrivals[-1]
    assert arrival.target == b"/openai/v1/chat/completions"
    assert arrival.first("api-key") == facts.APIS["AzureV1"].vendor_key
    assert arrival.all("Authorization") == []
    assert logged() == ("createChatCompletion", MODEL, *COUNTS, False)


def test_streamed_chat(sdk: OpenAI, logged: Callable[[], object]) -> None:
    with sdk.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "How many words?"}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        words = [part.delta.content or "" for chunk in stream for part in chunk.choices]
    assert "".join(words) == TEXT
    assert logged() == ("createChatCompletion", MODEL, *COUNTS, True)


def test_response(sdk: OpenAI, logged: Callable[[], object]) -> None:
    assert sdk.responses.create(model=MODEL, input="How many words?").output_text == TEXT
    assert logged() == ("createResponse", MODEL, *RESPONSE, False)
    assert sdk.responses.retrieve(ANSWER).status == "completed"
    sdk.responses.delete(ANSWER)


def test_streamed_response(sdk: OpenAI, logged: Callable[[], object]) -> None:
    with sdk.responses.stream(model=MODEL, input="How many words?") as stream:
        final = stream.get_final_response()
    assert final.output_text == TEXT
    assert logged() == ("createResponse", MODEL, *RESPONSE, True)


def test_embeddings_and_models(sdk: OpenAI) -> None:
    answer = sdk.embeddings.create(model="text-embedding-3-small", input=["one", "two"])
    assert [one.embedding for one in answer.data] == [[0.5, -0.25, 0.125]] * 2
    assert sdk.models.list().data
    assert sdk.models.retrieve(MODEL).id == MODEL


def test_files_and_stores(sdk: OpenAI) -> None:
    assert sdk.files.create(file=("a.jsonl", BYTES), purpose="assistants").id == FILE
    assert sdk.files.content(FILE).read() == BYTES
    assert sdk.files.delete(FILE).deleted
    assert sdk.vector_stores.create(name="notes").id == STORE
    assert [one.id for one in sdk.vector_stores.list()] == [STORE]


def test_azure_form(azure: AzureOpenAI, world: World, logged: Callable[[], object]) -> None:
    """It adds a version, which passes."""
    assert azure.responses.create(model=MODEL, input="How many words?").output_text == TEXT
    assert world.vendor.arrivals[-1].target == b"/openai/v1/responses?api-version=preview"
    assert logged() == ("createResponse", MODEL, *RESPONSE, False)
    assert azure.models.retrieve(MODEL).id == MODEL


def test_azure_form_of_chat(azure: AzureOpenAI) -> None:
    """It asks for a deployment's path, which is the older surface's: here as at the vendor, 404."""
    with pytest.raises(openai.NotFoundError) as raised:
        azure.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "How many words?"}]
        )
    assert raised.value.code == "unknown_operation"


def test_plain_form_on_the_older_surface(
    engine: Engine, world: World, logged: Callable[[], object]
) -> None:
    """The deployment stands in the base URL; the gateway adds the version that the vendor wants."""
    base = f"http://127.0.0.1:{engine.port}{facts.APIS['Azure'].base}"
    with OpenAI(
        base_url=f"{base}/openai/deployments/words", api_key=facts.CLIENT_KEY, max_retries=0
    ) as sdk:
        answer = sdk.chat.completions.create(
            model="words", messages=[{"role": "user", "content": "How many words?"}]
        )
    assert answer.choices[0].message.content == TEXT
    target = world.vendor.arrivals[-1].target
    assert target == b"/openai/deployments/words/chat/completions?api-version=2024-10-21"
    assert logged() == ("ChatCompletions_Create", ANSWERING, *COUNTS, False)


def test_vendors_own_error(sdk: OpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as raised:
        sdk.responses.create(
            model=MODEL, input="How many words?", extra_headers={"X-Mock": "status=429"}
        )
    assert raised.value.response.headers["retry-after"] == "17"
