"""Limits and subscriptions of the Envoy target: its data, and what becomes of a request when the
counting itself fails."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from compiler import ir
from compiler.targets.envoy import metering
from compiler.targets.envoy.grants import Grants
from compiler.targets.envoy.listeners import listener
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.roster import consumers_file
from tests.gateways import KEY, UNLIMITED, gateway
from tests.ports import free_port
from tests.unit.targets.envoy_lua import Evaluate, evaluate
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.metered_gateway import Row, budget, key_of, metered, with_callers
from tests.unit.targets.metered_wire import USED, asked, metered_vendor, request

__all__ = ["evaluate"]

MOST = 10**6
ALL: list[Row] = [("requests", MOST, 3600), ("concurrent", 1, 0), ("tokens", MOST, 3600)]
COUNTING = ("limit_*.lua", "limits.lua", "shared_*.lua", "steady_clock.lua", "counting_*.lua")

# The code below a step throws at the instruction of this number; the rest goes on.
INJECTING = """
local lock, ticket = require("shared_lock"), require("limit_ticket")
local report, holding, leave = require("limit_report"), lock.holding, ticket.leave
jit.off()
jit.flush()
local place, count
local function spoiled(name, step)
  return function(...)
    if place ~= name then
      return step(...)
    end
    local left = count
    debug.sethook(function()
      left = left - 1
      if left <= 0 then
        debug.sethook()
        error("injected")
      end
    end, "", 1)
    local one, two = step(...)
    debug.sethook()
    return one, two
  end
end
lock.holding = function(undo, step, ...)
  return holding(undo, spoiled("holding", step), ...)
end
ticket.leave = spoiled("leave", leave)
package.loaded["limit_report"] = spoiled("report", report)
local whole = require("limits_whole")
return {
  check = function(handle, known)
    local asked = handle:headers():get("x-inject") or ""
    local name, number = asked:match("^(%a+) (%d+)$")
    place, count = name, tonumber(number)
    local ran, result = pcall(whole.check, handle, known)
    place = nil
    return ran and result or not ran and error(result, 0) or nil
  end,
}
"""


def test_no_limits_no_cost() -> None:
    """Nothing of them stands in the artifacts of a gateway that has none."""
    one = gateway(1, 2)
    assert metering.settings(one, Grants.of(one).plans) == {}
    assert metering.of_api(one.apis[0]) == {}
    assert metering.logs(one) == []
    assert not metering.of_tokens(one)
    assert "stats" not in json.dumps(listener(one, ""))


def test_no_limits_no_code(tmp_path: Path) -> None:
    """The code that counts is not even loaded."""
    with metered_vendor() as vendor:
        port = free_port()
        folder = deploy(gateway(vendor, port), tmp_path)
        spoil(folder)
        with running(folder, port) as up:
            assert up
            answer = asked(port, [request()])[0]
            assert answer.status == 200
            assert not any(name.startswith("x-ratelimit") for name in answer.headers)


def spoil(folder: Path) -> None:
    files = [file for pattern in COUNTING for file in (folder / "lua").glob(pattern)]
    assert len(files) > 10
    for file in files:
        file.write_text("error('spoiled')\n")


def test_code_that_does_not_load(tmp_path: Path) -> None:
    """Nothing is served without the limits that were asked for."""
    port = free_port()
    folder = deploy(metered(1, port, api=[("requests", 1, 60)]), tmp_path)
    spoil(folder)
    with running(folder, port) as up:
        assert not up


@pytest.mark.parametrize(
    ("rows", "there"),
    [([("requests", 1, 60)], False), ([("tokens", 1, 60)], False), ([("concurrent", 1, 0)], True)],
)
def test_only_running_requests_need_a_log(rows: list[Row], there: bool) -> None:
    for one in (
        metered(1, 2, api=rows),
        metered(1, 2, plan=rows),
        metered(1, 2, consumer=rows),
    ):
        assert bool(metering.logs(one)) is there
        assert ("access_loggers.stats" in json.dumps(listener(one, ""))) is there


def test_grants_are_shared() -> None:
    """A hundred thousand consumers of one kind are a hundred thousand numbers."""
    one = metered(1, 2, plan=[("requests", 1, 60)])
    [first] = one.consumers
    many = tuple(replace(first, name=f"c{n}") for n in range(1000))
    grants = Grants.of(replace(one, consumers=many))
    assert {grants.word(each.grant) for each in many} == {"1"}
    assert len(grants.texts) == len(grants.plans) == 1


def test_a_hundred_thousand_grants(evaluate: Evaluate, tmp_path: Path) -> None:
    """Lua limits the constants of a function; grants must not meet that limit."""
    one = gateway(1, 2)
    consumers = tuple(
        replace(one.consumers[0], name=f"c{n}", grant=ir.Grant(None, (f"A@{n}",), UNLIMITED))
        for n in range(100_000)
    )
    many = replace(one, consumers=consumers)
    grants = Grants.of(many)
    place = tmp_path / "consumers.lua"
    place.write_bytes(consumers_file(many, grants)[1])
    read = (
        f"local s = dofile({lua_literal(str(place))})\n"
        f"local g = loadstring(s.grants[{grants.word(consumers[-1].grant)}])()\n"
        "return tostring(g.apis['A@99999']) .. tostring(g.apis['A@99998']) .. tostring(g.plan)"
    )
    assert evaluate(read) == "truenilnil"


@pytest.mark.parametrize(
    ("plan", "apis", "accepted", "status"),
    [
        (None, None, (), 200),
        ("gold", None, (), 200),
        ("gold", None, ("gold", "silver"), 200),
        ("gold", None, ("silver",), 403),
        (None, None, ("silver",), 403),
        (None, ("Chat@1.0.0",), (), 200),
        (None, ("Chat@1.0.1", "Open@1.0.0"), (), 403),
        (None, (), (), 403),
        ("gold", ("Chat@1.0.0",), ("silver",), 403),
    ],
)
def test_subscriptions(
    tmp_path: Path,
    plan: str | None,
    apis: tuple[str, ...] | None,
    accepted: tuple[str, ...],
    status: int,
) -> None:
    with metered_vendor() as vendor:
        port = free_port()
        one = gateway(vendor, port)
        grant = ir.Grant(ir.Plan(plan, UNLIMITED) if plan else None, apis, UNLIMITED)
        one = replace(
            one,
            apis=tuple(replace(api, plans=accepted) for api in one.apis),
            consumers=(replace(one.consumers[0], grant=grant),),
        )
        with running(deploy(one, tmp_path), port) as up:
            assert up
            for answer in asked(port, [request()] * 2):
                assert answer.status == status
                code = json.loads(answer.body).get("error", {}).get("code")
                assert code == ("not_subscribed" if status == 403 else None)


def test_a_key_expires_while_it_is_used(tmp_path: Path) -> None:
    with metered_vendor() as vendor:
        port, expires = free_port(), int(time.time()) + 3
        one = gateway(vendor, port)
        digest = hashlib.sha256(KEY.encode()).hexdigest()
        keys = (ir.ConsumerKey(digest, expires),)
        one = replace(one, consumers=(replace(one.consumers[0], keys=keys),))
        with running(deploy(one, tmp_path), port) as up:
            assert up
            assert asked(port, [request()])[0].status == 200
            time.sleep(max(0, expires - time.time() - 0.3))
            assert asked(port, [request()])[0].status == 200
            time.sleep(0.5)
            for answer in asked(port, [request()] * 2):
                assert answer.status == 401
                assert answer.headers["www-authenticate"] == "Bearer"


@contextmanager
def injected(tmp_path: Path) -> Iterator[int]:
    """The port of a gateway whose counting throws where a request says so."""
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, api=ALL, plan=ALL, consumer=ALL, reserve=100)
        folder = deploy(one, tmp_path)
        (folder / "lua" / "limits.lua").rename(folder / "lua" / "limits_whole.lua")
        (folder / "lua" / "limits.lua").write_text(INJECTING)
        with running(folder, port) as up:
            assert up
            yield port


@pytest.mark.parametrize("place", ["holding", "report", "leave"])
def test_every_instruction_throws(tmp_path: Path, place: str) -> None:
    """An error at each instruction of the code that counts: the request never passes, nothing of it
    stays counted, and the next one finds the lock free."""
    with injected(tmp_path) as port:
        for number in range(1, 10_000):
            sent = request(more=f"x-inject: {place} {number}")
            spoiled, after = asked(port, [sent, request()])
            if spoiled.status == 200:
                break
            assert spoiled.status == 503, (number, spoiled)
            assert json.loads(spoiled.body)["error"]["code"] == "gateway_error"
            assert after.status == 200, (number, after)
            assert after.left("requests") == MOST - number
            assert after.left("tokens") == MOST - (number - 1) * USED - 100
        assert number > 50, "nothing was thrown"


def test_a_full_table(tmp_path: Path) -> None:
    """More counters than there is room for: no request passes uncounted, and there is room again
    when windows have ended. Of running requests there is room for as many as run."""
    names = [f"c{n}" for n in range(300)]
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port)
        one = with_callers(one, dict.fromkeys(names, budget([("requests", 1, 60)])))
        running_only = {f"r{n}": budget([("concurrent", 1, 0)]) for n in range(300)}
        one = with_callers(one, running_only)
        folder = deploy(one, tmp_path)
        block = folder / "lua" / "shared_block.lua"
        text = block.read_text()
        assert text.count("2097152") == 2
        block.write_text(text.replace("2097152", "128"))
        with running(folder, port) as up:
            assert up
            firsts = asked(port, [request(key=key_of(name)) for name in running_only])
            assert {answer.status for answer in firsts} == {200}
            firsts = asked(port, [request(key=key_of(name)) for name in names])
            statuses = [answer.status for answer in firsts]
            assert statuses.count(200) <= 128
            assert statuses.count(200) + statuses.count(503) == 300
            again = asked(port, [request(key=key_of(name)) for name in names])
            assert {answer.status for answer in again} == {429, 503}
            assert [a.status == 429 for a in again] == [status == 200 for status in statuses]
