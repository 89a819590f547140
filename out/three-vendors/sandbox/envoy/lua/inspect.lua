-- One walk over a request's headers: what to remove, which keys are there, what is malformed.

local settings = require("settings")
local trim = require("trim")
local utf8_text = require("utf8_text")

local M = {}

local function removed(name)
  if settings.removed_headers[name] then
    return true
  end
  for _, prefix in ipairs(settings.removed_header_prefixes) do
    if name:sub(1, #prefix) == prefix then
      return true
    end
  end
  return false
end

-- The key that one header line presents; nil when it presents none.
local function presented(name, value)
  local trimmed = trim(value)
  if name == "authorization" then
    local scheme, key = trimmed:match("^(%a+)[ \t]+(.+)$")
    trimmed = scheme and scheme:lower() == "bearer" and key or ""
  end
  return trimmed ~= "" and trimmed or nil
end

-- well_formed: every value is UTF-8, one Host was sent (Envoy joins several with commas) and all
-- together are no larger than the contract's limit.
-- remove: the names that do not pass on. keys: the client's keys as presented.
function M.headers(headers)
  local seen, size = { well_formed = true, remove = {}, keys = {} }, 0
  for name, value in pairs(headers) do
    size = size + #name + #value
    if not utf8_text.valid(value) then
      seen.well_formed = false
    end
    if name == ":authority" and value:find(",", 1, true) then
      seen.well_formed = false
    end
    if settings.key_headers[name] then
      seen.keys[#seen.keys + 1] = presented(name, value)
    end
    if removed(name) then
      seen.remove[#seen.remove + 1] = name
    end
  end
  seen.well_formed = seen.well_formed and size <= settings.max_header_bytes
  return seen
end

return M
