-- What a request leaves for its answer, as one text. Envoy copies it into a header of the answer,
-- behind how the answer came about and its status, so that the answer's code reads one header and
-- nothing else.
--
-- OUTCOME USAGE ORIGIN ROUTE: "passed", "refused" or "preflight"; which usage of the API's
-- operations to read (0: none; u: an upgrade was asked for), and m where limits apply; the listed
-- origin that asks ("-": none); the route's name.

local remembering = require("remembering")
local settings = require("settings")

local M = { PASSED = "passed", REFUSED = "refused", PREFLIGHT = "preflight", UPGRADE = "u" }

function M.of(outcome, usage, origin, route, metered)
  local reading = (usage or 0) .. (metered and "m" or "")
  return outcome .. " " .. reading .. " " .. (origin or "-") .. " " .. route
end

local function read(told)
  local details, status, outcome, usage, metered, origin, route =
    told:match("^(%S+) (%d+) (%a+) ([%du]+)(m?) (%S+) (.*)$")
  if not details then
    return false
  end
  local from_vendor = details == settings.from_vendor
  local unagreed = details == "websocket_handshake_unsuccessful"
  local upgraded = from_vendor and status == "101" and usage == M.UPGRADE
  local interim = from_vendor and status:sub(1, 1) == "1" and not upgraded
  return {
    from_vendor = from_vendor,
    served = from_vendor and tonumber(status) < 400 and not interim,
    metered = metered ~= "",
    upgraded = upgraded,
    interim = interim,
    unagreed = unagreed,
    preflight = outcome == M.PREFLIGHT,
    usage = usage ~= "0" and tonumber(usage) or false,
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
