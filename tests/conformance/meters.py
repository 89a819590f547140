"""How the exchanges on limits are played: what a consumer did before the request that counts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from tests.conformance.client import Answer
from tests.conformance.play import Play

Drive = Callable[[Play], Answer]
PATIENCE = 20.0
"""Seconds until what a request held is given back, or a window of a second is over."""


def before(play: Play, word: str, **other: Any) -> Play:
    """Another request of the same kind, an ordinary one but for what is said of it."""
    ordinary: dict[str, Any] = {"drive": None, "mock": "", "method": None, "content": None}
    return play.variant(word, replace(play.exchange, **{**ordinary, **other}))


def after(*statuses: int, **other: Any) -> Drive:
    """So many requests before it, with these statuses."""

    def drive(play: Play) -> Answer:
        for number, status in enumerate(statuses):
            answer = before(play, f"before.{number}", **other).once()
            assert answer.status == status, f"request {number}: {answer} {answer.body[:300]!r}"
        return play.once()

    return drive


def after_leaving(play: Play) -> Answer:
    """A stream before it, which the client left after the first event."""
    first = before(play, "left", op="chat_stream", mock="hang=1")
    with first.connect() as connection:
        connection.send(first.head() + first.framed())
        opened = connection.open_answer()
        assert opened.status == 200, opened
        next(connection.parts(opened))
        connection.leave()
    for arrival in play.world.vendor.of(first.tag):
        assert arrival.left.wait(PATIENCE)
    return play.once()


def after_leaving_a_question(play: Play) -> Answer:
    """A request before it that the vendor had whole, and whose client left before the answer."""
    first = before(play, "left", mock="hang")
    with first.connect() as connection:
        connection.send(first.head() + first.framed())
        assert play.world.vendor.wait_for(first.tag), "nothing reached the vendor"
        play.world.vendor.wait_until_complete(first.tag)
        connection.leave()
    for arrival in play.world.vendor.of(first.tag):
        assert arrival.left.wait(PATIENCE)
    return play.once()


def while_running(play: Play) -> Answer:
    """A stream runs meanwhile; it ends well, and then there is room again."""
    first = before(play, "running", op="chat_stream", mock="hang=1")
    with first.connect() as connection:
        connection.send(first.head() + first.framed())
        opened = connection.open_answer()
        assert opened.status == 200, opened
        next(connection.parts(opened))
        answer = play.once()
        connection.leave()
    until_passed(play)
    return answer


def gone(play: Play) -> Answer:
    """A client that left its stream before it gives back what it held."""
    first = before(play, "left", op="chat_stream", mock="hang=1")
    with first.connect() as connection:
        connection.send(first.head() + first.framed())
        next(connection.parts(connection.open_answer()))
        connection.leave(reset=True)
    until_passed(play)
    return play.once()


def erred(play: Play) -> Answer:
    """Requests before it that ended in every other way: vendor's errors, cuts, no vendor."""
    for number, mock in enumerate(("status=500", "reset", "garbage", "cut=length", "close")):
        first = before(play, f"erred.{number}", mock=mock)
        play.world.vendor.release(first.tag)  # a cut waits for a word
        first.once()
        until_passed(before(play, f"after.{number}"))
    return play.once()


def refused_meanwhile(play: Play) -> Answer:
    """Refused while a stream runs, and not counted."""
    first = before(play, "running", op="chat_stream", mock="hang=1")
    with first.connect() as connection:
        connection.send(first.head() + first.framed())
        next(connection.parts(connection.open_answer()))
        for number in range(5):
            assert before(play, f"meanwhile.{number}").once().status == 429
        connection.leave()
    until_passed(play)
    return play.once()


def until_passed(play: Play) -> Answer:
    """The same request until it passes, which it must soon."""
    deadline = time.monotonic() + PATIENCE
    number = 0
    while True:
        number += 1
        answer = before(play, f"again.{number}").once()
        if answer.status == 200:
            return answer
        assert answer.status == 429, answer
        assert time.monotonic() < deadline, "nothing was given back"
        time.sleep(0.1)


def after_the_window(play: Play) -> Answer:
    """Requests until one is refused, then what it was told to wait for, then this one."""
    for number in range(500):
        answer = before(play, f"spent.{number}").once()
        if answer.status == 429:
            break
        assert answer.status == 200, answer
    assert answer.status == 429, "no request was refused"
    time.sleep(int(answer.one("retry-after") or 0))
    return play.once()


def all_at_once(count: int, passing: int, **other: Any) -> Drive:
    """So many requests at one time, of which exactly so many pass; then this one."""

    def drive(play: Play) -> Answer:
        plays = [before(play, f"at_once.{number}", **other) for number in range(count)]
        with ThreadPoolExecutor(count) as pool:
            statuses = Counter(answer.status for answer in pool.map(Play.once, plays))
        assert statuses == {200: passing, 429: count - passing}
        return play.once()

    return drive
