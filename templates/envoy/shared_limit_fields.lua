-- Messages of protocol buffers, as they are read: fields by their numbers. A message that is cut or
-- malformed is an error.

local M = {}

local function varint(bytes, at)
  local value, scale = 0, 1
  while true do
    local byte = bytes:byte(at)
    at = at + 1
    if byte < 128 then
      return value + byte * scale, at
    end
    value, scale = value + (byte - 128) * scale, scale * 128
  end
end

-- The length of what stands at a place, by its wire type, and where it begins.
local function extent(bytes, at, wire)
  if wire == 2 then
    return varint(bytes, at)
  end
  return assert(wire == 1 and 8 or wire == 5 and 4), at
end

-- Calls for each field with its number and its value: a number, or bytes.
function M.each(bytes, visit)
  local at = 1
  while at <= #bytes do
    local tag, value
    tag, at = varint(bytes, at)
    local wire = tag % 8
    if wire == 0 then
      value, at = varint(bytes, at)
    else
      local length
      length, at = extent(bytes, at, wire)
      value, at = bytes:sub(at, at + length - 1), at + length
      assert(#value == length)
    end
    visit((tag - wire) / 8, value)
  end
end

-- A message as a table: the last value of each field by its name in `names`.
function M.read(bytes, names)
  local found = {}
  M.each(bytes, function(number, value)
    if names[number] then
      found[names[number]] = value
    end
  end)
  return found
end

return M
