"""The engines, with the conformance project on them, for the vendors' official SDKs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance import facts
from tests.conformance.checks import description
from tests.conformance.engines import Engine, running
from tests.conformance.world import World, world


@pytest.fixture(scope="session", name="world")
def the_world() -> Iterator[World]:
    with world() as one:
        yield one


@pytest.fixture(scope="session", params=["nginx", "envoy", "mitmproxy"])
def engine(request: pytest.FixtureRequest, world: World) -> Iterator[Engine]:
    with running(world, request.param) as one:
        yield one


@pytest.fixture
def described(world: World) -> Iterator[None]:
    """Afterwards: all that reached a vendor was as the bundled description of it says."""
    before = len(world.vendor.arrivals)
    yield
    for arrival in world.vendor.arrivals[before:]:
        api = next(one for one in facts.APIS.values() if one.port == arrival.port)
        found = list(description(api.provider).violations(arrival, api.base_path))
        assert not found, f"{arrival.line!r}: {found}"
