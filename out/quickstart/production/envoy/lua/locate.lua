-- Which described path a request's target means, if its form lets it mean any.

local form = require("form")
local operations = require("operations")
local refusal = require("refusal")

-- The path with its operations (operations.lua), or the refusal, or neither: there is no such path.
-- `api`: whose base begins the target, or nil.
return function(seen, api)
  local target = seen.target or ""
  local mark = target:find("?", 1, true)
  local path = mark and target:sub(1, mark - 1) or target
  local below = api and path:sub(#api.base + 1)
  local found = api and operations.literal(api.operations, below)
  -- A path that is described, and nothing else: its form is known to be good.
  if found and not mark then
    return found
  end
  if form.malformed(target) then
    return nil, refusal.of("invalid_request")
  end
  if not found and form.unusual(path) then
    return nil, refusal.of("unknown_operation")
  end
  return found or api and operations.template(api.operations, below)
end
