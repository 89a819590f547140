-- What a request under limits leaves in its metadata, as text, until it ends: the headers of its
-- answer, what it reserved of tokens, and the names of the statistics that count its end. Metadata
-- live as long as the request does.

local found = require("limit_found")
local running = require("limit_running")

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

-- Of a request that was just admitted. `told`: the headers, as text. Once all of it is written Envoy
-- gives back the request's places among the running ones, whatever happens.
function M.leave(handle, limits, told)
  local metadata = handle:streamInfo():dynamicMetadata()
  metadata:set(NAMESPACE, "limits", told .. "|" .. reservations(limits))
  local places = {}
  for index, limit in ipairs(limits) do
    places[#places + 1] = limit.concurrent and running.name(found.at[index]) or nil
  end
  -- The first one last: it is the one that the access log asks for.
  for place = #places, 1, -1 do
    metadata:set(NAMESPACE, "over" .. place, places[place])
  end
end

-- Whether the answer settles the reservations, and whether Envoy gives the places back.
function M.left(handle)
  local kept = handle:streamInfo():dynamicMetadata():get(NAMESPACE) or {}
  return kept.limits ~= nil, kept.over1 ~= nil
end

-- Of a request that was refused.
function M.tell(handle, told)
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, "limits", told .. "|")
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
