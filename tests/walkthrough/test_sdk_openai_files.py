"""OpenAI's official SDK with files and batches, through each gateway: base URL and key are changed
and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import openai
import pytest
from openai import OpenAI

from tests.conformance import facts
from tests.conformance.engines import Engine
from tests.conformance.vendors.copies import BATCH, BYTES, FILE
from tests.conformance.world import World

pytestmark = pytest.mark.usefixtures("described")


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[OpenAI]:
    url = f"http://127.0.0.1:{engine.port}{facts.APIS['OpenAIMore'].base}/v1"
    with OpenAI(base_url=url, api_key=facts.CLIENT_KEY, max_retries=0) as one:
        yield one


def test_files(sdk: OpenAI, world: World, logged: Callable[[], object]) -> None:
    made = sdk.files.create(
        file=("a.jsonl", BYTES),
        purpose="batch",
        expires_after={"anchor": "created_at", "seconds": 3600},
    )
    assert made.id == FILE
    assert BYTES in world.vendor.arrivals[-1].body
    assert [one.id for one in sdk.files.list(purpose="batch", limit=1).data] == [FILE]
    assert sdk.files.retrieve(FILE).filename == "a.jsonl"
    assert sdk.files.content(FILE).read() == BYTES
    assert logged() == ("downloadFile", None, None, None, False)
    assert sdk.files.delete(FILE).deleted


def test_large_file(sdk: OpenAI, world: World) -> None:
    """It passes whole; what an engine would hold of it is not the client's business."""
    lines = BYTES * 50_000
    sdk.files.create(file=("a.jsonl", lines), purpose="batch")
    assert lines in world.vendor.arrivals[-1].body


def test_batches(sdk: OpenAI) -> None:
    made = sdk.batches.create(
        input_file_id=FILE,
        endpoint="/v1/chat/completions",
        completion_window="24h",
        metadata={"job": "nightly"},
    )
    assert made.id == BATCH
    assert [one.id for one in sdk.batches.list(limit=1).data] == [BATCH]
    assert sdk.batches.retrieve(BATCH).status == "completed"
    assert sdk.batches.cancel(BATCH).status == "cancelling"


def test_unknown_operation(sdk: OpenAI) -> None:
    """This API has files and batches, and no embeddings."""
    with pytest.raises(openai.NotFoundError) as raised:
        sdk.embeddings.create(model="any", input="one")
    assert raised.value.code == "unknown_operation"


def test_vendors_own_error(sdk: OpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as raised:
        sdk.files.create(
            file=("a.jsonl", BYTES), purpose="batch", extra_headers={"X-Mock": "status=429"}
        )
    assert raised.value.response.headers["retry-after"] == "17"
