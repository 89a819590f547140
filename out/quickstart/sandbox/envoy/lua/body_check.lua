-- What is wrong with the bytes of a JSON body; nil: nothing.

local complaint = require("complaint")
local json_nesting = require("json_nesting")
local json_tape = require("json_tape")
local settings = require("settings")
local shape_walk = require("shape_walk")
local utf8_text = require("utf8_text")

local ROOT = 1

-- The complaint, and the tape whose value it is about. What is not UTF-8 has no brackets to count.
local function found(bytes, nodes, shape)
  local most, text = settings.validation.max_depth, utf8_text.valid(bytes)
  local tape = text and json_tape(bytes, most)
  if tape then
    return shape_walk(tape, nodes, shape), tape
  end
  return complaint.of(text and json_nesting(bytes, most) and "depth" or "json", ROOT, 0)
end

-- In words for the client. `nodes`: of shape_table.lua; `shape`: the number of the body's.
return function(bytes, nodes, shape)
  local wrong, tape = found(bytes, nodes, shape)
  return wrong and complaint.text(wrong, tape)
end
