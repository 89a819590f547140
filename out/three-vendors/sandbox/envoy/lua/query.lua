-- Query parameters that the vendor or the endpoint pins. Everything else stays as the client wrote
-- it: Envoy's own mutation would sort and decode the query.

local M = {}

-- The name of a pair, decoded as forms are (application/x-www-form-urlencoded).
local function name_of(pair)
  local name = pair:match("^[^=]*"):gsub("+", " ")
  return (name:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function apply(pairs_sent, pin)
  local kept, present = {}, false
  for _, pair in ipairs(pairs_sent) do
    local same = name_of(pair) == pin.name
    present = present or same
    if not (same and pin.fixed) then
      kept[#kept + 1] = pair
    end
  end
  if pin.fixed or not present then
    kept[#kept + 1] = pin.pair
  end
  return kept
end

-- `target` with the pins applied in their order.
function M.pinned(target, pins)
  if #pins == 0 then
    return target
  end
  local path, query = target:match("^([^?]*)%??(.*)$")
  local sent = {}
  if query ~= "" then
    for pair in (query .. "&"):gmatch("([^&]*)&") do
      sent[#sent + 1] = pair
    end
  end
  for _, pin in ipairs(pins) do
    sent = apply(sent, pin)
  end
  return path .. "?" .. table.concat(sent, "&")
end

return M
