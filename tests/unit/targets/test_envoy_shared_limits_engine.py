"""Shared limits on a real Envoy, when anything between it and the rate limit service fails."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.targets.envoy import shared_limits
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.terms import PathTemplate, Validation
from tests.conformance.protobuf import encoded
from tests.conformance.rate_limit_service import (
    OK,
    OVER,
    Service,
    answering,
    emitted,
    serving,
)
from tests.gateways import KEY, UNLIMITED, operation
from tests.ports import free_port
from tests.unit.targets.checked_bodies import DOCUMENT, PATHS
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.metered_gateway import Row, budget, key_of, metered, with_callers
from tests.unit.targets.metered_wire import asked as replies
from tests.unit.targets.metered_wire import at_once, leave, metered_vendor, request

HOUR = 3600
SETTLING = 0.5
"""Seconds until Envoy has noticed that clients left."""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service of the tests may have to wait for a busy machine."""
    monkeypatch.setattr(shared_limits, "TIMEOUT_MS", 20_000)


def at(port: int) -> ir.SharedLimits:
    return ir.SharedLimits("127.0.0.1", port, True)


@contextmanager
def one_gateway(
    tmp_path: Path,
    rows: list[Row],
    change: Callable[[ir.Gateway], ir.Gateway] = lambda one: one,
    variables: dict[str, str] | None = None,
    reserve: int = 1000,
) -> Iterator[tuple[int, int, str]]:
    """A gateway whose plan has these limits: its port, the service's, and its configuration."""
    port, service = free_port(), free_port()
    with metered_vendor() as vendor:
        one = change(
            replace(metered(vendor, port, plan=rows, reserve=reserve), shared_limits=at(service))
        )
        folder = deploy(one, tmp_path)
        with running(folder, port, variables=variables) as up:
            assert up
            yield port, service, emitted(folder)


def status(code: int, amount: int, left: int, *reset: int) -> bytes:
    duration = encoded(*((number, value) for number, value in enumerate(reset, 1)))
    return encoded((1, code), (2, encoded((1, amount), (2, 3))), (3, left), (4, duration))


BOTH: list[Row] = [("requests", 100, HOUR), ("tokens", 100, HOUR)]
GOOD = status(OK, 100, 50, 9)
STRANGE = {
    "nothing": b"",
    "no limits": encoded((1, OK)),
    "one limit": encoded((1, OK), (2, GOOD)),
    "three limits": encoded((1, OK), (2, GOOD), (2, GOOD), (2, GOOD)),
    "no word on the whole": encoded((2, GOOD), (2, GOOD)),
    "another word": encoded((1, 7), (2, GOOD), (2, GOOD)),
    "a limit without a word": encoded((1, OK), (2, GOOD), (2, status(0, 9, 9, 9))),
    "a limit of nothing": encoded((1, OK), (2, GOOD), (2, encoded((1, OK)))),
    "over, by no limit": encoded((1, OVER), (2, GOOD), (2, GOOD)),
    "not over, by a limit": encoded((1, OK), (2, GOOD), (2, status(OVER, 9, 0, 9))),
    "no message": b"\xff\xff\xff",
    "numbers for messages": encoded((1, OK), (2, 5), (2, 6)),
}


def test_strange_answers(tmp_path: Path) -> None:
    """Whatever the service answers but a good answer: nothing passes."""
    said = [b""]

    def answer(_: bytes, __: object) -> bytes:
        if said[0] == b"raise":
            raise ValueError("a failure of the service, of its tests")
        return said[0]

    with one_gateway(tmp_path, BOTH) as (port, service, _), answering(answer, service):
        said[0] = encoded((1, OK), (2, GOOD), (2, GOOD))
        # It looks at two limits and counts in one.
        assert replies(port, [request()])[0].status == 503
        for name, message in {**STRANGE, "a failure": b"raise"}.items():
            said[0] = message
            [told] = replies(port, [request()])
            assert told.status == 503, name
            assert json.loads(told.body)["error"]["code"] == "gateway_error", name
    assert b'upstream_ms":null' in (tmp_path / "stdout").read_bytes()


STEPS = ("answer", "call", "charge", "fields", "message", "names", "rows", "running", "ticket")
THROWING = """
local whole = require("%s_whole")
local function throw() error("injected") end
if type(whole) == "function" then return throw end
local M = {}
for name, value in pairs(whole) do M[name] = type(value) == "function" and throw or value end
return M
"""


@pytest.mark.parametrize("step", STEPS)
def test_each_step_throws(tmp_path: Path, step: str) -> None:
    """The request does not pass, whichever step of the check fails."""
    port, service, name = free_port(), free_port(), f"shared_limit_{step}"
    with metered_vendor() as vendor:
        one = replace(metered(vendor, port, plan=BOTH), shared_limits=at(service))
        folder = deploy(one, tmp_path)
        file = folder / "lua" / f"{name}.lua"
        file.rename(file.with_stem(f"{name}_whole"))
        file.write_text(THROWING % name)
        with running(folder, port) as up, serving(Service(emitted(folder)), service):
            assert up
            for answer in replies(port, [request()] * 2):
                assert answer.status == 503
                assert json.loads(answer.body)["error"]["code"] == "gateway_error"


def test_who_has_no_limits_is_not_asked_for(tmp_path: Path) -> None:
    def unlimited(one: ir.Gateway) -> ir.Gateway:
        return with_callers(replace(one, consumers=one.consumers), {"free": UNLIMITED})

    with one_gateway(tmp_path, [], lambda one: with_limited(unlimited(one))) as (
        port,
        service,
        text,
    ):
        counting = Service(text)
        with serving(counting, service):
            assert replies(port, [request(key=key_of("free"))])[0].status == 200
            assert counting.calls == []
            assert replies(port, [request(key=key_of("limited"))])[0].status == 200
            assert len(counting.calls) == 1


def with_limited(one: ir.Gateway) -> ir.Gateway:
    return with_callers(one, {"limited": budget([("requests", 1, HOUR)])})


def test_order_of_refusals(tmp_path: Path) -> None:
    """403 before 429, and that before the vendor's key is looked for; what is refused by it was a
    request and used nothing."""

    def subscribed(one: ir.Gateway) -> ir.Gateway:
        others = with_callers(one, {"other": UNLIMITED})
        last = replace(others.consumers[-1], grant=ir.Grant(None, ("Open@1.0.0",), UNLIMITED))
        return replace(others, consumers=(*others.consumers[:-1], last))

    rows: list[Row] = [("requests", 1, HOUR), ("tokens", 100, HOUR)]
    without = {"SAMPLE_API_KEY": ""}
    with one_gateway(tmp_path, rows, subscribed, without) as (port, service, text):
        counting = Service(text)
        with serving(counting, service):
            assert replies(port, [request(key=key_of("other"))])[0].status == 403
            assert counting.calls == []
            first, second = replies(port, [request()] * 2)
            assert json.loads(first.body)["error"]["code"] == "vendor_key_unavailable"
            assert second.status == 429
            assert [len(call) for call in counting.calls] == [2, 1, 2]


def test_bodies_are_checked_after_limits(tmp_path: Path) -> None:
    """What Envoy gave to the code before it waited is no more: it is asked for again."""

    def validating(one: ir.Gateway) -> ir.Gateway:
        words = replace(one.apis[0], paths=PATHS, document=DOCUMENT, validation=Validation.REJECT)
        return replace(one, apis=(words, *one.apis[1:]))

    def sent(body: str) -> bytes:
        whole = request().replace(b"/v1/chat/completions", b"/v1/chat")
        return whole.replace(b"Content-Length: 2", b"Content-Length: %d" % len(body))[:-2] + (
            body.encode()
        )

    with one_gateway(tmp_path, [("requests", 2, HOUR)], validating) as (port, service, text):
        with serving(Service(text), service):
            told = replies(port, [sent('{"messages": []}'), sent("{}"), sent("{}")])
        assert [answer.status for answer in told] == [200, 400, 429]


def upgrading(method: bytes, path: bytes, body: bytes) -> bytes:
    """Asks for a WebSocket."""
    asked_for = request(more="Upgrade: websocket\r\nConnection: Upgrade")
    asked_for = asked_for.replace(b"POST", method).replace(b"/v1/chat/completions", path)
    return asked_for.replace(b"Content-Length: 2\r\n", b"")[:-2] if not body else asked_for


def test_upgrades(tmp_path: Path) -> None:
    """Those that agree, and those that Envoy's codec takes for such: where their body is not known
    to end, nothing passes."""

    def live(one: ir.Gateway) -> ir.Gateway:
        upgraded = replace(operation("live", "GET"), websocket=True)
        path = ir.Path(PathTemplate(("/v1/live",)), (upgraded,))
        return replace(
            one, apis=tuple(replace(api, paths=(*api.paths[:3], path)) for api in one.apis)
        )

    rows: list[Row] = [("requests", 3, HOUR)]
    with (
        one_gateway(tmp_path, rows, live) as (port, service, text),
        serving(Service(text), service),
    ):
        for method, path, body, wanted in (
            (b"POST", b"/v1/chat/completions", b"{}", 400),
            (b"GET", b"/v1/models", b"", 400),
            (b"GET", b"/v1/live", b"", 101),
            (b"GET", b"/v1/live", b"", 429),
        ):
            [told] = replies(port, [upgrading(method, path, body)])
            assert told.status == wanted, path


class Unreliable(Service):
    """Fails at every so many calls; 0: never."""

    failing = 0

    def answer(self, message: bytes, context: object = None) -> bytes:
        if self.failing and len(self.calls) % self.failing == 0:
            self.calls.append([])
            raise ValueError("a failure of the service, of its tests")
        return super().answer(message, context)


def test_every_end_gives_back(tmp_path: Path) -> None:
    """Requests that end in every way, while the service fails, too: no place among those that run
    is lost, and none is left over."""
    chance, room = random.Random(3), 7
    mocks = ("hang", "events=3 open", "events=2 cut", "reset", "wait", "status=500", "events=4", "")
    rows: list[Row] = [("requests", 10**6, 1), ("tokens", room * 10, HOUR)]
    with one_gateway(tmp_path, rows, reserve=10) as (port, service, text):
        counting = Unreliable(text)
        counting.failing = 5

        async def one_client() -> None:
            # On a busy machine many leave before the service hears of them.
            for number in range(1000):
                if number >= 25 and len(counting.calls) > 200:
                    return
                counting.now += HOUR
                sent = request(chance.choice(mocks))
                wait = chance.choice((0.001, 0.02, 0.1))
                await leave(port, sent, wait, reset=chance.random() < 0.5)

        async def clients() -> tuple[int, int]:
            await asyncio.gather(*(one_client() for _ in range(8)))
            await asyncio.sleep(SETTLING)
            counting.failing, counting.now = 0, counting.now + HOUR
            return await at_once(port, request("events=1 open"), room)

        with serving(counting, service):
            assert asyncio.run(clients()) == (room, 429)
    assert len(counting.calls) > 200


def test_no_key_is_told_to_the_service(tmp_path: Path) -> None:
    """Nor anything else of the request but who sends it and to which API."""
    with one_gateway(tmp_path, BOTH) as (port, service, text):
        counting = Service(text)
        with serving(counting, service):
            assert replies(port, [request(more="x-secret: s")])[0].status == 200
    told = repr(counting.calls)
    assert "demo-app/Chat@1.0.0" in told
    assert KEY not in told
    assert lua_literal(KEY) not in (tmp_path / "stderr").read_text()
