-- The one loop that passes over what no pointer leads to: nearly all of an answer.
--
-- Bytes and plain searches in a single flat loop of numbers, since LuaJIT compiles such a loop:
-- an answer costs a few machine instructions for each of its bytes, and none for those of a string.

local QUOTE, BACKSLASH, COMMA, COLON = 0x22, 0x5C, 0x2C, 0x3A
local OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE = 0x5B, 0x5D, 0x7B, 0x7D

-- Passes over values from `at` on, `depth` brackets inside of the object or array whose end it
-- looks for. `children`: what is wanted of an object, by name; nil for an array, where the comma
-- behind each value is an end too. `naming`: 1 where the next string at depth 0 is a name.
--
-- Gives the place where it stopped, depth, naming, and the child whose value is there. Without a
-- child, at that place: the comma or bracket looked for; the quote of a string that is cut, holds
-- escapes or is an unusual name; or the end of the bytes.
return function(bytes, at, depth, naming, children)
  local size = #bytes
  while at <= size do
    local byte = bytes:byte(at)
    if byte == QUOTE then
      local stop = bytes:find('"', at + 1, true)
      if not stop or bytes:byte(stop - 1) == BACKSLASH then
        return at, depth, naming
      end
      if naming == 1 and depth == 0 then
        local name = bytes:sub(at + 1, stop - 1)
        local child = children[name]
        if bytes:byte(stop + 1) ~= COLON or name:find("\\", 1, true) then
          return at, depth, naming
        elseif child then
          return stop + 2, depth, 0, child
        end
        naming = 0
      end
      at = stop
    elseif byte == OPEN_BRACE or byte == OPEN_BRACKET then
      depth = depth + 1
    elseif byte == CLOSE_BRACE or byte == CLOSE_BRACKET then
      if depth == 0 then
        return at, depth, naming
      end
      depth = depth - 1
    elseif byte == COMMA and depth == 0 then
      if not children then
        return at, depth, naming
      end
      naming = 1
    end
    at = at + 1
  end
  return at, depth, naming
end
