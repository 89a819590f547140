-- The form of a request target, byte by byte as the client wrote it.

local settings = require("settings")

local M = {}

-- A segment that climbs or stays, however its dots are written.
local function dots(segment)
  local plain = segment:gsub("%%2[Ee]", ".")
  return plain == "." and 0 or plain == ".." and -1 or nil
end

-- Whether the path's `..` segments reach above the root, read from left to right.
local function climbs_out(path)
  local depth = 0
  for segment in path:gmatch("/([^/]*)") do
    depth = depth + (dots(segment) or 1)
    if depth < 0 then
      return true
    end
  end
  return false
end

-- What no parser should take: 400. The query is only held to the characters of a target.
function M.malformed(target)
  if #target > settings.max_target_bytes or target:find("[^\33-\126]") then
    return true
  end
  if target:find("#", 1, true) then
    return true
  end
  local path = target:match("^[^?]*")
  if path:sub(1, 1) ~= "/" or path:find("\\", 1, true) or path:find("%00", 1, true) then
    return true
  end
  return path:gsub("%%%x%x", ""):find("%", 1, true) ~= nil or climbs_out(path)
end

-- What parsers may take but could read in two ways: 404, never passed on.
function M.unusual(path)
  if path:find("//", 1, true) or path:find("%%[01]%x") or path:find("%%7[Ff]") then
    return true
  end
  if path:find("%%2[Ff]") or path:find("%%5[Cc]") then
    return true
  end
  for segment in path:gmatch("/([^/]*)") do
    if dots(segment) then
      return true
    end
  end
  return false
end

return M
