-- One walk over a request's headers: what the check needs of them, what to remove, what is
-- malformed. Reading a single header costs Envoy nearly as much as walking past it.

local kind_of = require("header_kinds")
local settings = require("settings")
local utf8_text = require("utf8_text")

local M = {}

local function note(seen, kind, name, value)
  if kind.read then
    local before = seen[kind.read]
    -- Several lines of one name are one list (RFC 9110 section 5.3).
    seen[kind.read] = before and before .. "," .. value or value
  elseif kind.key then
    seen.keys[#seen.keys + 1] = { name = name, value = value }
  end
  if kind.removed then
    seen.remove[#seen.remove + 1] = name
  end
end

-- well_formed: every value is UTF-8, one Host was sent (Envoy joins several with commas) and all are
-- within the contract's limit. remove: names that do not pass on. keys: lines that may hold a key.
function M.headers(headers)
  local seen, size = { well_formed = true, remove = {}, keys = {} }, 0
  for name, value in pairs(headers) do
    size = size + #name + #value
    if not utf8_text.valid(value) then
      seen.well_formed = false
    end
    local kind = kind_of(name)
    if kind then
      note(seen, kind, name, value)
    end
  end
  if size > settings.max_header_bytes or (seen.authority or ""):find(",", 1, true) then
    seen.well_formed = false
  end
  return seen
end

return M
