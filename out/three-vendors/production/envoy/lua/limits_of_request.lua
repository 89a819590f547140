-- The limits of requests, found once for each route and caller.

-- So many pairs of a route and a caller are remembered by a worker.
local MOST = 2000

-- `load` (API, caller) finds `all` limits of the two, and those that apply where the vendor reports
-- no tokens: `untold`. The function that is returned takes what is known of a request.
return function(load)
  local known, count = {}, 0
  return function(request)
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
end
