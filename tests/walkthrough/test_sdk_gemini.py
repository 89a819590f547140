"""Google's official SDK through each gateway, with the API version that it takes by itself (v1beta)
and the older one: base URL and key are changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from google import genai
from google.genai import errors, types

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.engines import Engine
from tests.conformance.vendors.gemini import ANSWERING, ID, MODEL, READ, SAID, THOUGHT
from tests.conformance.world import World

pytestmark = pytest.mark.usefixtures("described")

ASKED = "How many words?"
COUNTS = (READ, SAID + THOUGHT)
VECTOR = [0.5, -0.25, 0.125]


def client(
    engine: Engine, key: str = facts.CLIENT_KEY, tail: str = "", mock: str = ""
) -> genai.Client:
    """The base URL stands instead of https://generativelanguage.googleapis.com."""
    url = f"http://127.0.0.1:{engine.port}{facts.APIS['Gemini'].base}{tail}"
    headers = {"X-Mock": mock} if mock else {}
    return genai.Client(api_key=key, http_options=types.HttpOptions(base_url=url, headers=headers))


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[genai.Client]:
    with client(engine) as one:
        yield one


def test_generate(sdk: genai.Client, world: World, logged: Callable[[], object]) -> None:
    answer = sdk.models.generate_content(model=MODEL, contents=ASKED)
    assert answer.text == "".join(WORDS)
    assert answer.usage_metadata is not None
    assert answer.usage_metadata.candidates_token_count == SAID
    arrival = world.vendor.arrivals[-1]
    assert arrival.all("x-goog-api-key") == [facts.APIS["Gemini"].vendor_key.encode()]
    assert logged() == (ID + "generateContent", ANSWERING, *COUNTS, False)


def test_streamed(sdk: genai.Client, logged: Callable[[], object]) -> None:
    parts = list(sdk.models.generate_content_stream(model=MODEL, contents=ASKED))
    assert tuple(part.text for part in parts) == WORDS
    assert logged() == (ID + "streamGenerateContent", ANSWERING, *COUNTS, True)


def test_embed(sdk: genai.Client, logged: Callable[[], object]) -> None:
    answer = sdk.models.embed_content(model=MODEL, contents=["one", "two"])
    assert answer.embeddings is not None
    assert [one.values for one in answer.embeddings] == [VECTOR, VECTOR]
    assert logged() == (ID + "batchEmbedContents", None, 6, None, False)


def test_count_tokens(sdk: genai.Client) -> None:
    assert sdk.models.count_tokens(model=MODEL, contents=ASKED).total_tokens == 12


def test_models(sdk: genai.Client) -> None:
    assert [one.name for one in sdk.models.list()] == [f"models/{MODEL}"]
    assert sdk.models.get(model=MODEL).name == f"models/{MODEL}"


def test_older_version(engine: Engine, logged: Callable[[], object]) -> None:
    url = f"http://127.0.0.1:{engine.port}{facts.APIS['GeminiV1'].base}"
    options = types.HttpOptions(base_url=url, api_version="v1")
    with genai.Client(api_key=facts.CLIENT_KEY, http_options=options) as sdk:
        answer = sdk.models.generate_content(model=MODEL, contents=ASKED)
    assert answer.text == "".join(WORDS)
    assert logged() == (ID + "generateContent", ANSWERING, *COUNTS, False)


def test_wrong_key(engine: Engine) -> None:
    with client(engine, "gwk_wrong") as sdk, pytest.raises(errors.ClientError) as raised:
        sdk.models.get(model=MODEL)
    assert raised.value.code == 401
    assert "No valid API key was given" in str(raised.value)


def test_unknown_operation(engine: Engine) -> None:
    with client(engine, tail="/elsewhere") as sdk, pytest.raises(errors.ClientError) as raised:
        sdk.models.get(model=MODEL)
    assert raised.value.code == 404
    assert "unknown_operation" in str(raised.value)


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [(429, errors.ClientError, "RESOURCE_EXHAUSTED"), (500, errors.ServerError, "UNKNOWN")],
)
def test_vendors_own_error(
    engine: Engine, status: int, kind: type[errors.APIError], word: str
) -> None:
    with client(engine, mock=f"status={status}") as sdk, pytest.raises(kind) as raised:
        sdk.models.generate_content(model=MODEL, contents=ASKED)
    assert (raised.value.code, raised.value.status) == (status, word)
    assert raised.value.message == f"vendor says {status}"
