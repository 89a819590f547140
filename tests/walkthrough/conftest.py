"""The engines, with the conformance project on them, for the vendors' official SDKs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import facts
from tests.conformance.checks import description
from tests.conformance.engines import Engine, deployed, started, wait_until_healthy
from tests.conformance.world import World, world
from tests.ports import free_port

# Envoy keeps lines of its log for ten seconds; a test of one line does not wait that long.
PROMPT_LOG = {"envoy": ("--file-flush-interval-msec", "20")}


@pytest.fixture(scope="session", name="world")
def the_world() -> Iterator[World]:
    with world() as one:
        yield one


@contextmanager
def serving(world: World, name: str, environment: str) -> Iterator[Engine]:
    port = free_port()
    with (
        deployed(world, name, environment, port) as copy,
        started(world, name, environment, copy, port, PROMPT_LOG.get(name, ())) as one,
    ):
        wait_until_healthy(one, world)
        yield one


@pytest.fixture(scope="session", params=["nginx", "envoy", "mitmproxy"])
def engine(request: pytest.FixtureRequest, world: World) -> Iterator[Engine]:
    with serving(world, request.param, "sandbox") as one:
        yield one


@pytest.fixture(scope="session", params=["nginx", "envoy"])
def secure(request: pytest.FixtureRequest, world: World) -> Iterator[Engine]:
    """Behind TLS, in the environment without the target that has neither that nor sockets."""
    with serving(world, request.param, "secure") as one:
        yield one


@pytest.fixture
def described(world: World) -> Iterator[None]:
    """Afterwards: all that reached a vendor was as the bundled description of it says."""
    before = len(world.vendor.arrivals)
    yield
    for arrival in world.vendor.arrivals[before:]:
        # APIs that share a port differ in their base path or description: one has it as it came.
        found = [
            list(description(api.provider).violations(arrival, api.base_path))
            for api in facts.APIS.values()
            if api.port == arrival.port
        ]
        assert [] in found, f"{arrival.line!r}: {found}"


@pytest.fixture
def logged(engine: Engine, world: World) -> Callable[[], tuple[Any, ...]]:
    """Of the last request that reached a vendor, what the gateway's log says: the operation, the
    model that answered, the tokens that it read and wrote, and whether it streamed."""

    def line() -> tuple[Any, ...]:
        request = world.vendor.arrivals[-1].first("X-Request-Id")
        (found,) = engine.logged(request, seconds=10, count=1)
        assert (found["status"], found["consumer"]) == (200, "demo-app")
        words = ("response.model", "usage.input_tokens", "usage.output_tokens")
        return found["operation"], *(found[f"gen_ai.{word}"] for word in words), found["stream"]

    return line


class Apart:
    """SDKs in another Python (apart.py), one call at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def made(self, call: str, url: str, key: str, **arguments: object) -> dict[str, Any]:
        """What a call brought: `value`, or `raised`. AssertionError: it went elsewhere, too."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"call": call, "url": url, "key": key, "arguments": arguments}
        print(json.dumps(asked), file=self.process.stdin, flush=True)
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert found["strayed"] == []
        return found

    def value(self, call: str, url: str, key: str = facts.CLIENT_KEY, **arguments: Any) -> Any:
        """What a call returned."""
        found = self.made(call, url, key, **arguments)
        assert "value" in found, found
        return found["value"]

    def raised(self, call: str, url: str, key: str = facts.CLIENT_KEY, **arguments: Any) -> Any:
        """The exception that a call raised."""
        found = self.made(call, url, key, **arguments)
        assert "raised" in found, found
        return found["raised"]


@pytest.fixture(scope="session")
def apart(world: World) -> Iterator[Apart]:
    """FileNotFoundError: the Python of clients.txt is not there; the Makefile makes it."""
    environment = {
        "AWS_CA_BUNDLE": str(world.authority.bundle),
        # Where it would look for credentials that it is not given.
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    python = Path(sys.prefix) / "clients" / "bin" / "python"
    script = Path(__file__).with_name("apart.py")
    with subprocess.Popen(
        [python, "-I", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        yield Apart(process)
        assert process.stdin is not None
        process.stdin.close()
