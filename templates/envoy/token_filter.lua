-- What Envoy calls before its own filter for signatures: hands it a token that may count, and nothing
-- else of what the client sent.
--
-- An error leaves no token and no verdict: the code that decides then knows of no token.

local bearer = require("bearer")
local issuers = require("issuers")
local token_check = require("token_check")
local token_verdict = require("token_verdict")

-- Nil: no issuer's keys are fetched.
local key_fetches = issuers.sought and require("key_fetches")
local is_of_operation = issuers.sought and require("token_route")

local M = {}

-- The one value that the lines of `Authorization` show; nil: none, or several.
local function shown(headers)
  local value
  for index = 0, headers:getNumValues("authorization") - 1 do
    local other = bearer.of(headers:getAtIndex("authorization", index))
    if other and value and other ~= value then
      return nil
    end
    value = value or other
  end
  return value
end

local function hand_on(handle)
  local headers = handle:headers()
  local token = shown(headers)
  if not token then
    return
  end
  local number, subject, scopes = token_check.of(token)
  local fetched = number and key_fetches and key_fetches.apply(number)
  if fetched and not is_of_operation(handle) then
    return
  elseif fetched and key_fetches.wait(number) then
    token_verdict.refuse(handle, true)
  elseif number then
    token_verdict.accept(handle, number, subject, scopes)
    headers:replace(issuers.header, token)
  elseif number == false then
    token_verdict.refuse(handle)
  end
end

-- The same, for keys that are fetched again, where a token names one that they did not have.
local function hand_on_again(handle)
  local headers = handle:headers()
  local token = headers:get(issuers.header)
  local number, unknown = token_verdict.lacks_key(handle)
  if number and not unknown then
    key_fetches.fail(number)
  elseif number and token and key_fetches.may(number) then
    headers:replace(issuers.again, token)
  end
end

function M.first(handle)
  if not pcall(hand_on, handle) then
    handle:logErr("gatewright: a token could not be read")
  end
end

function M.again(handle)
  if not pcall(hand_on_again, handle) then
    handle:logErr("gatewright: a token could not be looked at again")
  end
end

return M
