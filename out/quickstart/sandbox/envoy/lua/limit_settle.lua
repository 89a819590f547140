-- Tokens: replaces what a request was charged by what is due now, as often as it changes.

local bit = require("bit")
local block = require("shared_block")
local lock = require("shared_lock")

local MASK = block.capacity - 1

local function settle(reserved)
  for _, part in ipairs(reserved) do
    local slot = block.slots[bit.band(part.at, MASK)]
    -- Of a window that has ended nothing is left to change: its slot is free or another's by now,
    -- which ends later.
    if slot.ends == part.ends then
      slot.count = math.max(slot.count + part.due - part.charged, 0)
    end
    part.charged = part.due
  end
end

-- `reserved`: of limit_ticket.read, and what is due of each.
return function(reserved)
  lock.holding(nil, settle, reserved)
end
