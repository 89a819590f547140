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

-- A pair of surrogates, as UTF-16 has them in JSON, is one character; a lone one is U+FFFD.
local function pair(high, low)
  high, low = tonumber(high, 16), tonumber(low, 16)
  if high >= 0xD800 and high < 0xDC00 and low >= 0xDC00 and low < 0xE000 then
    return encoded(0x10000 + (high - 0xD800) * 1024 + low - 0xDC00)
  end
  return nil
end

local function single(hex)
  local code = tonumber(hex, 16)
  return encoded(code >= 0xD800 and code < 0xE000 and 0xFFFD or code)
end

-- What stands between the quotes, decoded.
function M.string(text)
  if not text:find("\\", 1, true) then
    return text
  end
  -- A backslash that is escaped itself is put aside, so that it escapes nothing that follows.
  text = text:gsub("\\\\", "\1")
  text = text:gsub("\\u([dD]%x%x%x)\\u([dD]%x%x%x)", pair)
  text = text:gsub("\\u(%x%x%x%x)", single)
  text = text:gsub("\\(.)", function(char)
    return ESCAPES[char] or char
  end)
  return (text:gsub("\1", "\\"))
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
