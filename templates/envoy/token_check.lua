-- Everything about a token but its signature, which a filter of Envoy's own looks at next.
--
-- That filter reads JSON and base64 loosely and knows no list of algorithms; a token that is refused
-- here never gets there. What is said of it here counts for nothing until its signature is right.

local base64url = require("base64url")
local bearer = require("bearer")
local claims = require("claims")
local issuers = require("issuers")
local json_object = require("json_object")
local remembering = require("remembering")

local M = {}

-- No key has an id with this byte in it but those that have none of their own (key_set.lua).
local NO_ID = "\127"

-- {algorithm, id: of the key that it names, or nil}; false: nobody's token. The same headers come
-- again and again.
local header = remembering(function(part)
  local text = base64url(part)
  local object = text and json_object.of(text)
  local algorithm = object and object:text("alg")
  local id = object and object:text("kid")
  if not algorithm or object:type("crit") or object:type("kid") and not id then
    return false
  end
  return { algorithm = algorithm, id = id }
end)

-- Whether an issuer's key can have made this signature. Envoy's filter takes any key that the issuer
-- has, of any size, and numbers of any length.
local function may_sign(issuer, head, signature)
  local rule = issuer.algorithms[head.algorithm]
  if not rule or head.id and (head.id == "" or head.id:find(NO_ID, 1, true)) then
    return false
  elseif head.id and issuer.ids and not issuer.ids[head.id] then
    return false
  end
  local rest = base64url(signature:sub(#signature - #signature % 4 + 1))
  local size = rest and math.floor(#signature / 4) * 3 + #rest
  return size and size >= rule.least and size <= rule.most
end

-- Whether the claims let a token count now, for this gateway.
local function counts(issuer, payload)
  local ends, begins = payload:whole("exp"), payload:whole("nbf")
  if not ends or not claims.lasts(ends, issuer.leeway) then
    return false
  elseif payload:type("nbf") and not (begins and os.time() >= begins - issuer.leeway) then
    return false
  end
  return claims.is_meant(payload, issuer.audiences)
end

-- Nil: no issuer with keys is meant. False: refused. Else the number of the issuer, the subject ("":
-- the token does not say) and the scopes (claims.lua).
function M.of(token)
  if #token > issuers.max_bytes or not bearer.is_shaped(token) then
    return nil
  end
  local first, second, third = token:match("^([^.]*)%.([^.]*)%.(.*)$")
  local text = base64url(second)
  local payload = text and json_object.of(text)
  local issuer = payload and issuers.by_text[payload:text("iss") or ""]
  if not issuer then
    return nil
  end
  local head = header(first)
  if not head or not may_sign(issuer, head, third) or not counts(issuer, payload) then
    return false
  end
  local subject = claims.subject(payload, issuer.claim)
  return issuer.number, subject, claims.scopes(payload, issuers.scope_claims)
end

return M
