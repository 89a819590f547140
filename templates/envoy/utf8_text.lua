-- Whether bytes are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.

local M = {}

-- By first byte: how many bytes follow, and the range of the first of them.
local function follows(first)
  if first >= 0xC2 and first <= 0xDF then
    return 1, 0x80, 0xBF
  elseif first == 0xE0 then
    return 2, 0xA0, 0xBF
  elseif first == 0xED then
    return 2, 0x80, 0x9F
  elseif first >= 0xE1 and first <= 0xEF then
    return 2, 0x80, 0xBF
  elseif first == 0xF0 then
    return 3, 0x90, 0xBF
  elseif first >= 0xF1 and first <= 0xF3 then
    return 3, 0x80, 0xBF
  elseif first == 0xF4 then
    return 3, 0x80, 0x8F
  end
  return nil
end

-- Where the next byte above ASCII stands. A loop, not a pattern: LuaJIT compiles it, and every
-- header of every request passes here.
local function above_ascii(text, at)
  for place = at, #text do
    if text:byte(place) > 127 then
      return place
    end
  end
  return nil
end

function M.valid(text)
  local at = above_ascii(text, 1)
  while at do
    local count, low, high = follows(text:byte(at))
    local second = text:byte(at + 1)
    if not count or not second or second < low or second > high then
      return false
    end
    for place = at + 2, at + count do
      local byte = text:byte(place)
      if not byte or byte < 0x80 or byte > 0xBF then
        return false
      end
    end
    at = above_ascii(text, at + count + 1)
  end
  return true
end

return M
