"""What tokens make a real Envoy ask issuers for: no more than they must, whoever makes them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.conformance.signing import jwk, key_set
from tests.unit.targets.envoy_token_gate import Running, served, slowly
from tests.unit.targets.sample_wire import exchange
from tests.unit.targets.token_gateway import bearer, far


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Running]:
    with served(tmp_path) as found:
        yield found


def flood(gate: Running, count: int) -> set[int]:
    """Tokens at once, each of which names another key."""
    names = [f"flood-{number}" for number in range(count)]
    tokens = [far(key="rsa.forger", header={"kid": name}).text("") for name in names]
    with ThreadPoolExecutor(count) as pool:
        return set(pool.map(partial(slowly, gate), tokens))


REFUSED_FIRST = (
    ("GET /only/1.0.0/v1/nothing", "", 404),
    ("GET /only/1.0.0//v1/models", "", 404),
    ("GET /only/1.0.0/v1/models/%2e%2e/models", "", 404),
    ("GET /only/1.0.0/v1/models\\", "", 400),
    ("GET /only/1.0.0/v1/models/%00", "", 400),
    ("GET /only/1.0.0/v1/models", "Host: other", 400),
    ("DELETE /only/1.0.0/v1/models", "", 405),
    ("OPTIONS /both/1.0.0/v1/models", "", 405),
)


@pytest.mark.parametrize("known", [True, False])
def test_what_is_refused_before_its_caller_is_looked_at(tmp_path: Path, known: bool) -> None:
    """It costs no issuer anything, whether keys are there or not."""
    with served(tmp_path, status=200 if known else 500) as gate:
        gate.issuers.status = 200
        begun = gate.fetched
        for number, (head, line, status) in enumerate(REFUSED_FIRST):
            shown = bearer(far(header={"kid": f"unknown-{number}"}))
            lines = f"{shown}\r\n{line}" if line else shown
            answer = exchange(gate.port, f"{head} HTTP/1.1\r\nHost: g\r\n{lines}")
            assert answer
            assert answer.status == status, head
        assert gate.fetched == begun
        assert gate.ask(bearer(far())).status == 200


@pytest.mark.parametrize("status", [200, 500])
def test_many_unknown_keys_at_once(gate: Running, status: int) -> None:
    """A worker looks once for all of them, and does not wait with others for an answer."""
    assert gate.ask(bearer(far())).status == 200
    gate.issuers.status = status
    assert flood(gate, 30) == {401}
    assert flood(gate, 30) == {401}
    assert gate.fetched == 2
    assert gate.ask(bearer(far())).status == 200


@pytest.mark.soak
def test_an_issuer_that_is_silent_about_its_keys(gate: Running) -> None:
    """Those that name another key wait for nobody but the first one; known keys count on."""
    gate.issuers.silent = True
    begun = time.monotonic()
    assert flood(gate, 20) == {401}
    assert gate.fetched < 12
    assert gate.ask(bearer(far())).status == 200
    assert time.monotonic() - begun < 9


@pytest.mark.soak
def test_a_new_key_after_a_search_that_failed(gate: Running) -> None:
    """It is found within seconds."""
    gate.issuers.status = 500
    assert flood(gate, 5) == {401}
    gate.issuers.status, gate.issuers.keys = 200, key_set(jwk("rsa.next"))
    begun = time.monotonic()
    while gate.ask(bearer(far(key="rsa.next"))).status != 200:
        assert time.monotonic() - begun < 15
        time.sleep(0.25)
    assert gate.fetched == 3


def test_a_set_without_keys_is_none(gate: Running) -> None:
    """Envoy stays with the keys that it has, so nothing is there that a search found."""
    assert gate.ask(bearer(far())).status == 200
    gate.issuers.keys = b'{"keys":[]}'
    for _ in range(3):
        assert flood(gate, 5) == {401}
    assert gate.fetched == 2
