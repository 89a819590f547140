-- Who calls, whether they may, and whether they may now: 401, 403 and 429, in this order.

local client_key = require("client_key")
local grants = require("grants")
local own_header = require("own_header")
local refusal = require("refusal")
local settings = require("settings")

-- Where nothing is limited its code is not even loaded, and the memory that it counts in not made.
local limits = settings.limits and require(settings.limits.shared and "shared_limits" or "limits")

-- The same where no API takes tokens.
local tokens = settings.tokens and require("token_caller")
local token_refusals = settings.tokens and require("token_refusals")

local M = {}

-- The caller (callers.lua), or the refusal.
local function identify(handle, seen, known)
  if known.api.tokens then
    return tokens.find(handle, seen, known)
  end
  local caller = client_key.caller(seen.keys)
  if not caller then
    local told = { ["www-authenticate"] = settings.www_authenticate }
    return nil, refusal.of("invalid_api_key", told)
  end
  return caller
end

-- The refusal, or nil. `known`: gets the caller and, quoted for the log, the consumer's name.
function M.decide(handle, headers, seen, known)
  local api = known.api
  if api.key_header then
    own_header.read(headers, api.key_header, seen)
  end
  if #api.security > 0 then
    local caller, refused = identify(handle, seen, known)
    if not caller then
      return refused
    end
    known.caller, known.consumer = caller, caller.quoted
    if not grants.admits(caller.grant, api) then
      return refusal.of("not_subscribed")
    end
    refused = known.scopes and token_refusals.lacks(known.operation, known.scopes)
    if refused then
      return refused
    end
  end
  return limits and limits.check(handle, known)
end

return M
