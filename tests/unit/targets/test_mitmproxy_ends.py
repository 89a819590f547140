"""However a request ends on the mitmproxy gateway, what it held of the limits is settled once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter

import gatewright_gateway
import pytest
from gatewright_gateway import loading
from gatewright_gateway.counters import Counters
from gatewright_gateway.settings import Settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.targets.mitmproxy import data
from tests.gateways import KEY
from tests.unit.targets.metered_gateway import Row, metered
from tests.unit.targets.mitmproxy_talk import Talk

ROWS: tuple[Row, ...] = (("concurrent", 1, 0), ("tokens", 1000, 3600))
HEAD = f"POST /chat/1.0.0/v1/chat/completions HTTP/1.1\r\nHost: x\r\napi-key: {KEY}\r\n"
ASKED = f"{HEAD}Content-Length: 2\r\n\r\n".encode()
USED = json.dumps({"usage": {"prompt_tokens": 3, "completion_tokens": 4}}).encode()
EVENT = b"data: {}\n\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def whole(status: int, body: bytes) -> bytes:
    lines = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{lines}\r\n\r\n".encode() + body


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece)


@pytest.fixture(autouse=True)
def without_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_API_KEY", "vendor-key")
    monkeypatch.setattr("gatewright_gateway.runtime._transport", lambda *_: None)


@pytest.fixture(scope="module", name="limited")
def settings_with_limits(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("limited")
    one = metered(9001, 9002, api=ROWS, plan=ROWS, consumer=ROWS, reserve=100)
    (folder / "gateway.json").write_bytes(b"".join(data.render(one)))
    return loading.load(folder)


def left_over(counters: Counters) -> tuple[int, list[int]]:
    """What still runs, and what the windows say was used."""
    return sum(counters._running.values()), [each.used for each in counters._windows.values()]


End = Callable[[Talk], None]


def _answered(answer: bytes) -> End:
    def end(talk: Talk) -> None:
        talk.client_sends(b"{}")
        talk.connects(well=True)
        talk.vendor_sends(answer)

    return end


def _streamed(*pieces: bytes, last: str = "") -> End:
    def end(talk: Talk) -> None:
        _answered(STREAM)(talk)
        for piece in pieces:
            talk.vendor_sends(chunk(piece))
        match last:
            case "":
                talk.vendor_sends(b"0\r\n\r\n")
            case "cut":
                talk.vendor_leaves()
            case "garbage":
                talk.vendor_sends(b"zz\r\n")
            case "silence":
                talk.too_long()

    return end


def _refused(talk: Talk) -> None:
    talk.client_sends(b"{}")
    talk.connects(well=False)
    talk.connects(well=False)


def _hangs(talk: Talk) -> None:
    talk.client_sends(b"{}")
    talk.connects(well=True)
    talk.too_long()


@pytest.mark.parametrize(
    ("end", "used"),
    [
        (lambda talk: None, 0),
        (_refused, 0),
        (_hangs, 0),
        (_answered(b""), 100),
        (_answered(b"HTTP/1.1 200"), 100),
        (_answered(b"\x00"), 100),
        (_answered(b"\x00\r\n\r\n"), 0),
        (_answered(whole(500, USED)), 0),
        (_answered(whole(429, USED)), 0),
        (_answered(whole(200, USED)), 7),
        (_answered(whole(200, USED)[:-1]), 100),
        (_answered(whole(200, b"{}")), 100),
        (_streamed(EVENT, b"data: " + USED + b"\n\n"), 7),
        (_streamed(EVENT * 9), 100),
        (_streamed(EVENT * 300), 300),
        (_streamed(EVENT, last="cut"), 100),
        (_streamed(EVENT * 300, last="cut"), 300),
        (_streamed(EVENT * 300, last="garbage"), 300),
        (_streamed(EVENT * 300, last="silence"), 300),
        (_streamed(EVENT * 300, last="left"), 300),
        (_streamed(b"data: " + USED + b"\n\n", EVENT * 300, last="left"), 304),
    ],
)
def test_what_an_end_costs(limited: Settings, end: End, used: int) -> None:
    counters = Counters()
    talk = Talk(limited, counters)
    talk.client_sends(ASKED)
    assert left_over(counters) == (3, [100, 100, 100])
    end(talk)
    talk.client_leaves()
    assert left_over(counters) == (0, [used, used, used])


@pytest.mark.parametrize(
    ("deeds", "used"),
    [
        ((lambda talk: talk.client_sends(b"{}"),), 0),
        ((lambda talk: talk.client_sends(b"{}"), lambda talk: talk.connects(well=False)), 0),
        ((lambda talk: talk.connects(well=True),), 100),
        ((lambda talk: talk.client_sends(b"{}"), lambda talk: talk.connects(well=True)), 100),
        ((_answered(b"HTTP/1.1 100 Continue\r\n\r\n"),), 100),
        ((_answered(b""), lambda talk: talk.vendor_leaves()), 0),
        ((_answered(whole(499, USED)),), 0),
        ((_answered(b""), lambda talk: talk.client_sends(b"x" * 2**20)), 100),
    ],
)
def test_what_a_client_costs_that_left_before_the_answer(
    limited: Settings, deeds: tuple[End, ...], used: int
) -> None:
    """A vendor that was asked works, whoever waits for it."""
    counters = Counters()
    talk = Talk(limited, counters)
    talk.client_sends(ASKED)
    for deed in deeds:
        deed(talk)
    talk.client_leaves()
    assert left_over(counters) == (0, [used, used, used])


@pytest.mark.parametrize("answer", [whole(200, USED), STREAM + chunk(USED) + b"0\r\n\r\n"])
def test_what_ran_is_given_back_before_the_last_byte(limited: Settings, answer: bytes) -> None:
    """The next request may come with it, or on another connection."""
    counters = Counters()
    talk, other = Talk(limited, counters), Talk(limited, counters)
    talk.client_sends(ASKED + b"{}")
    other.client_sends(ASKED + b"{}")
    assert b" 429 " in other.answer
    assert b'"rate_limit_exceeded"' in other.answer
    talk.connects(well=True)
    talk.vendor_sends(answer)
    other.client_sends(ASKED + b"{}")
    assert len(other.opening) == 1
    talk.client_leaves()
    other.client_leaves()


DEEDS: tuple[End, ...] = (
    lambda talk: talk.client_sends(ASKED),
    lambda talk: talk.client_sends(ASKED + b"{}"),
    lambda talk: talk.client_sends(b"{"),
    lambda talk: talk.client_sends(b"\x00"),
    lambda talk: talk.client_sends(
        HEAD.encode() + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
    ),
    lambda talk: talk.client_sends(b"zz\r\n"),
    lambda talk: talk.client_sends(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
    lambda talk: talk.connects(well=True),
    lambda talk: talk.connects(well=True),
    lambda talk: talk.connects(well=False),
    lambda talk: talk.vendor_sends(whole(200, USED)),
    lambda talk: talk.vendor_sends(whole(404, USED)),
    lambda talk: talk.vendor_sends(whole(200, USED)[:-3]),
    lambda talk: talk.vendor_sends(STREAM + chunk(EVENT)),
    lambda talk: talk.vendor_sends(chunk(EVENT)),
    lambda talk: talk.vendor_sends(b"0\r\n\r\n"),
    lambda talk: talk.vendor_sends(b"\x00"),
    lambda talk: talk.vendor_leaves(),
    lambda talk: talk.too_long(),
)
# What an end goes through; a fault in any of them must not keep what was held.
STEPS = (
    "",
    "decision.forward",
    "exchange.Exchange.begin",
    "exchange.Exchange.failed",
    "exchange.Exchange.client_left",
    "exchange.Exchange._finish",
    "exchange.Exchange._drop_vendor",
    "exchange.render",
    "facts.Facts.answer",
    "facts.Facts.vendor_head",
    "facts.Facts.vendor_data",
    "facts.Facts.spent",
    "facts.Facts.write",
    "report.Report.spent",
    "recording.Recording.response",
    "recording.Recording.end",
    "headers.from_vendor",
    "vendor_side.VendorSide.start",
    "vendor_side.VendorSide.close",
    "client_side.ClientSide.answered",
    "client_side.ClientSide.cut",
)


@contextmanager
def broken(step: str, times: int) -> Iterator[None]:
    """A step that raises so many times."""
    left = times
    with pytest.MonkeyPatch.context() as patch:
        if step:
            real = attrgetter(step)(gatewright_gateway)

            def raising(*args: object, **named: object) -> object:
                nonlocal left
                left -= 1
                if left >= 0:
                    raise RuntimeError
                return real(*args, **named)

            patch.setattr(f"gatewright_gateway.{step}", raising)
        yield


@pytest.mark.parametrize("step", STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.sampled_from(DEEDS), max_size=12), max_size=4), st.integers(1, 3))
def test_random_ends(limited: Settings, step: str, turns: list[list[End]], times: int) -> None:
    """Also where a step raises, once or again and again."""
    counters = Counters()
    with broken(step, times):
        talks = []
        for deeds in turns:
            talk = Talk(limited, counters)
            talks.append(talk)
            for deed in deeds:
                deed(talk)
                assert left_over(counters)[0] in (0, 3)
        asking = any(talk.servers for talk in talks)
        for talk in talks:
            talk.client_leaves()
    running, used = left_over(counters)
    assert running == 0
    assert all(0 <= each <= 1000 for each in used)
    if not step and not asking and not any(b" 200 " in talk.answer for talk in talks):
        assert not any(used)
