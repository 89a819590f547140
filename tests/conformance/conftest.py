"""The world and one process per engine, for the whole table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.conformance.bench import Bench, Benches
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
        rows = selected(request.session, request.param)
        yield Bench(engine, world, [row for row in rows if row.environment == "sandbox"])


@pytest.fixture(scope="session")
def benches(request: pytest.FixtureRequest, bench: Bench, world: World) -> Iterator[Benches]:
    """The engine of `bench` in every environment."""
    name = bench.engine.name
    with ExitStack() as stack:

        def start(environment: str) -> Bench:
            rows = selected(request.session, name)
            engine = stack.enter_context(running(world, name, environment))
            return Bench(engine, world, [row for row in rows if row.environment == environment])

        yield Benches(bench, start)


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
