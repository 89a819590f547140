-- What a client is told of its limits: the one with the least left, of requests and of tokens.

local found = require("limit_found")
local settings = require("settings")

-- The limits of a kind that leaves least to the request that was just judged, and what it leaves.
local function tightest(limits, refused, group)
  local place, least
  for index, limit in ipairs(limits) do
    local left = found.rest[index] - (refused and 0 or found.granted[index])
    if limit.group == group and (not least or left < least) then
      place, least = index, left
    end
  end
  return place, least
end

-- Headers as text, "NAME VALUE;…". `refused`: nothing of the request was counted.
return function(limits, refused)
  local lines = {}
  for _, told in ipairs(settings.limits.told) do
    local place, least = tightest(limits, refused, told.group)
    if place then
      local amount, wait = limits[place].amount, found.wait(place)
      for index, value in ipairs({ amount, least, wait }) do
        lines[#lines + 1] = ("%s %.0f"):format(told.headers[index], value)
      end
    end
  end
  return table.concat(lines, ";")
end
