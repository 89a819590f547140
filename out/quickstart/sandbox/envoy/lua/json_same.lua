-- Whether two values are the same as JSON has it: 1 is 1.0 but not true.

local json_value = require("json_value")

local SAME = {}

local function same(tape, value, other_tape, other)
  local kind = json_value.type(tape, value)
  if kind ~= json_value.type(other_tape, other) then
    return false
  end
  return SAME[kind](tape, value, other_tape, other)
end

function SAME.null()
  return true
end

-- By the first letter of the word.
function SAME.boolean(tape, value, other_tape, other)
  local letter = tape.bytes:byte(tape.starts[value])
  return letter == other_tape.bytes:byte(other_tape.starts[other])
end

function SAME.number(tape, value, other_tape, other)
  return json_value.number(tape, value) == json_value.number(other_tape, other)
end

function SAME.string(tape, value, other_tape, other)
  return json_value.text(tape, value) == json_value.text(other_tape, other)
end

function SAME.array(tape, value, other_tape, other)
  local stop, other_stop = tape.ends[value], other_tape.ends[other]
  local item, other_item = value + 1, other + 1
  while item < stop and other_item < other_stop do
    if not same(tape, item, other_tape, other_item) then
      return false
    end
    item = json_value.behind(tape, item)
    other_item = json_value.behind(other_tape, other_item)
  end
  return item >= stop and other_item >= other_stop
end

function SAME.object(tape, value, other_tape, other)
  local members, count = json_value.members(tape, value)
  local others, other_count = json_value.members(other_tape, other)
  if count ~= other_count then
    return false
  end
  for name, member in pairs(members) do
    if not others[name] or not same(tape, member, other_tape, others[name]) then
      return false
    end
  end
  return true
end

return same
