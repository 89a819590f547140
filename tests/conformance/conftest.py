"""The world and one process per engine, for the whole table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.bench import Bench
from tests.conformance.engines import running
from tests.conformance.exchange import Exchange
from tests.conformance.world import World, world


@pytest.fixture(scope="session", name="world")
def the_world() -> Iterator[World]:
    with world() as one:
        yield one


@pytest.fixture(scope="session", params=["nginx", "envoy", "mitmproxy"])
def bench(request: pytest.FixtureRequest, world: World) -> Iterator[Bench]:
    """An engine with the exchanges played so far."""
    with running(world, request.param) as engine:
        yield Bench(engine, world, selected(request.session, request.param))


@pytest.fixture(scope="session", params=["nginx", "envoy"])
def secure(request: pytest.FixtureRequest, world: World) -> Iterator[Bench]:
    """An engine that listens with TLS, serving the secure environment."""
    with running(world, request.param, "secure") as engine:
        yield Bench(engine, world, selected(request.session, request.param, "secure"))


def selected(session: pytest.Session, engine: str, fixture: str = "bench") -> Iterator[Exchange]:
    """The exchanges that this run plays on an engine."""
    for item in session.items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            params = item.callspec.params
            if params.get(fixture) == engine and "exchange" in params:
                exchange = params["exchange"]
                assert isinstance(exchange, Exchange)
                yield exchange
