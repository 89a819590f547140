-- Who calls: the consumer whose key, hashed, is listed. The artifacts hold digests only.

local json_quote = require("json_quote")
local settings = require("settings")
local sha256 = require("sha256")
local trim = require("trim")

local M = {}

-- A worker remembers whom a line of a header let in, as the same clients come again: hashing a key
-- costs as much as the whole rest of the check. Only lines that were let in are kept, and few, and
-- only as long as this list of consumers holds: with another list comes a new Lua state.
local MOST, LONGEST_LINE = 1000, 300

local remembered, count = {}, 0

-- The key that one header line presents; nil when it presents none.
local function presented(line)
  local trimmed = trim(line.value)
  if line.name == "authorization" then
    local scheme, key = trimmed:match("^(%a+)[ \t]+(.+)$")
    trimmed = scheme and scheme:lower() == "bearer" and key or ""
  end
  return trimmed ~= "" and trimmed or nil
end

-- The consumer's name, quoted for the log; nil when no key, two different keys or an unknown key
-- was presented.
local function checked(lines)
  local key
  for _, line in ipairs(lines) do
    local other = presented(line)
    if other and key and other ~= key then
      return nil
    end
    key = key or other
  end
  if not key or #key > settings.longest_key then
    return nil
  end
  local name = settings.consumers[sha256(key)]
  return name and json_quote(name)
end

local function remember(line, consumer)
  if #line.value > LONGEST_LINE then
    return
  end
  if count >= MOST then
    remembered, count = {}, 0
  end
  local lines = remembered[line.name] or {}
  remembered[line.name], lines[line.value], count = lines, consumer, count + 1
end

-- The consumer whose key these lines present, quoted for the log; nil: nobody may call with them.
function M.consumer(lines)
  if #lines ~= 1 then
    return checked(lines)
  end
  local line = lines[1]
  local known = remembered[line.name] and remembered[line.name][line.value]
  if known then
    return known
  end
  local consumer = checked(lines)
  if consumer then
    remember(line, consumer)
  end
  return consumer
end

return M
