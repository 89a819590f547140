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

function M.valid(text)
  local at = text:find("[\128-\255]")
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
    at = text:find("[\128-\255]", at + count + 1)
  end
  return true
end

return M
