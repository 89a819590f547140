-- What the headers of a request tell of its body.

local settings = require("settings")
local trim = require("trim")
local whole_body = require("whole_body")

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

-- Whether there is no body for certain: HTTP/2 needs no header to announce one. Envoy drops what a
-- client's Connection names, and the headers that announce a body may be among that: where HTTP/1
-- seems to have none, the body itself is asked for. Not for that of a WebSocket, which would never
-- come to its end.
function M.is_empty(handle, headers, seen, known)
  if seen.length then
    return tonumber(seen.length) == 0
  elseif seen.websocket then
    return true
  end
  local unknown = handle:streamInfo():protocol():sub(1, 6) ~= "HTTP/1"
  if unknown or headers:get(settings.validation.coding_header) then
    return false
  end
  return not whole_body(handle, known)
end

return M
