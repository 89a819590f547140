"""Anthropic's official SDK through each gateway: base URL and key are changed and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic
from anthropic.types import MessageParam

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.engines import Engine
from tests.conformance.vendors.anthropic import FILE, FRESH, MODEL, PICTURE, READ, WRITTEN
from tests.conformance.world import World

pytestmark = pytest.mark.usefixtures("described")

ASKED: list[MessageParam] = [{"role": "user", "content": "How many words?"}]
TEXT = "".join(WORDS)


def base_url(engine: Engine) -> str:
    """What stands instead of https://api.anthropic.com."""
    return f"http://127.0.0.1:{engine.port}{facts.APIS['Anthropic'].base}"


def client(engine: Engine, key: str = facts.CLIENT_KEY) -> Anthropic:
    return Anthropic(base_url=base_url(engine), api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[Anthropic]:
    with client(engine) as one:
        yield one


def test_message(sdk: Anthropic, logged: Callable[[], object]) -> None:
    answer = sdk.messages.create(model=MODEL, max_tokens=64, messages=ASKED)
    assert [part.text for part in answer.content if part.type == "text"] == [TEXT]
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (FRESH, WRITTEN)
    assert logged() == ("messages_post", MODEL, READ, WRITTEN, False)


def test_streamed_message(sdk: Anthropic, logged: Callable[[], object]) -> None:
    with sdk.messages.stream(model=MODEL, max_tokens=64, messages=ASKED) as stream:
        words = list(stream.text_stream)
        final = stream.get_final_message()
    assert tuple(words) == WORDS
    assert (final.usage.input_tokens, final.usage.output_tokens) == (FRESH, WRITTEN)
    assert logged() == ("messages_post", MODEL, READ, WRITTEN, True)


def test_asynchronous_client(engine: Engine, logged: Callable[[], object]) -> None:
    async def ask() -> str:
        url = base_url(engine)
        async with (
            AsyncAnthropic(base_url=url, api_key=facts.CLIENT_KEY, max_retries=0) as sdk,
            sdk.messages.stream(model=MODEL, max_tokens=64, messages=ASKED) as stream,
        ):
            return "".join([text async for text in stream.text_stream])

    assert asyncio.run(ask()) == TEXT
    assert logged() == ("messages_post", MODEL, READ, WRITTEN, True)


def test_count_tokens(sdk: Anthropic, logged: Callable[[], object]) -> None:
    """What a request would cost is not what this one costs."""
    assert sdk.messages.count_tokens(model=MODEL, messages=ASKED).input_tokens == 14
    assert logged() == ("messages_count_tokens_post", None, None, None, False)


def test_models(sdk: Anthropic) -> None:
    assert [one.id for one in sdk.models.list()] == [MODEL, "claude-haiku-4"]
    assert sdk.models.retrieve(MODEL).id == MODEL


def test_batches(sdk: Anthropic) -> None:
    batch = sdk.messages.batches.create(
        requests=[
            {
                "custom_id": "one",
                "params": {"model": MODEL, "max_tokens": 64, "messages": ASKED},
            }
        ]
    )
    assert [one.id for one in sdk.messages.batches.list()] == [batch.id]
    assert sdk.messages.batches.retrieve(batch.id).processing_status == "in_progress"
    assert sdk.messages.batches.cancel(batch.id).processing_status == "canceling"
    assert sdk.messages.batches.delete(batch.id).id == batch.id


def test_files(sdk: Anthropic) -> None:
    """The SDK of this version adds ?beta=true to their paths, which passes."""
    made = sdk.beta.files.upload(file=("a.wav", b"RIFF....WAVE", "audio/wav"))
    assert made.id == FILE
    assert [one.id for one in sdk.beta.files.list()] == [FILE]
    assert sdk.beta.files.retrieve_metadata(FILE).filename == "a.wav"
    assert sdk.beta.files.download(FILE).read() == PICTURE
    assert sdk.beta.files.delete(FILE).id == FILE


def test_either_header_carries_the_key(engine: Engine, world: World) -> None:
    """`auth_token` is the SDK's word for `Authorization: Bearer`; the vendor sees its own key."""
    url = base_url(engine)
    with Anthropic(base_url=url, auth_token=facts.CLIENT_KEY, max_retries=0) as sdk:
        sdk.messages.count_tokens(model=MODEL, messages=ASKED)
    arrival = world.vendor.arrivals[-1]
    assert arrival.first("x-api-key") == facts.APIS["Anthropic"].vendor_key
    assert arrival.all("Authorization") == []


def test_wrong_key(engine: Engine) -> None:
    with client(engine, "gwk_wrong") as sdk, pytest.raises(anthropic.AuthenticationError) as raised:
        sdk.models.list()
    assert "No valid API key was given" in raised.value.message


def test_unknown_operation(sdk: Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError) as raised:
        sdk.completions.create(model=MODEL, max_tokens_to_sample=64, prompt="How many words?")
    assert "unknown_operation" in raised.value.message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, anthropic.BadRequestError),
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
    ],
)
def test_vendors_own_error(
    sdk: Anthropic, status: int, kind: type[anthropic.APIStatusError]
) -> None:
    with pytest.raises(kind) as raised:
        sdk.messages.create(
            model=MODEL,
            max_tokens=64,
            messages=ASKED,
            extra_headers={"X-Mock": f"status={status}"},
        )
    assert f"vendor says {status}" in raised.value.message
    assert raised.value.response.headers["retry-after"] == "17"
