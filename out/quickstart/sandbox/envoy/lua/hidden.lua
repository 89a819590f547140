-- What a vendor's answer must not repeat: the key in the query that it was sent. A redirect repeats
-- the query, say.

local M = {}

-- A shorter key would be found everywhere: it is one only behind its name.
local SHORTEST = 8

local function character(hex)
  return string.char(tonumber(hex, 16))
end

local function decoded(text)
  return (text:gsub("%%(%x%x)", character))
end

-- Removes the headers in which the key stands, however it is percent-encoded. `source`: where the
-- API's key is, which was read for the request (secret.lua).
function M.remove(headers, source)
  local key = source and source.parameter and source.key
  if not key then
    return
  end
  local hidden = #key >= SHORTEST and key or decoded(source.credential)
  local telling = {}
  for name, value in pairs(headers) do
    local told = value:find(hidden, 1, true) or decoded(value):find(hidden, 1, true)
    if told and name ~= "content-length" and name:sub(1, 1) ~= ":" then
      telling[#telling + 1] = name
    end
  end
  for _, name in ipairs(telling) do
    headers:remove(name)
  end
end

return M
