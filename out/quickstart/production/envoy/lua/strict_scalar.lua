-- Where a number or a word of JSON ends, strictly as RFC 8259 has them.

local MINUS, PLUS, DOT, ZERO, SMALL_E, LARGE_E = 0x2D, 0x2B, 0x2E, 0x30, 0x65, 0x45

local WORDS = { [0x74] = "true", [0x66] = "false", [0x6E] = "null" }

-- Where the digits from `at` on are over.
local function behind_digits(bytes, at)
  local byte = bytes:byte(at)
  while byte and byte >= 0x30 and byte <= 0x39 do
    at = at + 1
    byte = bytes:byte(at)
  end
  return at
end

-- Where the number is over that begins at `at`; nil: it is no number.
local function behind_number(bytes, at)
  local first = bytes:byte(at) == MINUS and at + 1 or at
  local behind = bytes:byte(first) == ZERO and first + 1 or behind_digits(bytes, first)
  local good = behind > first
  if bytes:byte(behind) == DOT then
    first = behind + 1
    behind = behind_digits(bytes, first)
    good = good and behind > first
  end
  local byte = bytes:byte(behind)
  if byte == SMALL_E or byte == LARGE_E then
    local sign = bytes:byte(behind + 1)
    first = (sign == PLUS or sign == MINUS) and behind + 2 or behind + 1
    behind = behind_digits(bytes, first)
    good = good and behind > first
  end
  return good and behind
end

-- The last byte of the value that begins at `at`; nil: it is neither.
return function(bytes, at)
  local word = WORDS[bytes:byte(at)]
  if word then
    local last = at + #word - 1
    return bytes:sub(at, last) == word and last or nil
  end
  local behind = behind_number(bytes, at)
  return behind and behind - 1
end
