-- Whether a body fits its shape: the first complaint about it.

local json_value = require("json_value")

local Walk = {}
Walk.__index = Walk

-- What is wrong with a value by a node; nil: nothing. `steps`: how many lead to the value.
--
-- What was found of an array or object that holds others is kept: alternatives inside each other
-- would take time without end. One that holds none is looked at again as fast.
function Walk:complaint(value, number, steps)
  local checks = self.nodes[number]
  if #checks == 0 then
    return nil
  end
  local key = self.tape.inner[value] and value * self.nodes.count + number
  local known = key and self.known[key]
  if known ~= nil then
    return known or nil
  end
  local found
  local kind = json_value.type(self.tape, value)
  for at = 1, #checks do
    found = checks[at](self, value, steps, kind)
    if found then
      break
    end
  end
  if key then
    self.known[key] = found or false
  end
  return found
end

-- The members of an object, and their number. Those of the last object at each depth are kept,
-- since the nodes of one value follow one another.
function Walk:members(value, steps)
  local last = self.last[steps]
  if not last or last.value ~= value then
    local members, count = json_value.members(self.tape, value)
    last = { value = value, members = members, count = count }
    self.last[steps] = last
  end
  return last.members, last.count
end

-- `nodes`: of shape_table.lua; `shape`: the number of the body's own.
return function(tape, nodes, shape)
  local walk = setmetatable({ tape = tape, nodes = nodes, known = {}, last = {} }, Walk)
  return walk:complaint(1, shape, 0)
end
