-- A key of an issuer's set (RFC 7517), as Envoy's filter for signatures is given it. That filter does
-- not look at what a key is for.

local base64url = require("base64url")
local json_quote = require("json_quote")

-- What only the issuer may know, and what both sides would know (RFC 7518 section 6).
local PRIVATE = { "d", "p", "q", "dp", "dq", "qi", "oth", "k" }

-- What makes a public key, by its type.
local MEMBERS = { RSA = { "n", "e" }, EC = { "crv", "x", "y" }, OKP = { "crv", "x" } }

local CURVES = {
  EC = { ["P-256"] = "ES256", ["P-384"] = "ES384", ["P-521"] = "ES512" },
  OKP = { Ed25519 = "EdDSA" },
}

-- Bytes of the shortest RSA key that is taken.
local SHORTEST = 256

-- For keys without an id: no token can name it (token_check.lua). Envoy would try them with any token.
local NO_ID = "\127"

-- Whether a key is one with which signatures are verified.
local function verifies(key)
  for _, name in ipairs(PRIVATE) do
    if key:type(name) then
      return false
    end
  end
  if key:type("use") and key:text("use") ~= "sig" then
    return false
  elseif not key:type("key_ops") then
    return true
  end
  for _, operation in ipairs(key:texts("key_ops")) do
    if operation == "verify" then
      return true
    end
  end
  return false
end

-- The signatures that a key verifies: its own word, or what its curve says, or nil: all of RSA's.
-- False: the key is none that can be used.
local function algorithm(key, kind)
  local own, curves = key:text("alg"), CURVES[kind]
  if key:type("alg") and not own then
    return false
  elseif not curves then
    local modulus = base64url(key:text("n"))
    return modulus ~= nil and #modulus:gsub("^%z+", "") >= SHORTEST and own
  end
  local known = curves[key:text("crv")]
  return known ~= nil and (not own or own == known) and known
end

-- The key as text, with nothing in it but what Envoy's filter needs; nil: it is of no use.
return function(key, place)
  local kind = key:text("kty")
  local names = MEMBERS[kind or ""]
  local id = key:text("kid") or not key:type("kid") and ""
  if not names or not id or not verifies(key) then
    return nil
  end
  id = id == "" and NO_ID .. place or id
  local members = { '"kty":' .. json_quote(kind), '"kid":' .. json_quote(id) }
  for _, name in ipairs(names) do
    if not key:text(name) then
      return nil
    end
    members[#members + 1] = json_quote(name) .. ":" .. json_quote(key:text(name))
  end
  local signs = algorithm(key, kind)
  if signs == false then
    return nil
  end
  members[#members + 1] = signs and '"alg":' .. json_quote(signs)
  return "{" .. table.concat(members, ",") .. "}"
end
