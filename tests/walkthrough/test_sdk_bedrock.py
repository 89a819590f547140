"""Amazon's official SDK with a bearer key, through each gateway that has TLS (it sends such a key
nowhere else): endpoint and key are changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.engines import Engine
from tests.conformance.vendors.bedrock import FRESH, IN_HEADERS, MODEL, READ, WRITTEN
from tests.conformance.world import World
from tests.walkthrough.conftest import Apart

# Their Python takes half a minute to install, which `make soak` does.
pytestmark = [pytest.mark.soak, pytest.mark.usefixtures("described")]


@pytest.fixture
def engine(secure: Engine) -> Engine:
    return secure


@pytest.fixture
def url(engine: Engine) -> str:
    """What stands instead of https://bedrock-runtime.REGION.amazonaws.com."""
    return f"https://localhost:{engine.port}{facts.APIS['Bedrock'].base}"


def test_converse(apart: Apart, url: str, world: World, logged: Callable[[], object]) -> None:
    answer = apart.value("amazon_converse", url, model=MODEL)
    assert answer["said"]["content"] == [{"text": "".join(WORDS)}]
    assert answer["usage"]["inputTokens"] == FRESH
    arrival = world.vendor.arrivals[-1]
    assert arrival.first("Authorization") == f"Bearer {facts.APIS['Bedrock'].vendor_key}"
    assert arrival.target == f"/model/{MODEL.replace(':', '%3A')}/converse".encode()
    assert logged() == ("Converse", None, READ, WRITTEN, False)


def test_streamed(apart: Apart, url: str, logged: Callable[[], object]) -> None:
    """The SDK checks both checksums of each frame."""
    events = apart.value("amazon_stream", url, model=MODEL)
    deltas = [event["contentBlockDelta"] for event in events if "contentBlockDelta" in event]
    assert tuple(delta["delta"]["text"] for delta in deltas) == WORDS
    assert events[-1]["metadata"]["usage"]["outputTokens"] == WRITTEN
    assert logged() == ("ConverseStream", None, READ, WRITTEN, True)


def test_invoke(apart: Apart, url: str, logged: Callable[[], object]) -> None:
    assert apart.value("amazon_invoke", url, model=MODEL)["generation"] == "".join(WORDS)
    assert logged() == ("InvokeModel", None, *IN_HEADERS, False)


def test_count_tokens(apart: Apart, url: str) -> None:
    assert apart.value("amazon_count", url, model=MODEL) == 14


def test_wrong_key(apart: Apart, url: str) -> None:
    raised = apart.raised("amazon_count", url, "gwk_wrong", model=MODEL)
    assert (raised["kind"], raised["status"]) == ("botocore.ClientError", 401)


def test_unknown_operation(apart: Apart, url: str) -> None:
    raised = apart.raised("amazon_count", url + "/elsewhere", model=MODEL)
    assert (raised["kind"], raised["status"]) == ("botocore.ClientError", 404)
