-- Whether a request is within all its limits: all of them count it, or none does.

local clock = require("steady_clock")
local found = require("limit_found")
local lock = require("shared_lock")
local running = require("limit_running")
local slots = require("limit_slots")

local M = {}

-- Whether the limit leaves anything.
local function look(limit, index, now, stats)
  local slot, at, opened = slots.open(limit, now, stats)
  local used = limit.concurrent and running.count(slot, at, stats) or slot.count
  local rest = math.max(limit.amount - used, 0)
  found.slot[index], found.at[index], found.opened[index] = slot, at, opened
  -- One of the running requests may end at any moment.
  found.ends[index] = limit.concurrent and now or slot.ends
  found.rest[index], found.granted[index] = rest, math.min(limit.reserve, rest)
  return rest > 0
end

-- Nothing in here can fail but by a fault of Envoy itself; should it, `undo` knows how far it came.
local function count(limits)
  for index = 1, #limits do
    local slot = found.slot[index]
    found.before[index] = slot.count
    found.counted = index
    slot.count = found.before[index] + found.granted[index]
  end
end

local function decide(limits, now, stats)
  local refused
  for index = 1, #limits do
    local left = look(limits[index], index, now, stats)
    if not left and (not refused or found.ends[index] > found.ends[refused]) then
      refused = index
    end
  end
  if refused then
    found.close(limits)
  else
    count(limits)
  end
  return refused
end

-- `limits`: of limit_rows.lua. Nil: counted. Else the place of the limit that refuses, of several the
-- one that is used up for longest. An error: nothing is counted.
function M.admit(limits, handle)
  found.counted, found.now = 0, clock()
  return lock.holding(found.undo, decide, limits, found.now, handle:stats())
end

-- Takes back the request that was just admitted. `told`, `over`: as in limit_found.subtract.
function M.take_back(limits, told, over)
  lock.holding(nil, found.subtract, limits, told, over)
end

return M
