-- The API that Envoy's route tree chose, as the route's own data describe it.
--
-- The data travel with the route, so an API's cluster and its credential are replaced in one step.
-- The route's name holds a digest of them: they are read once for each version of an API. Its
-- operations are in a file that several APIs may share, named by a digest of its content.

local log_line = require("log_line")
local operations = require("operations")

local M = {}

-- How many APIs a worker keeps; only a long row of reloads ever reaches it.
local MOST = 20000

local known, count = {}, 0

local function load(context)
  local api = context:get("api")
  api.operations = operations.load(api.operations)
  api.line = log_line.of_api(api)
  api.id = api.name .. "@" .. api.version
  return api
end

-- The API behind the route of this name, or nil where the route is of none.
function M.of(handle, route)
  if known[route] then
    return known[route]
  end
  local context = handle:filterContext()
  if not context or not context:get("api") then
    return nil
  end
  if count >= MOST then
    known, count = {}, 0
  end
  known[route], count = load(context), count + 1
  return known[route]
end

return M
