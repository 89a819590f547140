-- Single values of a tape (json_tape.lua), by their numbers.

local unquoted = require("json_unquoted")

local M = {}

-- How many digits are read at most of a number that is unusually long.
local LONGEST = 1000

local QUOTE, OPEN_BRACKET, OPEN_BRACE = 0x22, 0x5B, 0x7B

local TYPES = {
  [QUOTE] = "string",
  [OPEN_BRACKET] = "array",
  [OPEN_BRACE] = "object",
  [0x74] = "boolean",
  [0x66] = "boolean",
  [0x6E] = "null",
}

function M.type(tape, value)
  return TYPES[tape.bytes:byte(tape.starts[value])] or "number"
end

-- LuaJIT knows no exponent of a million or more, nor a number with as many digits. Both are too
-- large or too small for a double in any case, or so exact that it cannot be told.
local function shortened(text)
  local digits, sign, exponent = text:match("^([^eE]*)[eE]?([+-]?)0*(%d*)$")
  local power = #exponent > 4 and "9999" or "0" .. exponent
  return digits:sub(1, LONGEST) .. "e" .. sign .. power
end

function M.number(tape, value)
  local text = tape.bytes:sub(tape.starts[value], tape.ends[value])
  return tonumber(text) or tonumber(shortened(text))
end

-- The text of a string. One that was escaped is kept: its value may be asked for again and again.
function M.text(tape, value)
  local known = tape.texts[value]
  if known then
    return known
  end
  local raw = tape.bytes:sub(tape.starts[value] + 1, tape.ends[value] - 1)
  local text = unquoted.text(raw)
  if text ~= raw then
    tape.texts[value] = text
  end
  return text
end

-- What stands behind a value: the next item, or the next member's name.
function M.behind(tape, value)
  local byte = tape.bytes:byte(tape.starts[value])
  if byte == OPEN_BRACE or byte == OPEN_BRACKET then
    return tape.ends[value]
  end
  return value + 1
end

-- The members of an object, by their names, and how many they are; of several with one name the last.
function M.members(tape, object)
  local found, count = {}, 0
  local name, stop = object + 1, tape.ends[object]
  while name < stop do
    local text = M.text(tape, name)
    if not found[text] then
      count = count + 1
    end
    found[text] = name + 1
    name = M.behind(tape, name + 1)
  end
  return found, count
end

return M
