"""Whatever fails in the code that looks at tokens: nothing is let through that must not be, nothing
but a refusal comes, and the next request is answered as ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from compiler import contract
from tests.conformance import failing
from tests.conformance.bearing import FRESH, GIVEN, alpha, fetched
from tests.conformance.client import Answer
from tests.conformance.engines import Engine, deployed, started, wait_until_healthy
from tests.conformance.exchange import Exchange
from tests.conformance.forged import Bearer, Opaque, claiming, decoded, flipped, token
from tests.conformance.keys import TOKENS
from tests.conformance.play import Play
from tests.conformance.world import World
from tests.ports import free_port

SCOPES = "chat.read chat.write"
REFUSALS = {
    (refusal.status, refusal.code)
    for refusal in contract.REFUSALS
    if refusal.status in (401, 403, 503)
}
FEWEST = 25
"""Places whose failure a client must notice, else the faults are in the wrong places."""


def right() -> Iterator[tuple[str, Bearer]]:
    """Tokens that pass while nothing fails, with the APIs that they are for."""
    yield "TokenScoped", alpha(key="p256", algorithm="ES256", scope=SCOPES)
    yield "TokenOnly", Opaque("active")


def wrong() -> Iterator[tuple[str, Bearer]]:
    """Tokens that never pass."""
    yield "TokenOnly", alpha(change=decoded(2, flipped))
    yield "TokenOnly", alpha(algorithm="none", sign=lambda _: b"")
    yield "TokenOrKey", token("nobody", change=decoded(1, claiming(sub="alpha")))
    yield "TokenOnly", alpha(exp=1_000_000_000)
    yield "TokenOnly", alpha(aud="https://other.test")
    yield "TokenScoped", alpha(scope="chat.read")
    yield "TokenOrKey", Opaque("inactive")
    yield "TokenOnly", Opaque("wrong_aud")
    yield "TokenScoped", Opaque("unscoped")


def of_fresh(name: str) -> tuple[Iterator[tuple[str, Bearer]], Iterator[tuple[str, Bearer]]]:
    """The same of an issuer whose keys have not been fetched yet: first the wrong ones."""
    encrypts = fetched(name, key="rsa.encrypts")
    forged = fetched(name, key="rsa.forger", header={"kid": "rsa.served"})
    short = fetched(name, key="small")
    bad = (encrypts, forged, short)
    return iter([("TokenOnly", one) for one in bad]), iter([("TokenOnly", fetched(name))])


@dataclass(slots=True)
class Bench:
    """A running engine whose code can be made to fail."""

    engine: Engine
    world: World
    copy: Path
    places: tuple[failing.Place, ...]
    fresh: Iterator[str] = field(default_factory=lambda: iter(FRESH))

    def ask(self, number: int, word: str, api: str, bearer: Bearer) -> Answer:
        """A request of its own. AssertionError: it reached the vendor and was refused, or passed
        and did not reach it."""
        row = Exchange(
            id=f"fault.{number}.{word}",
            section="2.4",
            api=api,
            credentials=GIVEN,
            tokens=(bearer,),
            environment=self.engine.environment,
        )
        play = Play(row, self.engine.name, self.engine.port, self.world)
        answer = play.once()
        assert bool(self.world.vendor.of(play.tag)) is (answer.status == 200), answer
        return answer


@contextmanager
def faulty(world: World, name: str) -> Iterator[Bench]:
    port = free_port()
    with deployed(world, name, "faulty", port) as copy:
        places = failing.prepare(name, copy)
        with started(world, name, "faulty", copy, port) as engine:
            wait_until_healthy(engine, world)
            yield Bench(engine, world, copy, places)


@pytest.fixture(params=["nginx", "envoy", "mitmproxy"])
def bench(request: pytest.FixtureRequest, world: World) -> Iterator[Bench]:
    with faulty(world, request.param) as one:
        yield one


def spoil(bench: Bench, number: int) -> bool:
    """Requests while this place fails, and after it. Whether a right one was refused."""
    place = bench.places[number]
    bad, good = list(wrong()), list(right())
    if place.part.startswith(failing.FETCHING):
        more, most = of_fresh(next(bench.fresh))
        bad, good = [*bad, *more], [*good, *most]
    failing.choose(bench.copy, number)
    for at, (api, bearer) in enumerate(bad):
        answer = bench.ask(number, f"wrong.{at}", api, bearer)
        refused(place, answer)
    noticed = False
    for at, (api, bearer) in enumerate(good):
        answer = bench.ask(number, f"right.{at}", api, bearer)
        if answer.status != 200:
            refused(place, answer)
            noticed = True
    failing.choose(bench.copy, None)
    for at, (api, bearer) in enumerate(right()):
        answer = bench.ask(number, f"after.{at}", api, bearer)
        assert answer.status == 200, f"{place}: {answer} {answer.body!r}"
    return noticed


def refused(place: failing.Place, answer: Answer) -> None:
    """The gateway's own refusal, of those that the contract has for credentials. Where what fails
    is the making of a refusal, the connection may just end."""
    if answer.status == 0:
        return
    assert answer.status in (401, 403, 503), f"{place}: {answer} {answer.body[:200]!r}"
    assert (answer.status, answer.json["error"]["code"]) in REFUSALS, place


def check(bench: Bench, numbers: Iterable[int]) -> None:
    """These places in turn, on one running engine."""
    for at, (api, bearer) in enumerate(right()):
        assert bench.ask(-1, f"before.{at}", api, bearer).status == 200
    noticed = [bench.places[number] for number in numbers if spoil(bench, number)]
    assert len(noticed) >= FEWEST, noticed
    for mark in TOKENS:
        assert mark.encode() not in bench.engine.stdout + bench.engine.stderr


@pytest.mark.soak
def test_every_function_fails(bench: Bench) -> None:
    check(bench, (number for number, place in enumerate(bench.places) if place.first))


@pytest.mark.soak
def test_every_statement_fails(bench: Bench) -> None:
    check(bench, range(len(bench.places)))
