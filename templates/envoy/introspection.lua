-- Asking an issuer about a token (RFC 7662). What it said is kept for a while, by the token's digest.

local answers = require("token_answers")
local call = require("introspection_call")
local callers = require("callers")
local claims = require("claims")
local json_object = require("json_object")
local secret = require("secret")
local settings = require("settings")
local sha256 = require("sha256")
local waiting = require("waiting")

local M = {}

-- What an answer says: {issuer, subject, scopes, ends (the second; nil: it does not say)}, or false:
-- the token does not count.
local function judged(object, asked)
  if not object:is_true("active") then
    return false
  elseif object:type("iss") and object:text("iss") ~= asked.issuer then
    return false
  elseif object:type("exp") and not object:whole("exp") then
    return false
  elseif asked.audiences and not claims.is_meant(object, asked.audiences) then
    return false
  end
  return {
    issuer = asked.number,
    subject = claims.subject(object, asked.claim),
    scopes = claims.scopes(object, settings.tokens.scope_claims),
    ends = object:whole("exp"),
  }
end

-- Whether it is a client's key, expired or not, or one of another environment: nobody is asked about
-- those, since they are for nobody else to see.
local function is_key(token, digest)
  local prefix = settings.tokens.key_prefix
  return token:sub(1, #prefix) == prefix or callers.of(digest) ~= nil
end

-- As token_verdict.of, and whether the issuer was asked now or before: true where nobody knows. Waits for
-- the answer, where it must be asked for.
function M.ask(handle, token, known)
  local asked = settings.tokens.introspection
  local digest = sha256(token)
  local found = answers.of(digest)
  if found == nil and is_key(token, digest) then
    return nil, false
  elseif found == nil then
    local key = secret.credential(asked.secret)
    known.waited = true
    waiting(handle, known)
    local text = key and call(handle, asked, token, key)
    local object = text and json_object.of(text)
    if not object then
      return true, true
    end
    found = judged(object, asked)
    answers.keep(digest, found, asked.seconds)
  end
  if found and found.ends and not claims.lasts(found.ends, asked.leeway) then
    return nil, true
  end
  return found or nil, true
end

return M
