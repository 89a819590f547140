-- What Envoy calls with the answer that holds an issuer's keys (RFC 7517): only those pass on to its
-- filter for signatures with which an issuer may sign.
--
-- Whatever fails here, the answer is none with keys: its status says so until the end.

local issuer_key = require("issuer_key")
local json_object = require("json_object")

local M = {}

-- How many keys are taken: a token that names none is tried with each of them.
local MOST = 100

-- The set without the keys that are of no use, and how many it has; nil: it is no set.
function M.cleaned(text)
  local set = json_object.of(text)
  if not set or set:type("keys") ~= "array" then
    return nil
  end
  local kept = {}
  for place, key in ipairs(set:objects("keys")) do
    kept[#kept + 1] = #kept < MOST and issuer_key(key, place) or nil
  end
  return '{"keys":[' .. table.concat(kept, ",") .. "]}", #kept
end

-- `most`: bytes that an answer may have. True: it is a set with keys, which Envoy takes; without any it
-- stays with those that it has.
function M.filter(handle, most)
  local headers = handle:headers()
  local status = headers:get(":status")
  headers:replace(":status", "502")
  local body = handle:body()
  if status ~= "200" or not body or body:length() > most then
    return false
  end
  local set, count = M.cleaned(body:getBytes(0, body:length()))
  if set then
    local size = body:setBytes(set)
    handle:headers():replace("content-length", ("%d"):format(size))
    handle:headers():replace(":status", "200")
  end
  return set ~= nil and count > 0
end

return M
