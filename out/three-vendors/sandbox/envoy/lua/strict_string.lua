-- Where a string of JSON ends, strictly as RFC 8259 has it.
--
-- A loop over bytes, no pattern: LuaJIT compiles it, and every byte of a body's texts passes here.

local QUOTE, BACKSLASH, SMALL_U = 0x22, 0x5C, 0x75

-- What may follow a backslash, beside the "u" of a code.
local ESCAPED = {}
for char in ('"\\/bfnrt'):gmatch(".") do
  ESCAPED[char:byte()] = true
end

local function is_hex(byte)
  if not byte then
    return false
  end
  local digit = byte >= 0x30 and byte <= 0x39
  return digit or byte >= 0x41 and byte <= 0x46 or byte >= 0x61 and byte <= 0x66
end

-- How long the escape is whose backslash stands at `at`; nil: there is no such escape.
local function escape_length(bytes, at)
  local byte = bytes:byte(at + 1)
  if byte ~= SMALL_U then
    return ESCAPED[byte or 0] and 2
  end
  for place = at + 2, at + 5 do
    if not is_hex(bytes:byte(place)) then
      return nil
    end
  end
  return 6
end

-- Where the closing quote of the string stands whose text begins at `at`; nil: it is no string.
return function(bytes, at)
  while true do
    local byte = bytes:byte(at)
    if byte == QUOTE then
      return at
    elseif not byte or byte < 0x20 then
      return nil
    elseif byte == BACKSLASH then
      local length = escape_length(bytes, at)
      if not length then
        return nil
      end
      at = at + length
    else
      at = at + 1
    end
  end
end
