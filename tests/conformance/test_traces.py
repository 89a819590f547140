"""After the whole table: what an engine wrote, what its artifacts hold, what reached the vendor."""

from __future__ import annotations

import pytest

from tests.conformance import answers, facts
from tests.conformance.artifacts import emit
from tests.conformance.bench import Bench
from tests.conformance.table import TABLE
from tests.conformance.test_table import on_every_engine
from tests.conformance.world import World

SECRETS = tuple(key.encode() for key in (*facts.VENDOR_KEYS, *facts.CLIENT_KEYS))
WORDS = (facts.PROMPT.encode(), facts.QUERY.encode(), "".join(answers.WORDS).encode())


@pytest.fixture
def played(bench: Bench) -> Bench:
    bench.play_all()
    bench.await_log()
    return bench


@on_every_engine
def test_standard_output_is_the_log_alone(played: Bench) -> None:
    """Section 7: one JSON object a line, without a credential, prompt, completion or query."""
    assert played.engine.lines
    assert not played.engine.strange
    for word in (*SECRETS, *WORDS):
        assert word not in played.engine.stdout


@on_every_engine
def test_messages_have_no_credential(played: Bench) -> None:
    """Section 7: the engine's own messages go to stderr, without a key."""
    for secret in SECRETS:
        assert secret not in played.engine.stderr


@on_every_engine
def test_vendor_saw_nothing_else(played: Bench) -> None:
    """Sections 1.1 and 1.6: not even after its answer does a refused request reach a vendor."""
    name = played.engine.name
    refused = {f"{name}.{row.id}" for row in TABLE if row.requests == 0 and not row.instead}
    arrivals = played.world.vendor.arrivals
    late = [one for one in arrivals if one.first("x-exchange") in refused]
    assert not late
    nameless = [one for one in arrivals if not one.first("x-exchange")]
    assert not nameless


@on_every_engine
def test_artifacts_hold_no_secret(bench: Bench, world: World) -> None:
    """Section 2.2: artifacts name keys; of the clients' they have digests."""
    project = world.project(f"{bench.engine.name}-secrets", bench.engine.port)
    content = b"".join(content for _, content in emit(project, "sandbox", bench.engine.name))
    assert content
    for secret in SECRETS:
        assert secret not in content
