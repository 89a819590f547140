-- Which limits apply to a request.

local load = require("shared_limit_names")

local M = {}

-- So many pairs of an API and a consumer are remembered by a worker.
local MOST = 2000

local known, count = {}, 0

-- The limits of a request, the API's first: name, who, scope (of those that limit tokens of one: id,
-- by which what runs is counted), kind, of_tokens, group (of the headers that
-- tell it), reserve (tokens, or 0), code and body (of the refusal), look and count (the descriptors
-- that ask for it). counted: those that count requests. `request`: what is known of it.
function M.of(request)
  local api, caller = request.api, request.caller
  if not api.limits and not (caller and caller.grant) then
    return {}
  end
  local key = request.route .. "|" .. (caller and caller.name or "")
  local found = known[key]
  if not found then
    if count >= MOST then
      known, count = {}, 0
    end
    found = load(api, caller)
    known[key], count = found, count + 1
  end
  return request.operation.usage and found.all or found.untold
end

return M
