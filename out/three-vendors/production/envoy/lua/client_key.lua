-- Who calls: the consumer whose key, hashed, is listed. The artifacts hold digests only.

local facts = require("facts")
local refusal = require("refusal")
local settings = require("settings")
local sha256 = require("sha256")

local M = {}

-- The consumer's name; nil when no key, two different keys or an unknown key was presented.
local function consumer_of(keys)
  local key = keys[1]
  if not key or #key > settings.longest_key then
    return nil
  end
  for _, other in ipairs(keys) do
    if other ~= key then
      return nil
    end
  end
  return settings.consumers[sha256(key)]
end

-- Nil when the client may call; the consumer's name is kept for the log.
function M.refuse(handle, api, keys)
  if #api.security == 0 then
    return nil
  end
  local consumer = consumer_of(keys)
  if not consumer then
    return refusal.of("invalid_api_key", { ["www-authenticate"] = settings.www_authenticate })
  end
  facts.set(handle, "consumer", consumer)
  return nil
end

return M
