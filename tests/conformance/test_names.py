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
    row = Exchange(id="names", section="3.7", api="Moving")
    world = bench.world
    assert where(bench, row) == "MOVING"
    world.names.addresses[b"moving.test"] = "127.0.0.2"
    deadline = time.monotonic() + FOLLOWED
    attempt = 0
    while where(bench, replace(row, id=f"names-{attempt}")) != "MOVED":
        attempt += 1
        assert time.monotonic() < deadline, "the new address is not used"
        time.sleep(0.2)


def where(bench: Bench, row: Exchange) -> str:
    """The port of the vendor that a request comes to."""
    outcome = bench.play(row).run()
    assert outcome.answer.status == 200
    return outcome.arrivals[0].port
