-- The table of counters in the shared block: open addressing, with a bounded reach.
--
-- A slot is in use until the moment `ends` (milliseconds); one that counts running requests has no
-- such moment while it counts any. A slot that was used once never becomes empty again, only free:
-- so a search may stop at the first empty one, and a counter is never found twice. All functions
-- here need the lock.

local bit = require("bit")
local block = require("shared_block")
local running = require("limit_running")

local band = bit.band
local slots, MASK = block.slots, block.capacity - 1

-- How many neighbours may hold a counter. When all are taken the table is as good as full.
local REACH = 64

local NEVER = math.huge

local M = {}

local function holds(slot, id)
  local has = slot.id
  return has[0] == id[1] and has[1] == id[2] and has[2] == id[3] and has[3] == id[4]
end

local function empty(slot)
  local has = slot.id
  return has[0] == 0 and has[1] == 0 and has[2] == 0 and has[3] == 0
end

-- Running requests may have ended without anyone asking for their counter since.
local function reclaimed(first, stats)
  for at = first, first + REACH - 1 do
    local slot = slots[band(at, MASK)]
    if slot.ends == NEVER and running.count(slot, band(at, MASK), stats) == 0 then
      slot.ends = 0
      return band(at, MASK)
    end
  end
  error("the table of the limits is full")
end

-- The number of the slot that holds `id`, or of one that is free for it.
local function find(id, now, stats)
  local first, free = band(id[1], MASK), nil
  for at = first, first + REACH - 1 do
    local slot = slots[band(at, MASK)]
    if holds(slot, id) then
      return band(at, MASK)
    end
    free = free or slot.ends <= now and band(at, MASK)
    if empty(slot) then
      break
    end
  end
  return free or reclaimed(first, stats)
end

-- The slot of a limit's counter and its number; true as the third value: nothing was counted in it,
-- and it is opened now. `limit`: id, concurrent, window (milliseconds).
function M.open(limit, now, stats)
  local at = find(limit.id, now, stats)
  local slot = slots[at]
  if slot.ends > now and holds(slot, limit.id) then
    return slot, at, false
  end
  for word = 1, 4 do
    slot.id[word - 1] = limit.id[word]
  end
  if limit.concurrent then
    running.open(slot, at, stats)
  else
    slot.count = 0
  end
  slot.ends = limit.concurrent and NEVER or now + limit.window
  return slot, at, true
end

return M
