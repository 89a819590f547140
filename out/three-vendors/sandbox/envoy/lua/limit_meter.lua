-- What an answer under limits is told and what it uses.
--
-- Tokens are charged as the answer passes, and only ever more, since each moment may be the last one
-- of this code: when a client leaves or a vendor cuts a stream, nothing runs any more, and what was
-- charged last stays. That is what was reserved, or the events that passed, or what the vendor had
-- reported, whichever is most. Only an answer that comes to its end, or is none of the vendor's,
-- gives back what was reserved too much.

local counting = require("counting_reader")
local due = require("limit_due")
local settings = require("settings")

local shared = settings.limits.shared
local settle = shared and require("shared_limit_charge").settle or require("limit_settle")
local ticket = require(shared and "shared_limit_ticket" or "limit_ticket")

local Meter = {}
Meter.__index = Meter

function Meter:settle()
  settle(self.reserved, shared and self.handle or self.handle:stats())
end

-- A reader of the answer's stream that counts its events for this meter.
function Meter:reader(inner)
  return counting.of(inner, self)
end

-- While the answer passes.
function Meter:passing(found)
  local more = false
  for _, part in ipairs(self.reserved) do
    part.due = math.max(part.charged, due.so_far(part.kind, found, self.events))
    more = more or part.due > part.charged
  end
  if more then
    self:settle()
  end
end

-- The whole answer passed; where the vendor reported nothing, what is charged stays.
function Meter:finish(found)
  if due.reported(found) then
    for _, part in ipairs(self.reserved) do
      part.due = due.at_the_end(part.kind, found)
    end
    self:settle()
  end
end

-- Nothing was done for this request.
function Meter:nothing()
  for _, part in ipairs(self.reserved) do
    part.due = 0
  end
  self:settle()
end

local M = {}

-- Marks the answer. The meter that goes on, or nil: there is nothing to measure. `served`: it is the
-- vendor's, and no error.
function M.begin(handle, headers, served)
  local told, reserved = ticket.read(handle)
  for _, header in ipairs(told) do
    headers:remove(header.name)
    headers:add(header.name, header.value)
  end
  if #reserved == 0 then
    return nil
  end
  local meter = setmetatable({ handle = handle, reserved = reserved, events = 0 }, Meter)
  if served then
    return meter
  end
  meter:nothing()
  return nil
end

return M
