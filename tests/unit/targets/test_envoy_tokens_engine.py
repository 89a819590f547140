"""Tokens on a real Envoy: issuers that cannot be had, workers, and what nobody gets to see."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.targets.envoy import TARGET
from tests.conformance.forged import token
from tests.conformance.signing import jwk, key_set
from tests.gateways import KEY
from tests.unit.targets.envoy_rig import logged
from tests.unit.targets.envoy_token_gate import Running, served, slowly
from tests.unit.targets.sample_wire import VENDOR_KEY, Answer, exchange
from tests.unit.targets.token_gateway import (
    SECRET,
    SUBJECT,
    bearer,
    far,
    given_key,
    tokens_gateway,
)


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Running]:
    with served(tmp_path) as found:
        yield found


def code_of(answer: Answer) -> str:
    told: str = json.loads(answer.body)["error"]["code"]
    return told


@pytest.mark.soak
def test_keys_that_cannot_be_had(tmp_path: Path) -> None:
    """Others are served, and nobody asks for each token; once they can be had the same token
    passes."""
    with served(tmp_path, status=500) as gate:
        for _ in range(20):
            answer = gate.ask(bearer(far()))
            assert (answer.status, code_of(answer)) == (503, "gateway_error")
        assert gate.fetched <= 3
        assert gate.ask(bearer(token(SUBJECT))).status == 200
        assert gate.ask(f"api-key: {KEY}", "both").status == 200
        gate.issuers.status = 200
        begun = time.monotonic()
        while gate.ask(bearer(far())).status != 200:
            assert time.monotonic() - begun < 15
            time.sleep(0.25)


NO_SETS = (b"", b"{", b"[]", b'{"keys":1}', b'{"keys":[]}', b"x" * 2_000_000)


@pytest.mark.parametrize("keys", NO_SETS, ids=lambda keys: str(len(keys)))
def test_answers_that_are_no_set_of_keys(tmp_path: Path, keys: bytes) -> None:
    with served(tmp_path, keys) as gate:
        answer = gate.ask(bearer(far()))
        assert (answer.status, code_of(answer)) == (503, "gateway_error")
        assert not gate.vendor.heads


@pytest.mark.soak
def test_keys_that_are_too_old(tmp_path: Path) -> None:
    """The last ones count as long as there are no others, but not for ever."""
    with served(tmp_path, ages=(10, 8)) as gate:
        gate.issuers.status = 500
        begun = time.monotonic()
        while gate.ask(bearer(far())).status == 200:
            assert time.monotonic() - begun < 20
            time.sleep(0.25)
        assert gate.fetched > 1
        answer = gate.ask(bearer(far()))
        assert (answer.status, code_of(answer)) == (503, "gateway_error")
        gate.issuers.status = 200
        while gate.ask(bearer(far())).status != 200:
            assert time.monotonic() - begun < 40
            time.sleep(0.25)


def test_keys_are_fetched_once(gate: Running) -> None:
    """What a token says wrong of itself costs its issuer nothing."""
    for _ in range(5):
        assert gate.ask(bearer(far())).status == 200
    for wrong in (far(exp=1), far(aud="x"), far(header={"crit": []}), far(algorithm="RS512")):
        assert gate.ask(bearer(wrong)).status == 401
    assert gate.ask(bearer(far(key="rsa.forger", header={"kid": "rsa.far"}))).status == 401
    assert gate.fetched == 1


def test_no_key_is_fetched_for_nobody(gate: Running) -> None:
    for head in ("GET /nowhere", "GET /chat/1.0.0/v1/models", "GET /healthz"):
        unknown = bearer(far(key="rsa.next"))
        exchange(gate.port, f"{head} HTTP/1.1\r\nHost: g\r\n{unknown}")
    assert gate.fetched == 1


def test_a_new_key(gate: Running) -> None:
    """It is looked for at once, and others only after a while."""
    assert gate.ask(bearer(far())).status == 200
    gate.issuers.keys = key_set(jwk("rsa.next"))
    assert gate.ask(bearer(far(key="rsa.next"))).status == 200
    assert gate.fetched == 2
    for number in range(5):
        unknown = far(key="rsa.forger", header={"kid": f"unknown-{number}"})
        assert gate.ask(bearer(unknown)).status == 401
    assert gate.fetched == 2


def test_what_an_issuer_gets_to_see(gate: Running) -> None:
    gate.ask(bearer(far()))
    gate.ask(bearer(token(), "good"))
    for head in gate.issuers.heads:
        assert "x-envoy" not in head
        assert "x-forwarded" not in head
        assert "vendor-key" not in head


def test_what_an_issuer_says_is_kept(gate: Running) -> None:
    for line in (bearer(token(), "good"), bearer(token(), "gone")):
        answers = [gate.ask(line).status for _ in range(3)]
        assert len(set(answers)) == 1
    assert gate.asked == 2
    gate.issuers.status = 500
    for _ in range(3):
        assert gate.ask(bearer(token(), "other")).status == 503
    assert gate.asked == 5


def test_a_body_waits_for_the_issuer(gate: Running) -> None:
    answer = gate.ask(bearer(token(), "good"), method="POST", body=b'{"model":"m"}')
    assert answer.status == 200
    assert len(gate.vendor.heads) == 1


def test_without_the_secret(tmp_path: Path) -> None:
    with served(tmp_path, secret="") as gate:
        answer = gate.ask(bearer(token(), "good"))
        assert (answer.status, code_of(answer)) == (503, "gateway_error")
        assert gate.ask(bearer(token(SUBJECT))).status == 200
        assert not gate.asked


def test_nobody_sees_a_token(gate: Running) -> None:
    """Not the vendor, and no log."""
    shown = [bearer(token(SUBJECT)), bearer(token(SUBJECT, exp=1)), bearer(far())]
    shown += [bearer(token(), name) for name in ("good", "gone", "opaque-token-of-the-tests")]
    for line in shown:
        gate.ask(line)
        gate.ask(line, "both")
    text = "\n".join(gate.vendor.heads)
    assert VENDOR_KEY in text
    everything = (text + logged(gate.folder)).lower()
    for line in shown:
        value = line.rpartition(" ")[2]
        assert value.lower() not in everything or value in ("good", "gone")
    assert SECRET not in everything
    assert "x-gatewright-token" not in everything


def test_another_key_is_given(gate: Running, tmp_path: Path) -> None:
    """A running gateway takes what was deployed over it: the former key's tokens do not count."""
    assert gate.ask(bearer(token(SUBJECT))).status == 200
    made = tokens_gateway(gate.vendor.port, gate.port, gate.issuers.port)
    (first, given, last) = made.issuers
    proof = ir.GivenKeys((replace(given_key("rsa.new"), id="rsa"),))
    issuers = (first, replace(given, proof=proof), last)
    for artifact in TARGET.emit(replace(made, issuers=issuers)):
        beside = tmp_path / "beside"
        beside.write_bytes(artifact.content)
        beside.replace(tmp_path / artifact.path)
    deadline = time.monotonic() + 20
    while gate.ask(bearer(token(SUBJECT))).status != 401:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert gate.ask(bearer(token(SUBJECT, key="rsa.new", header={"kid": "rsa"}))).status == 200
    assert gate.ask(bearer(far())).status == 200
    assert gate.ask(bearer(token(), "good")).status == 200


def test_a_client_that_leaves(gate: Running) -> None:
    """The log knows who it was, as far as the gateway does while it waits."""
    gate.issuers.silent = True
    head = f"GET /only/1.0.0/v1/models HTTP/1.1\r\nHost: g\r\n{bearer(token(), 'good')}\r\n\r\n"
    with closing(socket.create_connection(("127.0.0.1", gate.port))) as connection:
        connection.sendall(head.encode())
        deadline = time.monotonic() + 20
        while not gate.asked:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    gate.issuers.silent = False
    assert gate.ask(bearer(token(), "good")).status == 200
    assert not gate.vendor.heads[1:]


def test_an_issuer_that_says_nothing(gate: Running) -> None:
    """Others do not wait for it."""
    gate.issuers.silent = True
    begun = time.monotonic()

    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(slowly, gate, f"opaque-{number}") for number in range(3)]
        assert gate.ask(bearer(token(SUBJECT))).status == 200
        assert time.monotonic() - begun < 4
        assert {each.result() for each in waiting} == {503}
    assert time.monotonic() - begun > 4
