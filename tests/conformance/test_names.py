"""Section 3.7: the name of an endpoint is followed while the gateway runs."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.conformance.bench import Bench
from tests.conformance.exchange import Exchange

FOLLOWED = 30.0
"""Seconds until an engine must have seen the new address of a name that lives for one."""


@pytest.mark.parametrize("bench", ["nginx"], indirect=True, scope="session")
def test_address_is_followed(bench: Bench) -> None:
    """nginx asks the environment's resolvers. The other engines ask the machine's own, which a
    test cannot move."""
    # An engine that has just started may not know the first address yet: it answers 502.
    assert arrives(bench, "before", ("", "MOVING")) == "MOVING"
    bench.world.names.addresses[b"moving.test"] = "127.0.0.2"
    assert arrives(bench, "after", ("MOVING", "MOVED")) == "MOVED"


def arrives(bench: Bench, when: str, ports: tuple[str, str]) -> str:
    """The vendor's port that requests come to, in the end. ports: until then, and then."""
    row = Exchange(id="names", section="3.7", api="Moving")
    before, after = ports
    deadline = time.monotonic() + FOLLOWED
    attempt = 0
    while (found := where(bench, replace(row, id=f"names-{when}-{attempt}"))) != after:
        assert found == before
        attempt += 1
        assert time.monotonic() < deadline, "the address is not used"
        time.sleep(0.2)
    return found


def where(bench: Bench, row: Exchange) -> str:
    """The port of the vendor that a request comes to; empty: to none."""
    outcome = bench.play(row).run()
    if outcome.answer.status == 502:
        return ""
    assert outcome.answer.status == 200
    return outcome.arrivals[0].port
