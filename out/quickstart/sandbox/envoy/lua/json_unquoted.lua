-- What stands between the quotes of a JSON string that is known to be one.
--
-- Half of a surrogate pair (\ud800) stays what it is, in the three bytes that UTF-8 would have for
-- it: two texts are the same only where they are.

local M = {}

local BACKSLASH, SMALL_U = 0x5C, 0x75
local ESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
-- How half pairs look that came from escapes: the first half, and the second.
local PAIR = "\237([\160-\175])([\128-\191])\237([\176-\191])([\128-\191])"

local function bytes_of(code)
  if code < 0x80 then
    return string.char(code)
  end
  local low = 0x80 + code % 64
  if code < 0x800 then
    return string.char(0xC0 + math.floor(code / 64), low)
  end
  return string.char(0xE0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, low)
end

local function unescaped(char, digits)
  if char == "u" then
    return bytes_of(tonumber(digits, 16))
  end
  return (ESCAPES[char] or char) .. digits
end

-- The four bytes of a whole pair; each half holds ten bits.
local function joined(high, low, other_high, other_low)
  local first = (high:byte() - 160) * 64 + low:byte() - 128
  local second = (other_high:byte() - 176) * 64 + other_low:byte() - 128
  local code = 0x10000 + first * 1024 + second
  local front = string.char(0xF0 + math.floor(code / 262144), 0x80 + math.floor(code / 4096) % 64)
  return front .. string.char(0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
end

function M.text(raw)
  if not raw:find("\\", 1, true) then
    return raw
  end
  return (raw:gsub("\\(.)(%x?%x?%x?%x?)", unescaped):gsub(PAIR, joined))
end

-- Whether a code stands at `at` whose third digit, as a byte, lies between these: of a half pair.
local function is_half(bytes, at, from, to)
  if bytes:byte(at) ~= BACKSLASH or bytes:byte(at + 1) ~= SMALL_U then
    return false
  end
  local first, second = bytes:byte(at + 2), bytes:byte(at + 3)
  second = second >= 0x61 and second - 0x20 or second
  return (first == 0x44 or first == 0x64) and second >= from and second <= to
end

-- How many code points stand from `at` to `last`.
function M.length(bytes, at, last)
  local count = 0
  while at <= last do
    local byte = bytes:byte(at)
    if byte == BACKSLASH then
      local code = bytes:byte(at + 1) == SMALL_U
      local pair = code and is_half(bytes, at, 0x38, 0x42) and is_half(bytes, at + 6, 0x43, 0x46)
      at = at + (pair and 12 or code and 6 or 2)
      count = count + 1
    else
      count = count + ((byte < 0x80 or byte >= 0xC0) and 1 or 0)
      at = at + 1
    end
  end
  return count
end

return M
