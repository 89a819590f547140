"""WebSockets through every engine: checked like any request, then left alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.conformance import checks, facts, logs, websocket
from tests.conformance.bench import Bench
from tests.conformance.client import PATIENCE, Answer
from tests.conformance.engines import running
from tests.conformance.exchange import Exchange, refused
from tests.conformance.play import Play
from tests.conformance.vendor import Arrival
from tests.conformance.websocket import BINARY, BYE, CLOSE, GREETING, KEY, PING, PONG, TEXT, Client
from tests.conformance.world import World

MODEL = "gpt-realtime"
UPGRADE = (
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", KEY),
)
IDLE = 1.0
"""Seconds of the API's idle timeout."""

ENGINES = (
    ("nginx", "sandbox"),
    ("nginx", "secure"),
    ("envoy", "sandbox"),
    ("envoy", "secure"),
    ("mitmproxy", "sandbox"),
)


@pytest.fixture(scope="module", name="carrier", params=ENGINES, ids="-".join)
def a_carrier(request: pytest.FixtureRequest, world: World) -> Iterator[Bench]:
    """An engine that listens as the environment says: without TLS or, where it can, with it."""
    with running(world, *request.param) as engine:
        yield Bench(engine, world)


def row(id: str, **row: Any) -> Exchange:
    ordinary: dict[str, Any] = {
        "section": "3.3",
        "api": "Live",
        "op": "live",
        "query": f"?model={MODEL}",
        "headers": UPGRADE,
        "mock": "live",
        "cors": False,
    }
    return Exchange(id=f"websocket-{id}", **{**ordinary, **row})


@contextmanager
def opened(play: Play) -> Iterator[Client]:
    """A connection that has been switched; the vendor has greeted."""
    with play.connect() as connection:
        connection.send(play.head())
        client = Client(connection)
        answer = client.answer
        assert answer.status == 101, f"{answer} {answer.body[:300]!r}"
        assert answer.all("sec-websocket-accept") == (websocket.accept_of(KEY),)
        assert client.receive() == websocket.Message(TEXT, GREETING)
        yield client


def the_arrival(play: Play) -> Arrival:
    (arrival,) = play.world.vendor.of(play.tag)
    return arrival


def test_messages_go_both_ways(carrier: Bench) -> None:
    play = carrier.play(row("both_ways"))
    with opened(play) as client:
        assert client.answer.all("x-request-id") == (play.tag,)
        assert not client.answer.all("set-cookie")
        for kind, size in ((TEXT, 5), (BINARY, 100_000), (TEXT, 70_000), (BINARY, 0)):
            client.send(kind, b"m" * size)
            assert client.receive() == websocket.Message(kind, b"m" * size)
        client.send(PING, b"still there?")
        assert client.receive() == websocket.Message(PONG, b"still there?")
        client.send(CLOSE, BYE)
        assert client.receive() == websocket.Message(CLOSE, BYE)
    arrival = the_arrival(play)
    assert arrival.target == f"/v1/realtime?model={MODEL}".encode()
    assert arrival.all("upgrade") == [b"websocket"]
    assert arrival.first("connection").lower() == "upgrade"
    assert arrival.all("sec-websocket-key") == [KEY.encode()]
    assert arrival.all("authorization") == [
        f"Bearer {facts.APIS['Live'].vendor_key}".encode(),
    ]
    checks.check_place(play.exchange, arrival, carrier.world)


def test_messages_stay_in_order(carrier: Bench) -> None:
    """Many at once, none waiting for the one before."""
    with opened(carrier.play(row("in_order"))) as client:
        for number in range(300):
            client.send(TEXT, b"%d" % number)
        for number in range(300):
            assert client.receive().data == b"%d" % number


def test_vendor_closes(carrier: Bench) -> None:
    with opened(carrier.play(row("vendor_closes"))) as client:
        client.send(TEXT, b"close")
        assert client.receive() == websocket.Message(CLOSE, BYE)
        assert client.connection.closed_by_peer()


def test_vendor_goes(carrier: Bench) -> None:
    with opened(carrier.play(row("vendor_goes"))) as client:
        client.send(TEXT, b"drop")
        assert client.connection.closed_by_peer()


def test_client_goes(carrier: Bench) -> None:
    """The connection to the vendor ends with the client's."""
    play = carrier.play(row("client_goes"))
    with opened(play):
        pass
    assert the_arrival(play).left.wait(PATIENCE)


def test_idle_connection_ends(carrier: Bench) -> None:
    """The API's idle timeout counts from the last message, whoever sent it."""
    with opened(carrier.play(row("idle"))) as client:
        for _ in range(3):
            time.sleep(IDLE / 2)
            client.send(TEXT, b"still here")
            assert client.receive().data == b"still here"
        started = time.monotonic()
        assert client.connection.closed_by_peer()
        assert IDLE / 2 < time.monotonic() - started < PATIENCE / 2


REFUSED = (
    refused("websocket-without_key", "2.4", "invalid_api_key", credentials=()),
    refused("websocket-wrong_key", "2.4", "invalid_api_key", credentials=(("api-key", "other"),)),
    refused("websocket-other_path", "1.1", "unknown_operation", target=b"/live/1.0.0/v1/real"),
    refused("websocket-other_method", "1.3", "method_not_allowed", method="POST"),
)


@pytest.mark.parametrize("refusal", REFUSED, ids=lambda one: one.id)
def test_refused_before_the_upgrade(carrier: Bench, refusal: Exchange) -> None:
    """An ordinary error, and the connection is what it was."""
    fields = {name: getattr(refusal, name) for name in ("codes", "credentials", "target", "method")}
    one = row(refusal.id, requests=0, stream=None, consumer=None, **fields)
    outcome = carrier.outcome(one)
    checks.check_answer(one, carrier.play(one).tag, outcome.answer)
    assert not outcome.arrivals


def test_vendor_refuses(carrier: Bench) -> None:
    """The vendor's own answer in place of 101 passes."""
    one = row("vendor_refuses", mock="status=403", status=403, has=(("X-Vendor-Word", "kept"),))
    outcome = carrier.outcome(one)
    checks.check_answer(one, carrier.play(one).tag, outcome.answer)
    checks.check_vendor(one, outcome, carrier.world)


@pytest.mark.parametrize(
    ("mock", "code"), [("hang", "vendor_timeout"), ("reset", "vendor_unreachable")]
)
def test_vendor_does_not_answer(carrier: Bench, mock: str, code: str) -> None:
    one = row(f"vendor_{mock}", mock=mock, codes=(code,), stream=None)
    outcome = carrier.outcome(one)
    checks.check_answer(one, carrier.play(one).tag, outcome.answer)


def test_connection_header_is_a_list(carrier: Bench) -> None:
    """Some clients name more than the upgrade; what they name goes no further."""
    lines = [one for one in UPGRADE if one[0] != "Connection"]
    named = (*lines, ("Connection", "keep-alive, Upgrade, X-Hop"), ("X-Hop", "1"))
    play = carrier.play(row("list", headers=named))
    with opened(play):
        pass
    assert not the_arrival(play).all("x-hop")


def test_without_upgrade(carrier: Bench) -> None:
    """An ordinary request, which the vendor may answer as it likes."""
    one = row("without_upgrade", headers=(), mock="status=400", status=400)
    outcome = carrier.outcome(one)
    checks.check_answer(one, carrier.play(one).tag, outcome.answer)
    checks.check_vendor(one, outcome, carrier.world)


def test_upgrade_of_another_operation(carrier: Bench) -> None:
    """Only what is described as a WebSocket is upgraded."""
    one = row("of_another", op="live_models", query="", mock="")
    outcome = carrier.outcome(one)
    checks.check_answer(one, carrier.play(one).tag, outcome.answer)
    (arrival,) = outcome.arrivals
    assert not arrival.all("upgrade")
    assert b"upgrade" not in arrival.first("connection").lower().encode()


def test_key_among_protocols_never_passes(carrier: Bench) -> None:
    """Browsers cannot set headers, so the vendor's clients write a key among the protocols."""
    secret = "openai-insecure-api-key.sk-of-the-client-4a7f90d2c1"
    offered = f"realtime, {secret}, openai-beta.realtime-v1"
    one = row("protocols", headers=(*UPGRADE, ("Sec-WebSocket-Protocol", offered)))
    play = carrier.play(one)
    with opened(play) as client:
        assert client.answer.all("sec-websocket-protocol") == ("realtime",)
    seen = ", ".join(value.decode() for value in the_arrival(play).all("sec-websocket-protocol"))
    assert seen.replace(" ", "") == "realtime,openai-beta.realtime-v1"


@pytest.mark.parametrize(
    ("op", "lines"), [("live", ()), ("live_models", ()), ("live_models", UPGRADE)]
)
def test_key_among_protocols_of_no_websocket(
    carrier: Bench, op: str, lines: tuple[tuple[str, str], ...]
) -> None:
    offered = f"realtime, key.{'a+' * 10}.{'b' * 9}, insecure-api-key.sk-of-the-client-4a7f90d2c1"
    headers = (*lines, ("Sec-WebSocket-Protocol", offered))
    parts: dict[str, Any] = {"mock": "status=400", "status": 400, "headers": headers, "query": ""}
    outcome = carrier.outcome(row(f"protocols_{op}_{len(lines)}", op=op, **parts))
    (arrival,) = outcome.arrivals
    assert arrival.all("sec-websocket-protocol") == [b"realtime"]


def test_upgrade_with_a_body(carrier: Bench) -> None:
    """No valid question: an ordinary request, whose body the vendor can read."""
    parts: dict[str, Any] = {"content": b"body", "mock": "status=400", "status": 400}
    one = row("with_a_body", **parts)
    outcome = carrier.outcome(one)
    checks.check_answer(one, carrier.play(one).tag, outcome.answer)
    (arrival,) = outcome.arrivals
    assert not arrival.all("upgrade")
    assert bytes(arrival.body) == b"body"


def test_upgrade_in_a_list(carrier: Bench) -> None:
    lines = [one for one in UPGRADE if one[0] != "Upgrade"]
    with opened(carrier.play(row("in_a_list", headers=(*lines, ("Upgrade", "h2c, websocket"))))):
        pass


def test_log_has_each_connection(carrier: Bench) -> None:
    """A line each, written when the connection has ended, whoever ended it."""
    switched = {"status": 101, "stream": None, "log": {"vendor_request_id": "vendor-id-1"}}
    rows = (row("logged_end", **switched), row("logged_going", **switched))
    for one, last in zip(rows, ((CLOSE, BYE), (TEXT, b"drop")), strict=True):
        with opened(carrier.play(one)) as client:
            client.send(*last)
    for one in rows:
        (line,) = carrier.engine.logged(carrier.play(one).tag, logs.LATE, 1)
        answer = Answer(101)
        logs.check_line(
            one, answer, {**line, "bytes_in": 0, "bytes_out": 0}, carrier.engine.environment
        )


def test_nothing_is_told_of_keys(carrier: Bench) -> None:
    """What an engine has written by now has no key in it, a key among protocols included."""
    for key in (*facts.VENDOR_KEYS, *facts.CLIENT_KEYS, "4a7f90d2c1"):
        assert key.encode() not in carrier.engine.stdout
        assert key.encode() not in carrier.engine.stderr
