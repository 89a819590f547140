-- A value as JSON (RFC 8259), for the parts of the log line that the Lua code writes.

local utf8_text = require("utf8_text")

-- What a JSON string holds only escaped; DEL too, which not every reader of logs takes.
local ESCAPED = '[%z\1-\31"\\\127]'

-- Whether text is printable ASCII that needs no escape: nearly all that is logged. A loop, which
-- LuaJIT compiles.
local function plain(text)
  for at = 1, #text do
    local byte = text:byte(at)
    if byte < 0x20 or byte > 0x7E or byte == 0x22 or byte == 0x5C then
      return false
    end
  end
  return true
end

local function escape(char)
  return ("\\u%04x"):format(char:byte())
end

-- Text that is not UTF-8 stands in no line of JSON: it becomes null, as an absent value does.
return function(value)
  if value == nil then
    return "null"
  elseif type(value) == "number" then
    return ("%d"):format(value)
  elseif type(value) ~= "string" then
    return tostring(value)
  elseif plain(value) then
    return '"' .. value .. '"'
  elseif not utf8_text.valid(value) then
    return "null"
  end
  return '"' .. value:gsub(ESCAPED, escape) .. '"'
end
