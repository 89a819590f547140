"""How the exchanges are played that are about what a gateway fetches or asks, and keeps."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.conformance import introspection
from tests.conformance.bearing import alpha, fetched, realm
from tests.conformance.client import Answer
from tests.conformance.forged import (
    Bearer,
    Change,
    Fixed,
    claiming,
    decoded,
    emptied,
    flipped,
    part,
)
from tests.conformance.meters import before
from tests.conformance.play import Play

PATIENCE = 30.0
"""Seconds until changed keys are known: they may be fetched again ten seconds after the last
time."""

AGAIN = 10.0
"""Seconds that a gateway lets pass before it fetches keys again because of one that is unknown."""

MOMENT = 2.0
"""Seconds for which an issuer that failed may be left alone."""

WORKERS = os.cpu_count() or 1
"""Parts of an engine, each of which may keep what it fetched for itself."""

ALIKE: tuple[Change, ...] = (
    decoded(1, claiming(sub="strictly")),
    decoded(1, claiming(exp=99_999_999_999)),
    decoded(2, flipped),
    emptied(2),
    part(0, lambda text: text[:-4]),
)
"""Changes of a token, after which most of it is still as it was."""

Drive = Callable[[Play], Answer]


def path(play: Play, name: str) -> str:
    """Where the play's gateway fetches the keys of an issuer, or asks about tokens."""
    return f"/{play.port}/{name}"


def kept_keys(play: Play) -> Answer:
    """Many requests with tokens of their own; the keys are fetched before the first of them, by
    each part of the engine once at most."""
    for number in range(3 * WORKERS + 6):
        answer = before(play, f"before.{number}").once()
        assert answer.status == 200, answer
    answer = play.once()
    assert 1 <= play.world.issuers.times(path(play, "kept")) <= WORKERS
    return answer


def rotated(play: Play) -> Answer:
    """The issuer has another key from now on: its tokens pass soon."""
    old = fetched("rotating")
    answer = before(play, "old", tokens=(old,)).once()
    assert answer.status == 200, answer
    play.world.issuers.rotated.add(path(play, "rotating"))
    _until(play, 200)
    return play.once()


def _until(play: Play, status: int, **other: object) -> None:
    """The same request until it is answered so; before that it is answered in the other way."""
    deadline = time.monotonic() + PATIENCE
    number = 0
    while True:
        number += 1
        answer = before(play, f"until.{status}.{number}", **other).once()
        if answer.status == status:
            return
        assert answer.status in (200, 401), answer
        assert time.monotonic() < deadline, f"{answer.status} and never {status}"
        time.sleep(0.25)


def flooded(play: Play) -> Answer:
    """Many tokens of keys that nobody knows: the issuer is not asked as often."""
    assert before(play, "good", tokens=(fetched("flooded"),)).once().status == 200
    start = time.monotonic()
    for number in range(20 * WORKERS):
        forged = fetched("flooded", key="rsa.forger", header={"kid": f"unknown-{number}"})
        answer = before(play, f"flood.{number}", tokens=(forged,)).once()
        assert answer.status == 401, answer
    rounds = int((time.monotonic() - start) / AGAIN) + 2
    assert play.world.issuers.times(path(play, "flooded")) <= rounds * WORKERS
    return play.once()


def waned(play: Play) -> Answer:
    """Keys become too old. Those that the issuer does not have any more are forgotten; if it cannot
    be asked, a gateway may use the old ones or say that it has none."""
    replaced = fetched("replaced")
    for number, bearer in enumerate((*play.exchange.tokens, replaced)):
        assert before(play, f"good.{number}", tokens=(bearer,)).once().status == 200
    place = path(play, "waning")
    play.world.issuers.failing.add(place)
    play.world.issuers.rotated.add(path(play, "replaced"))
    seen = play.world.issuers.times(place)
    _until(play, 401, tokens=(replaced,))
    for number in itertools.count():
        answer = before(play, f"late.{number}").once()
        assert answer.status in (200, 503), answer
        if play.world.issuers.times(place) > seen:
            return play.once()
        assert number < PATIENCE / 0.25, "the keys were not fetched again"
        time.sleep(0.25)
    raise AssertionError


def kept_answer(count: int) -> Drive:
    """The same token several times: the issuer is asked about it once, or by each part of the
    engine once."""

    def drive(play: Play) -> Answer:
        answers = [play.once() for _ in range(count)]
        answer = answers[-1]
        assert {one.status for one in answers} == {answer.status}
        assert 1 <= play.world.issuers.times_about(play.tokens[0]) <= WORKERS
        return answer

    return drive


def asked_again(play: Play) -> Answer:
    """What could not be found out is not kept, but for a moment: the issuer is asked again."""
    for number in (1, 2, 3):
        time.sleep(MOMENT if number > 1 else 0)
        answer = play.once()
        assert play.world.issuers.times_about(play.tokens[0]) >= number
    return answer


def unasked(play: Play) -> Answer:
    """Nothing of this request reaches the issuer that is asked about tokens."""
    seen = play.world.issuers.times(path(play, "introspect"))
    answer = play.once()
    assert play.world.issuers.times(path(play, "introspect")) == seen
    return answer


def until_it_ends(play: Play) -> Answer:
    """A token that was taken is not taken any more when it has ended, remembered or not. One that
    had ended before it could be used proves nothing: then another, which lasts longer."""
    for seconds in (3, 8, 20):
        end = int(time.time()) + seconds
        first = before(play, f"short.{seconds}", tokens=(realm(exp=end),))
        if first.once().status == 200:
            break
    else:
        raise AssertionError("no token that ends soon was taken")
    time.sleep(max(0.0, end + 2.5 - time.time()))
    play.exchange = replace(play.exchange, tokens=(Fixed(first.tokens[0]),))
    return play.once()


def until_the_answer_ends(play: Play) -> Answer:
    """What the issuer said is not kept past the end of the token. It says the same again."""
    first = before(play, "first", tokens=(Fixed(play.tokens[0]),)).once()
    assert first.status == 200, first
    time.sleep(introspection.SHORT + 2.5)
    return play.once()


def one_connection(*bearers: Bearer) -> Drive:
    """Other tokens before and after this one on one connection, each of which is refused."""

    def drive(play: Play) -> Answer:
        with play.connect() as connection:
            for number, bearer in enumerate(bearers):
                connection.send(play.head() + play.framed())
                answer = connection.answer()
                assert answer.status == 200, answer
                other = before(play, f"beside.{number}", tokens=(bearer,))
                connection.send(other.head() + other.framed())
                assert connection.answer().status in (401, 403), bearer
            connection.send(play.head() + play.framed())
            return connection.answer()

    return drive


def same(count: int) -> Drive:
    """The same request several times, answered alike."""

    def drive(play: Play) -> Answer:
        answers = [play.once() for _ in range(count)]
        assert len({(one.status, one.body) for one in answers}) == 1
        return answers[-1]

    return drive


def after_forgeries(play: Play) -> Answer:
    """The token is good; others that share all but one part with it are not, before and after."""
    text = play.tokens[0]
    for round in range(2):
        for number, change in enumerate(ALIKE):
            forged = before(play, f"forged.{round}.{number}", tokens=(Fixed(change(text)),))
            answer = forged.once()
            assert answer.status == 401, answer
        answer = play.once() if round else before(play, "good", tokens=(Fixed(text),)).once()
        assert answer.status == 200, answer
    return answer


def at_once(count: int) -> Drive:
    """Tokens of two consumers at one time, every other one wrong: each gets what is its own."""

    def drive(play: Play) -> Answer:
        kinds = (realm(), alpha(), alpha(aud="https://other.test"), realm(exp=1))
        plays = [
            before(play, f"at_once.{number}", tokens=(kinds[number % 4],))
            for number in range(count)
        ]
        with ThreadPoolExecutor(count) as pool:
            statuses = [answer.status for answer in pool.map(Play.once, plays)]
        assert statuses == [(200, 200, 401, 401)[number % 4] for number in range(count)]
        return play.once()

    return drive


def all_pass(count: int) -> Drive:
    """So many requests at one time, each with a token of its own."""

    def drive(play: Play) -> Answer:
        plays = [before(play, f"at_once.{number}") for number in range(count)]
        with ThreadPoolExecutor(count) as pool:
            assert {answer.status for answer in pool.map(Play.once, plays)} == {200}
        return play.once()

    return drive


def remembered_apart(play: Play) -> Answer:
    """A token that one API takes is looked at for itself at the next: there it lacks a scope."""
    text = Fixed(play.tokens[0])
    for number in range(3):
        assert before(play, f"good.{number}", tokens=(text,)).once().status == 200
        other = before(play, f"other.{number}", tokens=(text,), api="TokenScoped")
        assert other.once().status == 403
        third = before(play, f"third.{number}", tokens=(text,), api="Main")
        assert third.once().status == 401
    return play.once()
