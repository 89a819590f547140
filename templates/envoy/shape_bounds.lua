-- Keys of a node that say how large a number may be, or how much may be in a value; see
-- shape_keys.lua.

local complaint = require("complaint")
local json_value = require("json_value")
local unquoted = require("json_unquoted")

local KEYS = {}

-- Whether a number does not fit what a key of this name says.
local BEYOND = {}

function BEYOND.minimum(number, bound)
  return number < bound
end

function BEYOND.exclusiveMinimum(number, bound)
  return number <= bound
end

function BEYOND.maximum(number, bound)
  return number > bound
end

function BEYOND.exclusiveMaximum(number, bound)
  return number >= bound
end

-- What is left of an endless number is no number, and that is not 0.
function BEYOND.multipleOf(number, bound)
  return math.fmod(number, bound) ~= 0
end

for key, beyond in pairs(BEYOND) do
  KEYS[key] = function(node)
    return function(walk, value, steps, kind)
      if kind == "number" and beyond(json_value.number(walk.tape, value), node[key]) then
        return complaint.of(key, value, steps)
      end
    end
  end
end

-- How much is in a value of the type that a key is about.
local SIZES = {}

function SIZES.string(walk, value)
  local tape = walk.tape
  return unquoted.length(tape.bytes, tape.starts[value] + 1, tape.ends[value] - 1)
end

function SIZES.array(walk, value)
  local tape, count, item = walk.tape, 0, value + 1
  while item < tape.ends[value] do
    item, count = json_value.behind(tape, item), count + 1
  end
  return count
end

function SIZES.object(walk, value, steps)
  local _, count = walk:members(value, steps)
  return count
end

for kind, ending in pairs({ string = "Length", array = "Items", object = "Properties" }) do
  for key, sign in pairs({ ["min" .. ending] = -1, ["max" .. ending] = 1 }) do
    KEYS[key] = function(node)
      return function(walk, value, steps, found)
        if found == kind and (SIZES[kind](walk, value, steps) - node[key]) * sign > 0 then
          return complaint.of(key, value, steps)
        end
      end
    end
  end
end

return KEYS
