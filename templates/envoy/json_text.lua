-- The small words of JSON: what strings and numbers mean, and where white space ends.

local M = {}

local ESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function encoded(code)
  if code < 0x80 then
    return string.char(code)
  elseif code < 0x800 then
    return string.char(0xC0 + math.floor(code / 64), 0x80 + code % 64)
  elseif code < 0x10000 then
    local middle = math.floor(code / 64) % 64
    return string.char(0xE0 + math.floor(code / 4096), 0x80 + middle, 0x80 + code % 64)
  end
  local second, third = math.floor(code / 4096) % 64, math.floor(code / 64) % 64
  local first = 0xF0 + math.floor(code / 262144)
  return string.char(first, 0x80 + second, 0x80 + third, 0x80 + code % 64)
end

-- The character of \uXXXX at a place, and where it ends. A pair of surrogates, as UTF-16 has them in
-- JSON, is one character; a lone one is U+FFFD.
local function unicode(text, at)
  local code = tonumber(text:match("^%x%x%x%x", at + 2) or "FFFD", 16)
  local low = tonumber(text:match("^\\u(%x%x%x%x)", at + 6) or "0", 16)
  if code >= 0xD800 and code < 0xDC00 and low >= 0xDC00 and low < 0xE000 then
    return encoded(0x10000 + (code - 0xD800) * 1024 + low - 0xDC00), at + 12
  end
  return encoded(code >= 0xD800 and code < 0xE000 and 0xFFFD or code), at + 6
end

-- What stands between the quotes, decoded, from one escape to the next.
function M.string(text)
  local parts, from, at = {}, 1, text:find("\\", 1, true)
  while at do
    parts[#parts + 1] = text:sub(from, at - 1)
    local escape = text:sub(at + 1, at + 1)
    if escape == "u" then
      parts[#parts + 1], from = unicode(text, at)
    else
      parts[#parts + 1], from = ESCAPES[escape] or escape, at + 2
    end
    at = text:find("\\", from, true)
  end
  return from == 1 and text or table.concat(parts) .. text:sub(from)
end

-- The next byte that is not white space, and where; nil when there is none.
function M.significant(bytes, at)
  local first = bytes:byte(at)
  if first and first > 0x20 then
    return first, at
  end
  for place = at, #bytes do
    local byte = bytes:byte(place)
    if byte ~= 0x20 and byte ~= 0x0A and byte ~= 0x0D and byte ~= 0x09 then
      return byte, place
    end
  end
  return nil
end

-- A JSON number; nil for true, false, null and anything else.
function M.number(text)
  if not text:find("^-?%d[%d.eE+-]*$") then
    return nil
  end
  return tonumber(text)
end

return M
