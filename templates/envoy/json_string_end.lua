-- The end of a JSON string that arrives in pieces.

local BACKSLASH = 0x5C

-- Whether an odd number of backslashes ends at `last`, none of them before `first`.
local function escaped_behind(bytes, first, last)
  local place = last
  while place >= first and bytes:byte(place) == BACKSLASH do
    place = place - 1
  end
  return (last - place) % 2 == 1
end

-- Where the string that `at` is inside of ends (its quote), or nil; and, then, whether the byte
-- after the last one is escaped.
return function(bytes, at, escaped)
  local first = escaped and at + 1 or at
  local from = first
  while true do
    local stop = bytes:find('"', from, true)
    if not stop then
      return nil, escaped_behind(bytes, first, #bytes)
    elseif stop == first or not escaped_behind(bytes, first, stop - 1) then
      return stop, false
    end
    from = stop + 1
  end
end
