"""The counters of the mitmproxy gateway's limits: whatever breaks, nothing passes uncounted, and
nothing is kept without end."""

from __future__ import annotations

import struct
from operator import attrgetter
from pathlib import Path

import gatewright_gateway
import pytest
from gatewright_gateway import verdicts
from gatewright_gateway.counters import Counters
from gatewright_gateway.heads import ResponseHead
from gatewright_gateway.report import Report
from gatewright_gateway.settings import Reported
from gatewright_gateway.spent import Spent

from tests.unit.targets.metered_gateway import Row
from tests.unit.targets.mitmproxy_gate import Gates, gates


@pytest.fixture(name="gate")
def a_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gates:
    return gates(tmp_path, monkeypatch)


STEPS = (
    "meter.clock",
    "meter._applying",
    "meter._look",
    "meter._told",
    "meter._seconds",
    "meter.Meter._admit",
    "meter.Meter._take",
    "counters.Counters.running",
    "counters.Counters.window",
    "counters.Counters.begin",
    "counters.Counters.count",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_raises_lets_nothing_pass(
    gate: Gates, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    """Whichever time it is that it raises, from the first to the last of a request."""
    rows: list[Row] = [("requests", 9, 60), ("concurrent", 9, 0), ("tokens", 90, 60)]
    steps = {step: attrgetter(step)(gatewright_gateway) for step in STEPS}
    fatal, called = 0, 0

    def raising(*args: object) -> object:
        nonlocal called
        called += 1
        if called == fatal:
            raise MemoryError("text of an exception")
        return steps[step](*args)

    while called == fatal:
        one = gate(api=rows, plan=rows, consumer=rows)
        called, fatal = 0, fatal + 1
        monkeypatch.setattr(f"gatewright_gateway.{step}", raising)
        verdict, held = one.ask()
        if called < fatal:
            break
        assert isinstance(verdict, verdicts.Answer)
        found = (verdict.status, verdict.code, verdict.consumer)
        assert found == (503, "gateway_error", "demo-app")
        held.release()
        assert not one.counters._running
        one.passes()
        called = fatal
    assert fatal > 1
    assert "text of" not in caplog.text


@pytest.mark.parametrize("step", ["meter.clock", "counters.Counters.window"])
def test_a_settlement_that_raises_still_ends_what_ran(
    gate: Gates, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """What was reserved stays counted, and no second settlement gives it back."""
    one = gate(consumer=[("concurrent", 1, 0), ("tokens", 90, 60)], reserve=5)
    held = one.passes()
    one.now += 60_000
    with monkeypatch.context() as patch:
        patch.setattr(f"gatewright_gateway.{step}", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            held.settle(Spent(total=50))
    held.settle(Spent(total=50))
    assert not one.counters._running
    assert [window.used for window in one.counters._windows.values()] == [5]


def test_counters_are_bounded() -> None:
    counters, now = Counters(), 0
    for turn in range(300):
        now += 400
        for number in range(turn % 50):
            key = ("consumer", f"{turn}-{number}", "requests/1")
            counters.count(key, counters.window(key, 1, now), 1, now)
            assert counters.window(key, 1, now).used == 1
        assert len(counters) <= 1025
    everybody = [("consumer", str(number), "requests/9") for number in range(5000)]
    for key in everybody:
        counters.count(key, counters.window(key, 9, now), 1, now)
    assert all(counters.window(key, 9, now).used == 1 for key in everybody)
    assert len(counters) <= 2 * 5000 + 1
    for key in everybody:
        counters.begin(key)
        counters.end(key)
    now += 9000
    for number in range(9000):
        key = ("consumer", f"later-{number}", "requests/1")
        counters.count(key, counters.window(key, 1, now), 1, now)
        now += 1
    assert len(counters) <= 2 * 5000 + 1


def frame(payload: bytes) -> bytes:
    """Of application/vnd.amazon.eventstream, without headers; nobody reads its checksums."""
    return struct.pack(">III", 16 + len(payload), 0, 0) + payload + bytes(4)


SSE = b"event: a\ndata: {}\n\n: nothing\n\n\r\ndata:1\r\ndata:2\r\n\r\ndata: [DONE]\n\ndata: cut"


@pytest.mark.parametrize(
    ("media", "raw", "events"),
    [
        ("text/event-stream", SSE, 3),
        ("application/x-ndjson", b'{}\n\n{"a":1}\r\n \n[]\n{"cut"', 3),
        ("application/vnd.amazon.eventstream", frame(b"{}") * 3 + frame(b"{}")[:-1], 3),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_counted(media: str, raw: bytes, events: int, size: int) -> None:
    """Also where the vendor is not known to report anything in them; but only where it matters."""
    head = ResponseHead(1, 200, b"", (), None, None)
    report = Report(Reported({}, {}), head, media, stream=True, counted=True)
    other = Report(Reported({}, {}), head, media, stream=True)
    for start in range(0, len(raw), size):
        report.feed(raw[start : start + size])
        other.feed(raw[start : start + size])
    assert report.spent(whole=False) == Spent(whole=False, events=events)
    assert other.spent(whole=False).events == 0
