-- How deep a text is nested that may be no JSON.

local QUOTE, BACKSLASH = 0x22, 0x5C
local OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE = 0x5B, 0x5D, 0x7B, 0x7D

-- Where the string is over whose text begins at `at`.
local function behind_string(bytes, at)
  local byte = bytes:byte(at)
  while byte and byte ~= QUOTE do
    at = at + (byte == BACKSLASH and 2 or 1)
    byte = bytes:byte(at)
  end
  return at + 1
end

-- Whether more than `most` brackets and braces are open at once outside of strings. A string that
-- does not end takes all.
return function(bytes, most)
  local depth, at = 0, 1
  while depth <= most do
    local byte = bytes:byte(at)
    if not byte then
      return false
    end
    at = at + 1
    if byte == OPEN_BRACKET or byte == OPEN_BRACE then
      depth = depth + 1
    elseif byte == CLOSE_BRACKET or byte == CLOSE_BRACE then
      depth = depth - 1
    elseif byte == QUOTE then
      at = behind_string(bytes, at)
    end
  end
  return true
end
