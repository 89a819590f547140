-- The places that a request has among the running ones, left in its metadata. Once all of them are
-- written Envoy gives them back when the request ends, whatever happens.

local found = require("limit_found")
local running = require("limit_running")

local NAMESPACE = "gatewright"

-- Of a request that was just admitted.
return function(handle, limits)
  local metadata = handle:streamInfo():dynamicMetadata()
  local places = {}
  for index, limit in ipairs(limits) do
    places[#places + 1] = limit.concurrent and running.name(found.at[index]) or nil
  end
  -- The first one last: it is the one that the access log asks for.
  for place = #places, 1, -1 do
    metadata:set(NAMESPACE, "over" .. place, places[place])
  end
end
