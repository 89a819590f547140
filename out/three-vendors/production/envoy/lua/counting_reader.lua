-- A reader of the documents of a stream that counts them: each is an event that has data.

local Counting = {}
Counting.__index = Counting

function Counting:feed(bytes)
  if not self.began and bytes ~= "" then
    self.began, self.meter.events = true, self.meter.events + 1
  end
  if self.inner then
    self.inner:feed(bytes)
  end
end

function Counting:restart()
  self.began = false
  if self.inner then
    self.inner:restart()
  end
end

local M = {}

-- `inner`: who reads them, or nil. `meter`: whose `events` grow.
function M.of(inner, meter)
  return setmetatable({ inner = inner, meter = meter, began = false }, Counting)
end

return M
