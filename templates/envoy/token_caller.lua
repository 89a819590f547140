-- Who calls an API that takes tokens: a consumer by a key of its own where the API takes keys too, or
-- by a token that an issuer gave it.

local bearer = require("bearer")
local callers = require("callers")
local client_key = require("client_key")
local introspection = require("introspection")
local key_ages = require("key_ages")
local refusal = require("refusal")
local settings = require("settings")
local token_lines = require("token_lines")
local token_refusals = require("token_refusals")
local token_verdict = require("token_verdict")

local M = {}

-- What is known of a token: as of token_verdict.of, and whether it is one at all.
local function judged(handle, token, known)
  local verdict = token_verdict.of(handle)
  if type(verdict) == "table" and not key_ages.count(verdict.issuer) then
    return true, true
  elseif verdict ~= nil or not settings.tokens.introspection then
    return verdict or nil, bearer.is_shaped(token)
  end
  return introspection.ask(handle, token, known)
end

-- The consumer that a token speaks of, or the refusal.
local function spoken_of(found, known)
  local caller = callers.spoken_of(found.issuer, found.subject)
  if not caller then
    return nil, refusal.of("not_subscribed")
  end
  known.scopes = found.scopes
  return caller, nil
end

-- The caller (callers.lua), or the refusal.
function M.find(handle, seen, known)
  local api = known.api
  local keys = api.tokens ~= "only" and client_key.caller(seen.keys)
  if keys then
    return keys
  end
  local lines = api.tokens == "only" and token_lines.of_authorization(seen.keys) or seen.keys
  local value, token = token_lines.shown(lines)
  if not value or not token or #token > settings.tokens.max_bytes then
    local invalid = token and bearer.is_shaped(token)
    return nil, token_refusals.unknown(api, invalid, value ~= nil)
  end
  local found, invalid = judged(handle, token, known)
  if found == true then
    return nil, refusal.of("gateway_error")
  elseif not found then
    return nil, token_refusals.unknown(api, invalid, true)
  end
  return spoken_of(found, known)
end

return M
