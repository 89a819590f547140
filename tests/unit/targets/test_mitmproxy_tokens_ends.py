"""Calls about whose tokens an issuer is asked: whatever happens meanwhile, each ends once, nobody
passes on no answer, and nothing that was held stays held."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gatewright_gateway import loading
from gatewright_gateway.counters import Counters
from gatewright_gateway.introspection import NO, Introspection, Said
from gatewright_gateway.settings import Settings
from gatewright_gateway.tokens import Subject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mitmproxy.proxy import commands, events

from compiler.targets.mitmproxy import data
from compiler.terms import Security
from tests.unit.targets import checked_bodies as bodies
from tests.unit.targets.metered_gateway import Row, metered
from tests.unit.targets.mitmproxy_bearers import asked, with_issuers
from tests.unit.targets.mitmproxy_talk import Talk

ROWS: tuple[Row, ...] = (("concurrent", 1, 0), ("tokens", 1000, 3600))
HEAD = b"POST /chat/1.0.0/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
YES = Said(Subject("partner", "alpha", frozenset()))
Futures = list["asyncio.Future[Said | None]"]


class Desk(Talk):
    """A talk in which the test is the issuer: `futures` are its questions. said: yes, once."""

    futures: Futures
    said = False

    def tells(self, said: Said | None) -> None:
        waiting = [each for each in self.futures if not each.done()]
        if waiting:
            waiting[0].set_result(said)
            self.said = self.said or said is YES

    def is_lost(self, *, broken: bool) -> None:
        """What asks the issuer fails, or is taken away."""
        waiting = [each for each in self.futures if not each.done()]
        if waiting and broken:
            waiting[0].set_exception(RuntimeError())
        elif waiting:
            waiting[0].cancel()

    def wakes(self) -> None:
        self._feed(events.Wakeup(commands.RequestWakeup(0)))


@pytest.fixture(name="futures")
def the_questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Futures]:
    monkeypatch.setenv("SAMPLE_API_KEY", "vendor-key")
    monkeypatch.setattr("gatewright_gateway.runtime._transport", lambda *_: None)
    found: Futures = []
    loop = asyncio.new_event_loop()

    def ask(*_: object) -> asyncio.Future[Said | None]:
        found.append(loop.create_future())
        return found[-1]

    monkeypatch.setattr(Introspection, "ask", ask)
    yield found
    loop.close()


@pytest.fixture(scope="module", name="partner")
def settings_of_an_issuer(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("asked")
    one = metered(9001, 9002, api=ROWS, plan=ROWS, consumer=ROWS, reserve=100)
    one = with_issuers(one, asked(9003), security=(Security.API_KEY, Security.JWT))
    (folder / "gateway.json").write_bytes(b"".join(data.render(one)))
    return loading.load(folder)


def desk(partner: Settings, futures: Futures, counters: Counters, log: str = "") -> Desk:
    futures.clear()
    one = Desk(partner, counters, *([log] if log else []))
    one.futures = futures
    return one


DEEDS: tuple[Callable[[Desk], None], ...] = (
    lambda talk: talk.client_sends(HEAD + b"Content-Length: 2\r\n\r\n"),
    lambda talk: talk.client_sends(HEAD + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"),
    lambda talk: talk.client_sends(HEAD + b"Content-Length: 2\r\n\r\n{}"),
    lambda talk: talk.client_sends(HEAD + b"Content-Length: 99999999\r\n\r\n"),
    lambda talk: talk.client_sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    lambda talk: talk.client_sends(b"{}"),
    lambda talk: talk.client_sends(b"zz\r\n"),
    lambda talk: talk.tells(YES),
    lambda talk: talk.tells(YES),
    lambda talk: talk.tells(NO),
    lambda talk: talk.tells(None),
    lambda talk: talk.is_lost(broken=True),
    lambda talk: talk.is_lost(broken=False),
    lambda talk: talk.wakes(),
    lambda talk: talk.wakes(),
    lambda talk: talk.connects(well=True),
    lambda talk: talk.connects(well=False),
    lambda talk: talk.vendor_sends(ANSWER),
    lambda talk: talk.vendor_leaves(),
    lambda talk: talk.too_long(),
)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(DEEDS), max_size=20))
def test_random_ends(
    partner: Settings, futures: Futures, deeds: list[Callable[[Desk], None]]
) -> None:
    counters = Counters()
    talk = desk(partner, futures, counters)
    for deed in deeds:
        deed(talk)
        assert sum(counters._running.values()) in (0, 3)
        if not talk.said:
            assert not [*talk.opening, *talk.servers]
            assert b" 200 " not in talk.answer
    talk.client_leaves()
    for each in futures:
        each.cancel()
    assert not counters._running


def status(talk: Desk) -> list[int]:
    lines = talk.answer.split(b"HTTP/1.1 ")[1:]
    return [int(line[:3]) for line in lines]


def call(talk: Desk, said: Said | None) -> None:
    talk.client_sends(HEAD + b"Content-Length: 2\r\n\r\n{}")
    talk.tells(said)
    assert talk.answer == b""
    talk.wakes()


@pytest.mark.parametrize(
    ("said", "expected"), [(YES, 200), (NO, 401), (None, 503), (Said(YES.subject, 1.0), 401)]
)
def test_answers(
    partner: Settings, futures: Futures, tmp_path: Path, said: Said | None, expected: int
) -> None:
    log = tmp_path / "log"
    talk = desk(partner, futures, Counters(), str(log))
    call(talk, said)
    talk.connects(well=True)
    talk.vendor_sends(ANSWER)
    assert status(talk) == [expected]
    talk.client_leaves()
    (line,) = (json.loads(line) for line in log.read_text().splitlines())
    assert (line["status"], line["operation"]) == (expected, "chat")
    assert line["consumer"] == ("demo-app" if expected == 200 else None)


@pytest.mark.parametrize("broken", [True, False])
def test_a_lost_question(partner: Settings, futures: Futures, broken: bool) -> None:
    talk = desk(partner, futures, Counters())
    talk.client_sends(HEAD + b"Content-Length: 0\r\n\r\n")
    talk.is_lost(broken=broken)
    talk.wakes()
    assert status(talk) == [503]
    talk.client_leaves()


def test_a_question_that_nobody_answers(partner: Settings, futures: Futures) -> None:
    talk = desk(partner, futures, Counters())
    talk.client_sends(HEAD + b"Content-Length: 0\r\n\r\n")
    talk.too_long()
    assert status(talk) == [503]
    assert b'"gateway_error"' in talk.answer
    talk.tells(YES)
    talk.wakes()
    assert status(talk) == [503]
    assert not talk.opening
    talk.client_leaves()


def test_requests_one_after_another(partner: Settings, futures: Futures) -> None:
    """What comes meanwhile waits, in order."""
    talk = desk(partner, futures, Counters())
    talk.client_sends((HEAD + b"Content-Length: 0\r\n\r\n") * 2)
    assert len(futures) == 1
    for said in (NO, YES):
        talk.tells(said)
        talk.wakes()
    talk.connects(well=True)
    talk.vendor_sends(ANSWER)
    assert status(talk) == [401, 200]
    talk.client_leaves()


@pytest.mark.parametrize(("body", "expected"), [(bodies.BAD, 400), (bodies.GOOD, 200)])
@pytest.mark.parametrize("early", [False, True])
def test_a_body_that_is_checked(
    tmp_path: Path,
    futures: Futures,
    monkeypatch: pytest.MonkeyPatch,
    body: bytes,
    expected: int,
    early: bool,
) -> None:
    """Its check begins when it is known whose it is, whether or not all of it is there before."""
    monkeypatch.setattr("gatewright_gateway.credentials.read_secret", lambda _: b"vendor-key")
    one = with_issuers(bodies.served(9001), asked(9003))
    (tmp_path / "gateway.json").write_bytes(b"".join(data.render(one)))
    talk = desk(loading.load(tmp_path), futures, Counters())
    head = HEAD.replace(b"/chat/1.0.0/v1/chat/completions", b"/reject/v1/chat")
    talk.client_sends(head + b"Content-Length: %d\r\n\r\n" % len(body) + body[:9])
    for step in (talk.client_sends, None) if early else (None, talk.client_sends):
        if step is None:
            talk.tells(YES)
            talk.wakes()
        else:
            step(body[9:])
    talk.connects(well=True)
    talk.vendor_sends(ANSWER)
    assert status(talk) == [expected]
    talk.client_leaves()
