-- The API that Envoy's route tree chose, as the route's own data describe it.
--
-- The data travel with the route, so an API's cluster and its credential are replaced in one step.
-- Its operations are in a file that several APIs may share, named by a digest of its content.

local M = {}

-- How many APIs a worker keeps; only a long row of reloads ever reaches it.
local MOST = 20000

local known, count = {}, 0

local function load(context)
  local api = context:get("api")
  api.operations = require("paths." .. api.operations)
  return api
end

-- The API of this request, or nil where no API's base is in front of the path.
function M.of(handle)
  local context = handle:filterContext()
  local digest = context and context:get("digest")
  if not digest then
    return nil
  end
  if not known[digest] then
    if count >= MOST then
      known, count = {}, 0
    end
    known[digest], count = load(context), count + 1
  end
  return known[digest]
end

return M
