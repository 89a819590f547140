-- Whether a request asks for an operation. Whatever does not is refused without a look at who calls,
-- so nobody is asked for the keys that its token needs.

local api_data = require("api_data")
local inspect = require("inspect")
local locate = require("locate")

return function(handle)
  local seen = inspect.headers(handle:headers())
  local api = api_data.of(handle, handle:streamInfo():routeName())
  local path = seen.well_formed and api and locate(seen, api)
  return path and path.operations[seen.method] ~= nil
end
