"""Calls that are longer than the window of a limit of tokens: what they still use is counted in the
window that is open then, and nothing of that one is given back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from compiler import ir
from tests.ports import free_port
from tests.unit.targets.envoy_lua import Evaluate, evaluate
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.metered_gateway import metered
from tests.unit.targets.metered_wire import USED, Reply, ask, asked, leave, metered_vendor, request

__all__ = ["evaluate"]

AMOUNT, WINDOW = 1000, 1
LONGER = 1.3
"""Seconds of a call that has outlived the window it began in, but not the next one."""


def short_windows(vendor: int, port: int, reserve: int) -> ir.Gateway:
    """Of the consumer, its plan and the API alike."""
    rows = [("tokens", AMOUNT, WINDOW)]
    return metered(vendor, port, api=rows, plan=rows, consumer=rows, reserve=reserve)


@pytest.mark.parametrize(
    ("mock", "reserve", "late"),
    [
        ("wait={}", 5, USED - 5),
        ("wait={}", 50, 0),
        ("wait={} silent", 5, 0),
        ("wait={} status=500", 5, 0),
        ("events=30 rest={} silent", 5, 30 - 5),
        ("events=30 rest={} silent", 50, 0),
        ("events=30 rest={} cut", 5, 30 - 5),
    ],
)
def test_what_is_counted_late(tmp_path: Path, mock: str, reserve: int, late: int) -> None:
    with metered_vendor() as vendor:
        port = free_port()
        with running(deploy(short_windows(vendor, port, reserve), tmp_path), port) as up:
            assert up
            # Envoy lets a client wait a second for the end of an answer that was cut.
            asyncio.run(leave(port, request(mock.format(LONGER)), LONGER + 0.4, reset=False))
            assert asked(port, [request()])[0].left("tokens") == AMOUNT - late - reserve


def test_a_window_that_others_opened(tmp_path: Path) -> None:
    """It goes on there, and ends when it would."""

    async def play(port: int) -> tuple[Reply, Reply]:
        long = asyncio.create_task(ask(port, request(f"wait={LONGER + 0.5}")))
        await asyncio.sleep(LONGER)
        assert (await ask(port, request())).left("tokens") == AMOUNT - 5
        await long
        after = await ask(port, request())
        await asyncio.sleep(WINDOW - 0.3)
        return after, await ask(port, request())

    with metered_vendor() as vendor:
        port = free_port()
        with running(deploy(short_windows(vendor, port, 5), tmp_path), port, workers=2) as up:
            assert up
            after, later = asyncio.run(play(port))
            assert after.left("tokens") == AMOUNT - USED - (USED - 5) - 5
            assert later.left("tokens") == AMOUNT - 5


def test_it_refuses(tmp_path: Path) -> None:
    """Calls that are all longer than the window escape no limit."""
    with metered_vendor() as vendor:
        port = free_port()
        one = metered(vendor, port, consumer=[("tokens", 10, WINDOW)], reserve=1)
        with running(deploy(one, tmp_path), port) as up:
            assert up
            long, after = asked(port, [request(f"wait={LONGER}"), request()])
            assert (long.status, after.status) == (200, 429)


# A clock of the test's; parts of one answer, and what their counters hold.
STEPS = """
TIME = (TIME or 0) + 1000000
package.loaded["steady_clock"] = function() return TIME end
local block, slots = require("shared_block"), require("limit_slots")
local lock, settle = require("shared_lock"), require("limit_settle")
local function limit(number)
  return { id = { number, 1, 2, 3 }, window = 1000 }
end
local function part_of(number, charged)
  local one = limit(number)
  local slot, at = slots.open(one, TIME, nil)
  slot.count = slot.count + charged
  one.at, one.ends, one.charged, one.due = at, slot.ends, charged, charged
  return one
end
local function used(number)
  local slot, at, opened = slots.open(limit(number), TIME, nil)
  if opened then slot.ends = 0 end
  return opened and "none" or ("%.0f"):format(slot.count)
end
local function due(part, tokens)
  part.due = tokens
  settle({ part }, nil)
  return used(part.id[1])
end
local free = function()
  return lock.holding(nil, function() return "free" end)
end
"""


def test_every_settling_adds_its_own(evaluate: Evaluate) -> None:
    """Each difference is counted once, where it came up; across several windows as well."""
    code = """
    local part, said = part_of(101, 50), {}
    for _, step in ipairs({
      {100, 60}, {100, 40}, {1000, 70}, {500, 90}, {100, 20}, {0, 95}, {1000, 95}, {0, 96},
      {5000, 10},
    }) do
      TIME = TIME + step[1]
      said[#said + 1] = due(part, step[2])
    end
    return table.concat(said, " ")
    """
    assert evaluate(STEPS + code) == "60 40 30 50 50 55 none 1 none"


def test_another_counter_has_its_slot(evaluate: Evaluate) -> None:
    """What a slot counts for another is left alone."""
    code = """
    local part = part_of(201, 50)
    TIME = TIME + 2000
    local other = slots.open({ id = { 201 + block.capacity, 1, 2, 3 }, window = 9000 }, TIME, nil)
    other.count = 7
    assert(other == block.slots[part.at] and due(part, 20) == "none" and other.count == 7)
    return due(part, 60) .. " " .. ("%.0f"):format(other.count)
    """
    assert evaluate(STEPS + code) == "10 7"


def test_no_room_for_another_window(evaluate: Evaluate) -> None:
    """The others are settled, the lock is free, and it is counted once there is room."""
    code = """
    local lost, well = part_of(301, 50), part_of(2001, 50)
    TIME = TIME + 2000
    for place = 0, 63 do
      local id = { 301 + place + block.capacity, 1, 2, 3 }
      slots.open({ id = id, window = 500 }, TIME, nil)
    end
    well = part_of(2001, 50)
    lost.due, well.due = 80, 20
    local ran = pcall(settle, { lost, well }, nil)
    local said = { tostring(ran), free(), used(2001) }
    TIME = TIME + 500
    settle({ lost, well }, nil)
    said[#said + 1] = used(301)
    said[#said + 1] = used(2001)
    return table.concat(said, " ")
    """
    assert evaluate(STEPS + code) == "false free 20 30 20"


def test_every_instruction_of_it_throws(evaluate: Evaluate) -> None:
    """The lock is free each time, and nothing of it is lost or counted twice later on, but for what
    was counted in the very instruction."""
    code = """
    local holding, number, left = lock.holding, 0, 0
    local function spoiled(step)
      return function(...)
        debug.sethook(function()
          left = left - 1
          if left <= 0 then
            debug.sethook()
            error("injected")
          end
        end, "", 1)
        step(...)
        debug.sethook()
      end
    end
    jit.off()
    jit.flush()
    repeat
      number = number + 1
      local part = part_of(5000 + number, 50)
      TIME = TIME + 2000
      left, part.due = number, 80
      lock.holding = function(undo, step, ...)
        return holding(undo, spoiled(step), ...)
      end
      local ran = pcall(settle, { part }, nil)
      lock.holding = holding
      assert(free() == "free")
      local counted = tonumber(due(part, 81))
      assert(counted == 31 or not ran and counted == 61, counted)
    until ran
    jit.on()
    return tostring(number > 50)
    """
    assert evaluate(STEPS + code) == "true"
