-- Who calls: the consumer whose key, hashed, is listed. The artifacts hold digests only.

local bearer = require("bearer")
local callers = require("callers")
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
function M.presented(line)
  if line.name == "authorization" then
    return bearer.of(line.value)
  end
  local trimmed = trim(line.value)
  return trimmed ~= "" and trimmed or nil
end

-- The caller (callers.lua); nil when no key, two different keys or an unknown key was presented.
local function checked(lines)
  local key
  for _, line in ipairs(lines) do
    local other = M.presented(line)
    if other and key and other ~= key then
      return nil
    end
    key = key or other
  end
  if not key or #key > settings.longest_key then
    return nil
  end
  return callers.of(sha256(key))
end

local function remember(line, caller)
  if #line.value > LONGEST_LINE then
    return
  end
  if count >= MOST then
    remembered, count = {}, 0
  end
  local lines = remembered[line.name] or {}
  remembered[line.name], lines[line.value], count = lines, caller, count + 1
end

local function found(lines)
  if #lines ~= 1 then
    return checked(lines)
  end
  local line = lines[1]
  local known = remembered[line.name] and remembered[line.name][line.value]
  if known then
    return known
  end
  local caller = checked(lines)
  if caller then
    remember(line, caller)
  end
  return caller
end

-- The consumer whose key these lines present; nil: nobody may call with them, or no longer.
function M.caller(lines)
  local caller = found(lines)
  return caller and callers.current(caller) and caller or nil
end

return M
