-- A JSON text (RFC 8259) as the row of its values, in the order in which they stand.
--
-- A body of ten million bytes may hold millions of values: two numbers for each are a fraction of
-- what a table for each would take, and one flat loop makes them, which LuaJIT compiles.

local scalar_end = require("strict_scalar")
local string_end = require("strict_string")

local QUOTE, COMMA, COLON = 0x22, 0x2C, 0x3A
local OPEN_BRACKET, OPEN_BRACE = 0x5B, 0x7B

-- What must come next: a value; that or the end of an array; a name; that or the end of an object;
-- a colon; a comma or the end of what is open.
local VALUE, ITEM, NAME, MEMBER, BETWEEN, BEHIND = 1, 2, 3, 4, 5, 6

-- starts: the first byte of each value; a member is its name and then its value. ends: of an array
-- or object the number of what follows it, of a string its closing quote, else the last byte.
-- inner: the arrays and objects that hold others. Nil: it is no such text; false: more than `most`
-- arrays and objects are open at once.
return function(bytes, most)
  local starts, ends, inner = {}, {}, {}
  local open, closing, depth = {}, {}, 0
  local count, at, expected = 0, 1, VALUE
  while true do
    local byte = bytes:byte(at)
    if not byte then
      break
    elseif byte == 0x20 or byte == 0x0A or byte == 0x0D or byte == 0x09 then
      at = at + 1
    elseif byte == COMMA and expected == BEHIND and depth > 0 then
      expected, at = closing[depth] == OPEN_BRACE + 2 and NAME or VALUE, at + 1
    elseif byte == COLON and expected == BETWEEN then
      expected, at = VALUE, at + 1
    elseif byte == closing[depth] and expected ~= VALUE and expected ~= NAME then
      if expected == BETWEEN then
        return nil
      end
      ends[open[depth]] = count + 1
      depth, expected, at = depth - 1, BEHIND, at + 1
    elseif expected >= BETWEEN then
      return nil
    else
      count = count + 1
      starts[count] = at
      local last
      if byte == QUOTE then
        last = string_end(bytes, at + 1)
        expected = expected >= NAME and BETWEEN or BEHIND
      elseif expected >= NAME then
        return nil
      elseif byte == OPEN_BRACE or byte == OPEN_BRACKET then
        if depth == most then
          return false
        end
        if depth > 0 then
          inner[open[depth]] = true
        end
        depth, last = depth + 1, at
        open[depth], closing[depth] = count, byte + 2
        expected = byte == OPEN_BRACE and MEMBER or ITEM
      else
        last, expected = scalar_end(bytes, at), BEHIND
      end
      if not last then
        return nil
      end
      ends[count], at = last, last + 1
    end
  end
  if depth > 0 or expected ~= BEHIND then
    return nil
  end
  return { bytes = bytes, starts = starts, ends = ends, inner = inner, texts = {} }
end
