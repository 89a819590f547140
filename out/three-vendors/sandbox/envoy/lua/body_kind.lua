-- What the headers of a request tell of its body.

local settings = require("settings")
local trim = require("trim")

local M = {}

local JSON = "application/json"

-- The media type of the first Content-Type, in lower case and without parameters; Envoy joins
-- several with commas.
function M.media_type(headers)
  local sent = headers:get("content-type") or ""
  local name = trim(sent:match("^[^;,]*")):lower()
  return name == "" and JSON or name
end

function M.is_json(kind)
  return kind == JSON or kind:sub(-5) == "+json"
end

-- Whether one of these types is the kind; "*" in them stands for anything.
function M.is_of(types, kind)
  for _, text in ipairs(types) do
    local pattern = text:gsub("%W", "%%%0"):gsub("%%%*", ".*")
    if kind:find("^" .. pattern .. "$") then
      return true
    end
  end
  return false
end

-- Whether there is no body for certain: HTTP/2 needs no header to announce one. `length`: as it was
-- announced.
function M.is_empty(handle, headers, length)
  if length then
    return tonumber(length) == 0
  end
  local told = handle:streamInfo():protocol():sub(1, 6) == "HTTP/1"
  return told and not headers:get(settings.validation.coding_header)
end

return M
