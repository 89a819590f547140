-- What a request leaves for its answer, as one text. Envoy copies it into a header of the answer,
-- behind how the answer came about and its status, so that the answer's code reads one header and
-- nothing else.
--
-- OUTCOME USAGE ORIGIN ROUTE: "passed", "refused" or "preflight"; which usage of the API's
-- operations to read (0: none); the listed origin that asks ("-": none); the route's name.

local remembering = require("remembering")
local settings = require("settings")

local M = { PASSED = "passed", REFUSED = "refused", PREFLIGHT = "preflight" }

function M.of(outcome, usage, origin, route)
  return outcome .. " " .. (usage or 0) .. " " .. (origin or "-") .. " " .. route
end

local function read(told)
  local details, status, outcome, usage, origin, route =
    told:match("^(%S+) (%d+) (%a+) (%d+) (%S+) (.*)$")
  if not details then
    return false
  end
  local from_vendor = details == settings.from_vendor
  return {
    from_vendor = from_vendor,
    interim = from_vendor and status:sub(1, 1) == "1",
    preflight = outcome == M.PREFLIGHT,
    usage = usage ~= "0" and tonumber(usage),
    origin = origin ~= "-" and origin,
    route = route ~= "-" and route,
  }
end

-- The header that no route made.
function M.without_route(outcome)
  return "none 0 " .. (outcome or "-")
end

-- The parts of the header, or false where no request left anything.
M.read = remembering(read)

return M
