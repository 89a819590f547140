"""OpenAI's official SDK on the Realtime socket, through the engines that carry sockets: base URL
and key are changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openai import OpenAI
from websockets.exceptions import InvalidStatus

from tests.conformance import facts
from tests.conformance.engines import Engine
from tests.conformance.world import World

MODEL = "gpt-realtime"
MOCK = {"X-Mock": "live"}


@pytest.fixture
def connected(
    secure: Engine, world: World, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Any]:
    """Opens a session with a key of the client's; the engine's certificate is of a private CA."""
    monkeypatch.setenv("SSL_CERT_FILE", str(world.authority.bundle))
    url = f"https://localhost:{secure.port}{facts.APIS['Live'].base}/v1"

    def session(key: str) -> Any:
        sdk = OpenAI(base_url=url, api_key=key, max_retries=0)
        return sdk.realtime.connect(model=MODEL, extra_headers=MOCK)

    return session


def test_session(connected: Callable[[str], Any], world: World) -> None:
    """The mock vendor greets, and then says what it is told."""
    with connected(facts.CLIENT_KEY) as connection:
        assert connection.recv().type == "session.created"
        connection.send({"type": "response.create"})
        assert connection.recv().type == "response.create"
    arrival = world.vendor.arrivals[-1]
    assert arrival.target == f"/v1/realtime?model={MODEL}".encode()
    assert arrival.first("Authorization") == f"Bearer {facts.APIS['Live'].vendor_key}"


def test_wrong_key(connected: Callable[[str], Any]) -> None:
    with pytest.raises(InvalidStatus) as raised, connected("gwk_wrong"):
        pass
    assert raised.value.response.status_code == 401
    assert raised.value.response.body is not None
    assert b"invalid_api_key" in raised.value.response.body
