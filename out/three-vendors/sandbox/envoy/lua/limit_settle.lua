-- Tokens: replaces what a request was charged by what is due now, as often as it changes.

local bit = require("bit")
local block = require("shared_block")
local clock = require("steady_clock")
local lock = require("shared_lock")
local slots = require("limit_slots")

local MASK = block.capacity - 1

-- The slot that still counts the window in which a part was charged last, or nil: that window has
-- ended, and its slot is free or another's by now, which ends later.
local function open_still(part, now)
  local slot = block.slots[bit.band(part.at, MASK)]
  return part.ends > now and slot.ends == part.ends and slot or nil
end

-- What a call still uses when its window has ended goes to the window that is open now, or opens
-- one: or else no limit would hold for calls that are longer than its window. There it stays: what
-- was reserved too much was another window's.
local function go_on(part, now, stats)
  local slot, at = slots.open(part, now, stats)
  part.at, part.ends, part.moved = at, slot.ends, true
  return slot
end

local function charge(part, slot)
  local more = part.due - part.charged
  if more > 0 or not part.moved then
    slot.count = math.max(slot.count + more, 0)
    part.charged = part.due
  end
end

local function settle(reserved, stats)
  local now, late = clock(), {}
  for _, part in ipairs(reserved) do
    local slot = open_still(part, now)
    if slot then
      charge(part, slot)
    elseif part.due > part.charged then
      late[#late + 1] = part
    end
  end
  -- Last, since there may be no room for another window: the others are settled by then.
  for _, part in ipairs(late) do
    charge(part, go_on(part, now, stats))
  end
end

-- `reserved`: of limit_ticket.read, and what is due of each. `stats`: the handle's.
return function(reserved, stats)
  lock.holding(nil, settle, reserved, stats)
end
