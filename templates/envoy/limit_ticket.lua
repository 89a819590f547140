-- What a request under limits leaves in its metadata, as text, until it ends: the headers of its
-- answer, what it reserved of tokens, and the names of the statistics that count its end. Metadata
-- live as long as the request does.

local found = require("limit_found")
local places = require("limit_places")

local NAMESPACE = "gatewright"

local M = {}

-- Of each: its kind, where and until when it is counted, how much, and what its counter is found by
-- when that window has ended.
local function reservations(limits)
  local parts = {}
  for index, limit in ipairs(limits) do
    if limit.of_tokens then
      local at, ends, granted = found.at[index], found.ends[index], found.granted[index]
      local counted = ("%s %d %.0f %.0f %.0f"):format(limit.kind, at, ends, granted, limit.window)
      parts[#parts + 1] = counted .. (" %.0f %.0f %.0f %.0f"):format(unpack(limit.id))
    end
  end
  return table.concat(parts, ";")
end

-- What an answer is to know: the headers, as text, and the reservations; without these of a request
-- that was refused.
function M.tell(handle, told, reserved)
  local text = told .. "|" .. (reserved or "")
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, "limits", text)
end

-- The same of a request that was just admitted, and its places among the running ones.
function M.leave(handle, limits, told)
  M.tell(handle, told, reservations(limits))
  places(handle, limits)
end

-- Whether the answer settles the reservations, and whether Envoy gives the places back.
function M.left(handle)
  local kept = handle:streamInfo():dynamicMetadata():get(NAMESPACE) or {}
  return kept.limits ~= nil, kept.over1 ~= nil
end

local function numbers_of(text)
  local numbers = {}
  for number in text:gmatch("%d+") do
    numbers[#numbers + 1] = tonumber(number)
  end
  return numbers
end

-- The headers, by name and value, and the reservations: kind, at, ends, charged, window, id of each.
function M.read(handle)
  local kept = handle:streamInfo():dynamicMetadata():get(NAMESPACE)
  local told, reserved = ((kept and kept.limits) or "|"):match("^(.-)|(.*)$")
  local headers, parts = {}, {}
  for name, value in told:gmatch("([%w-]+) (%d+)") do
    headers[#headers + 1] = { name = name, value = value }
  end
  for kind, text in reserved:gmatch("([%a_]+) ([%d ]+)") do
    local at, ends, charged, window, a, b, c, d = unpack(numbers_of(text))
    local part = { kind = kind, at = at, ends = ends, charged = charged }
    part.window, part.id = window, { a, b, c, d }
    parts[#parts + 1] = part
  end
  return headers, parts
end

return M
