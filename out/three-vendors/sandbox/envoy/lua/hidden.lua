-- What a vendor's answer must not repeat: the key in the query that it was sent. A redirect repeats
-- the query, say.

local M = {}

-- A shorter key would be found everywhere: it is one only behind its name.
local SHORTEST = 8

-- How often at most: an address in the query of an address in a query is encoded twice.
local ENCODED = 4

local function character(hex)
  return string.char(tonumber(hex, 16))
end

local function decoded(text)
  return (text:gsub("%%(%x%x)", character))
end

-- Whether any of the credentials that were sent stands in this text.
local function repeats(text, sent)
  for _, one in ipairs(sent) do
    local hidden = #one.key >= SHORTEST and one.key or decoded(one.credential)
    if text:find(hidden, 1, true) then
      return true
    end
  end
  return false
end

-- The same of a value, however it is percent-encoded, and encoded once more.
local function tells(value, sent)
  for _ = 1, ENCODED do
    if repeats(value, sent) then
      return true
    end
    value = decoded(value)
  end
  return repeats(value, sent)
end

-- Removes the headers that tell the key. `source`: where the API's key is (secret.lua); this answer's
-- may be a former one.
function M.remove(headers, source)
  local sent = source and source.parameter and source.sent
  if not sent then
    return
  end
  local telling = {}
  for name, value in pairs(headers) do
    if name ~= "content-length" and name:sub(1, 1) ~= ":" and tells(value, sent) then
      telling[#telling + 1] = name
    end
  end
  for _, name in ipairs(telling) do
    headers:remove(name)
  end
end

return M
