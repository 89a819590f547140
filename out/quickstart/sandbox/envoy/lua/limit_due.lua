-- How many tokens an answer used. `found`: the input, the output and the total as the vendor reported
-- them, each nil where it did not.

local M = {}

local function total(found, output)
  local parts = (found.input or 0) + output
  return math.max(found.total or parts, output > (found.output or 0) and parts or 0)
end

-- `output`: the tokens of the completion.
local function of_kind(kind, found, output)
  if kind == "tokens" then
    return total(found, output)
  elseif kind == "prompt_tokens" then
    return found.input or 0
  end
  return output
end

function M.reported(found)
  return found.total or found.input or found.output
end

function M.at_the_end(kind, found)
  return of_kind(kind, found, found.output or 0)
end

-- Of a stream of which so many events passed: each is a token at least.
function M.so_far(kind, found, events)
  if not M.reported(found) then
    return events
  end
  return of_kind(kind, found, math.max(found.output or 0, events))
end

return M
