-- base64url without padding (RFC 7515 section 2), read strictly.

local ffi = require("ffi")
local bit = require("bit")
local band, bor, lshift, rshift = bit.band, bit.bor, bit.lshift, bit.rshift

local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

-- By character; -1: it is no letter of it, and makes negative what it is a part of.
local VALUES = ffi.new("int32_t[256]")
ffi.fill(VALUES, ffi.sizeof(VALUES), 255)
for at = 1, #LETTERS do
  VALUES[LETTERS:byte(at)] = at - 1
end

-- A buffer for what is usual: LuaJIT compiles none that is made for each text.
local USUAL = 8192
local usual = ffi.new("uint8_t[?]", USUAL)

-- The bytes of four characters each, up to `stop`, into the buffer; nil: they have none.
local function decode(text, stop, buffer)
  local count = 0
  for at = 1, stop, 4 do
    local a, b, c, d = text:byte(at, at + 3)
    local bits = bor(lshift(VALUES[a], 18), lshift(VALUES[b], 12), lshift(VALUES[c], 6), VALUES[d])
    if bits < 0 then
      return nil
    end
    buffer[count], buffer[count + 1] = rshift(bits, 16), band(rshift(bits, 8), 255)
    buffer[count + 2], count = band(bits, 255), count + 3
  end
  return count
end

-- The bytes of the last two or three characters; nil: they have none, or some bits are left over.
local function last(text)
  local a, b, c = text:byte(1, 3)
  local bits = bor(lshift(VALUES[a], 12), lshift(VALUES[b or 0], 6), c and VALUES[c] or 0)
  if bits < 0 or not b or band(bits, c and 3 or 1023) ~= 0 then
    return nil
  end
  local first = string.char(rshift(bits, 10))
  return c and first .. string.char(band(rshift(bits, 2), 255)) or first
end

-- The bytes of `text`; nil: it has another character, or more bits than bytes.
return function(text)
  local stop = #text - #text % 4
  local buffer = #text <= USUAL and usual or ffi.new("uint8_t[?]", #text)
  local count = decode(text, stop, buffer)
  local rest = stop == #text and "" or last(text:sub(stop + 1))
  return count and rest and ffi.string(buffer, count) .. rest
end
