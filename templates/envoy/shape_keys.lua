-- Keys of a node that say something of a value itself: for each a function that makes the check of
-- a node. A check gives a complaint or nil; it is told the walk (shape_walk.lua), the value's number
-- on the body's tape, how many steps lead to it, and its type.

local complaint = require("complaint")
local json_same = require("json_same")
local json_value = require("json_value")

local KEYS = {}

function KEYS.never()
  return function(_, value, steps)
    return complaint.of("never", value, steps)
  end
end

local function is_integer(number)
  return number == math.floor(number) and number ~= math.huge and number ~= -math.huge
end

function KEYS.type(node)
  local allowed = {}
  for _, word in ipairs(node.type) do
    allowed[word] = true
  end
  return function(walk, value, steps, kind)
    local whole = kind == "number" and allowed.integer
    if allowed[kind] or whole and is_integer(json_value.number(walk.tape, value)) then
      return nil
    end
    return complaint.of("type", value, steps, node.type)
  end
end

-- The values of an enum: texts by themselves, and those that are no texts. longest: of a text.
local function sorted_out(tape, list)
  local texts, others, longest = {}, {}, 0
  local value, stop = list + 1, tape.ends[list]
  while value < stop do
    if json_value.type(tape, value) == "string" then
      local text = json_value.text(tape, value)
      texts[text], longest = true, math.max(longest, #text)
    else
      others[#others + 1] = value
    end
    value = json_value.behind(tape, value)
  end
  return texts, others, longest
end

function KEYS.enum(node)
  local known, list = node.enum.tape, node.enum.value
  local texts, others, longest = sorted_out(known, list)
  return function(walk, value, steps, kind)
    local tape = walk.tape
    if kind == "string" then
      -- No escape has more than six bytes for one: what is longer need not be read.
      local short = tape.ends[value] - tape.starts[value] - 1 <= 6 * longest
      if short and texts[json_value.text(tape, value)] then
        return nil
      end
    end
    for _, other in ipairs(others) do
      if json_same(known, other, tape, value) then
        return nil
      end
    end
    return complaint.of("enum", value, steps)
  end
end

return KEYS
