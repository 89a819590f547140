-- What a request under shared limits leaves in its metadata, as text: the headers of its answer, and
-- the tokens that Envoy's own filter tells the service of when the request is over, however it ends.

local charge = require("shared_limit_charge")
local settings = require("settings")

local NAMESPACE = "gatewright"

local M = {}

-- The state of the limits of a kind that has least left.
local function tightest(limits, states, group)
  local found
  for _, limit in ipairs(limits) do
    local state = states[limit]
    if limit.group == group and (not found or state.left < found.left) then
      found = state
    end
  end
  return found
end

-- Headers as text, "NAME VALUE;…".
local function report(limits, states)
  local lines = {}
  for _, told in ipairs(settings.limits.told) do
    local state = tightest(limits, states, told.group)
    for index, value in ipairs(state and { state.amount, state.left, state.wait } or {}) do
      lines[#lines + 1] = ("%s %.0f"):format(told.headers[index], value)
    end
  end
  return table.concat(lines, ";")
end

local function tell(handle, told, charged)
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, "limits", told .. "|" .. charged)
end

-- Of a request that passes. Until its answer says more, it is taken to use what is reserved for it.
function M.leave(handle, limits, states)
  local parts = {}
  for _, limit in ipairs(limits) do
    if limit.of_tokens then
      local charged = states[limit].granted
      parts[#parts + 1] = ("%s %.0f"):format(limit.kind, charged)
      charge.begin(handle, #parts, limit, charged)
    end
  end
  tell(handle, report(limits, states), table.concat(parts, ";"))
end

-- Of a request that was refused.
function M.tell(handle, limits, states)
  tell(handle, report(limits, states), "")
end

-- The headers, by name and value, and what is charged: kind and charged of each.
function M.read(handle)
  local kept = handle:streamInfo():dynamicMetadata():get(NAMESPACE)
  local told, charged = ((kept and kept.limits) or "|"):match("^(.-)|(.*)$")
  local headers, parts = {}, {}
  for name, value in told:gmatch("([%w-]+) (%d+)") do
    headers[#headers + 1] = { name = name, value = value }
  end
  for kind, amount in charged:gmatch("([%a_]+) (%d+)") do
    parts[#parts + 1] = { kind = kind, charged = tonumber(amount), place = #parts + 1 }
  end
  return headers, parts
end

return M
