-- Finds a few values in a JSON document (RFC 8259) that arrives in pieces of any size.
--
-- Keeps the way to the current value and a few bytes of it (json_state.lua); what no pointer leads
-- into is skipped by its brackets and strings alone. A document that is not JSON yields what was
-- found before the fault.

local Reader = require("json_state")
local pointer_tree = require("pointer_tree")

-- What the reader does next, by its mode.
local STEP = {}
for _, steps in ipairs({ require("json_structure"), require("json_tokens") }) do
  for mode, step in pairs(steps) do
    STEP[mode] = step
  end
end

function Reader:feed(bytes)
  local at = 1
  while at and at <= #bytes and self.mode ~= "done" do
    at = STEP[self.mode](self, bytes, at)
  end
end

local M = {}

-- A reader that calls record(place, value) for each of `pointers` (lists of tokens) that it meets,
-- by its place in the list; nil when there are none.
function M.of(pointers, record)
  if #pointers == 0 then
    return nil
  end
  return Reader.new(pointer_tree(pointers), record)
end

return M
