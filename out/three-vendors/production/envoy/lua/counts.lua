-- Counts of tokens, as vendors report them.

local trim = require("trim")

local M = {}

-- The most that a JSON number holds exactly (RFC 8259 section 6).
local MOST = 2 ^ 53 - 1

-- Whether a value of a JSON document is a count, however it was written: 12, 12.0 or 1.2e1.
function M.good(value)
  return type(value) == "number" and value >= 0 and value <= MOST and value % 1 == 0
end

-- The sum of those `values` at `places` that are there; nil without any.
function M.sum(values, places)
  local total
  for _, place in ipairs(places) do
    if values[place] then
      total = (total or 0) + values[place]
    end
  end
  return M.good(total) and total or nil
end

-- The count that a header tells in decimal digits, no more than the largest has; nil: it tells none.
function M.written(text)
  local digits = trim(text)
  local value = #digits <= 16 and digits:find("^%d+$") and tonumber(digits)
  return M.good(value) and value or nil
end

return M
