-- Tokens that are charged to shared limits: three texts of metadata for each limit, which Envoy's
-- filter reads when the request is over. A limit without a name is charged nothing.

local NAMESPACE = "gatewright"

-- Of more at once Envoy's filter tells the service nothing at all.
local MOST = 1e9

local M = {}

-- The limit in this place of the filter's list.
function M.begin(handle, place, limit, charged)
  local metadata = handle:streamInfo():dynamicMetadata()
  metadata:set(NAMESPACE, "who" .. place, limit.who)
  metadata:set(NAMESPACE, "hits" .. place, math.min(charged, MOST))
  metadata:set(NAMESPACE, "limit" .. place, limit.name)
end

-- In the place of limit_settle.lua. `parts`: of shared_limit_ticket.read, and what is due of each.
function M.settle(parts, handle)
  local metadata = handle:streamInfo():dynamicMetadata()
  for _, part in ipairs(parts) do
    if part.due == 0 then
      metadata:set(NAMESPACE, "limit" .. part.place, "")
    elseif part.due ~= part.charged then
      metadata:set(NAMESPACE, "hits" .. part.place, math.min(part.due, MOST))
    end
    part.charged = part.due
  end
end

return M
