-- Query parameters that the vendor or the endpoint pins. Everything else stays as the client wrote
-- it: Envoy's own mutation would sort and decode the query.

local M = {}

local function character(hex)
  return string.char(tonumber(hex, 16))
end

-- Text of a pair, decoded as forms are (application/x-www-form-urlencoded).
local function decoded(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", character))
end

local function named(pair, name)
  return decoded(pair:match("^[^=]*")) == name
end

-- The pairs of a query, in their order; none of an empty one.
local function split(query)
  local sent = {}
  if query ~= "" then
    for pair in (query .. "&"):gmatch("([^&]*)&") do
      sent[#sent + 1] = pair
    end
  end
  return sent
end

local function apply(sent, pin)
  local kept, present = {}, false
  for _, pair in ipairs(sent) do
    local same = named(pair, pin.name)
    present = present or same
    if not (same and pin.fixed) then
      kept[#kept + 1] = pair
    end
  end
  if pin.pair and (pin.fixed or not present) then
    kept[#kept + 1] = pin.pair
  elseif not present then
    return sent
  end
  return kept
end

-- `target` with the pins applied in their order; itself when they change nothing.
function M.pinned(target, pins)
  if #pins == 0 then
    return target
  end
  local path, query = target:match("^([^?]*)%??(.*)$")
  local sent = split(query)
  local kept = sent
  for _, pin in ipairs(pins) do
    kept = apply(kept, pin)
  end
  if kept == sent then
    return target
  end
  return #kept > 0 and path .. "?" .. table.concat(kept, "&") or path
end

-- The value of the first pair of this name in the target, decoded; nil without one.
function M.value(target, name)
  for _, pair in ipairs(split(target:match("^[^?]*%?(.*)$") or "")) do
    if named(pair, name) then
      return decoded(pair:match("^[^=]*=(.*)$") or "")
    end
  end
  return nil
end

return M
