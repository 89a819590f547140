-- Who calls, whether they may, and whether they may now: 401, 403 and 429, in this order.

local client_key = require("client_key")
local grants = require("grants")
local own_header = require("own_header")
local refusal = require("refusal")
local settings = require("settings")

-- Where nothing is limited its code is not even loaded, and the memory that it counts in not made.
local limits = settings.limits and require("limits")

local M = {}

-- The refusal, or nil. `known`: gets the caller and, quoted for the log, the consumer's name.
function M.decide(handle, headers, seen, known)
  local api = known.api
  if api.key_header then
    own_header.read(headers, api.key_header, seen)
  end
  if #api.security > 0 then
    local caller = client_key.caller(seen.keys)
    if not caller then
      return refusal.of("invalid_api_key", { ["www-authenticate"] = settings.www_authenticate })
    end
    known.caller, known.consumer = caller, caller.quoted
    if not grants.admits(caller.grant, api) then
      return refusal.of("not_subscribed")
    end
  end
  return limits and limits.check(handle, known)
end

return M
