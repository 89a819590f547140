-- Consumers by their keys and by what issuers call them, as far as a request needs to know them.

local consumers = require("consumers")
local grants = require("grants")
local json_quote = require("json_quote")

local BUCKETS = 4096

local M = {}

local function unescaped(digits)
  return string.char(tonumber(digits, 16))
end

-- {name, quoted for the log, grant (grants.lua), expires: the second from which the key counts no
-- more, or nil}, of the line that begins with a word; nil: no line does. `text`: lines, or nil.
local function found(text, word)
  local _, ends = (text or ""):find("\n" .. word .. " ", 1, true)
  if not ends then
    return nil
  end
  local written, expires, grant = text:match("^(%S+) (%S+) (%S+)\n", ends + 1)
  local name = written:gsub("%%(%x%x)", unescaped)
  return {
    name = name,
    quoted = json_quote(name),
    grant = grants.of(grant),
    expires = expires ~= "-" and assert(tonumber(expires)) or nil,
  }
end

local function escaped(character)
  return ("%%%02X"):format(character:byte())
end

local function bucket(word)
  local number = 0
  for place = 1, #word do
    number = (number * 33 + word:byte(place)) % BUCKETS
  end
  return ("%d"):format(number)
end

-- nil: nobody's key has this digest.
function M.of(digest)
  return found(consumers.keys[digest:sub(1, 3)], digest)
end

-- nil: no consumer is called so by this issuer, by its number.
function M.spoken_of(issuer, subject)
  local word = subject:gsub("[^!-$&-~]", escaped)
  return found(consumers.subjects[issuer][bucket(word)], word)
end

-- Whether the caller's key counts at this moment.
function M.current(caller)
  return not caller.expires or os.time() < caller.expires
end

return M
