"""An engine under test and the outcome of every exchange that was played on it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from tests.conformance.client import Connection
from tests.conformance.engines import Engine
from tests.conformance.exchange import Exchange
from tests.conformance.play import Outcome, Play
from tests.conformance.world import World

FLUSH = 30.0
"""Seconds until a line must be there: Envoy writes its log every ten seconds."""


class Benches:
    """The benches of one engine, by environment: each is started when an exchange first asks for
    it. `first` runs already."""

    def __init__(self, first: Bench, start: Callable[[str], Bench]) -> None:
        self._start = start
        self._running = {first.engine.environment: first}

    def of(self, exchange: Exchange) -> Bench:
        """Where an exchange is played."""
        if exchange.environment not in self._running:
            self._running[exchange.environment] = self._start(exchange.environment)
        return self._running[exchange.environment]


class Bench:
    """Plays each exchange once, whichever of its tests asks first."""

    def __init__(self, engine: Engine, world: World, rows: Iterable[Exchange] = ()) -> None:
        self._rows = tuple(rows)
        self.engine = engine
        plain = engine.environment == "sandbox"
        self.label = engine.name if plain else f"{engine.name}-{engine.environment}"
        self.world = world
        self.tls = world.client_tls() if engine.environment == "secure" else None
        self.outcomes: dict[str, Outcome | Exception] = {}
        self._written = 0

    def play(self, exchange: Exchange) -> Play:
        return Play(exchange, self.label, self.engine.port, self.world, self.tls)

    def play_all(self) -> None:
        """Plays all rows of this run that have not been played. What goes wrong is told by the
        rows' own tests."""
        for row in self._rows:
            with contextlib.suppress(Exception):
                self.outcome(row)

    def await_log(self) -> None:
        """Waits until everything played so far has been written to the log: lines are in order,
        so the line of one more request comes after all of theirs. All rows are played before it,
        since an engine that writes its log every ten seconds should be waited for once."""
        self.play_all()
        if self._written == len(self.outcomes):
            return
        mark = f"{self.engine.name}.mark.{len(self.outcomes)}"
        with Connection(self.engine.port, self.tls) as connection:
            head = f"GET /mark HTTP/1.1\r\nHost: gateway.test\r\nX-Request-Id: {mark}\r\n\r\n"
            connection.send(head.encode())
            assert connection.answer().status == 404
        assert self.engine.logged(mark, FLUSH, 1), "the log is silent"
        self._written = len(self.outcomes)

    def outcome(self, exchange: Exchange) -> Outcome:
        """What happened. An exception of the exchange itself is raised each time."""
        if exchange.id not in self.outcomes:
            try:
                self.outcomes[exchange.id] = self.play(exchange).run()
            except Exception as error:
                self.outcomes[exchange.id] = error
        outcome = self.outcomes[exchange.id]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
