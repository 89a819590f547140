-- The table of shapes, as the compiler's description of its format has it: for each node the checks
-- of its keys, in the order in which they are looked at.

local json_tape = require("json_tape")
local json_value = require("json_value")

local ORDER = {
  { "shape_keys", { "never" } },
  { "shape_several", { "$ref" } },
  { "shape_keys", { "type", "enum" } },
  { "shape_bounds", { "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum" } },
  { "shape_bounds", { "multipleOf", "minLength", "maxLength", "minItems", "maxItems" } },
  { "shape_inside", { "prefixItems", "items", "properties", "required" } },
  { "shape_bounds", { "minProperties", "maxProperties" } },
  { "shape_inside", { "additionalProperties" } },
  { "shape_several", { "allOf", "anyOf", "oneOf", "not" } },
}

-- A value as Lua's own: numbers, texts, lists and true.
local function plain(tape, value)
  local kind = json_value.type(tape, value)
  if kind == "string" then
    return json_value.text(tape, value)
  elseif kind == "number" then
    return json_value.number(tape, value)
  elseif kind ~= "array" then
    return true
  end
  local list, item = {}, value + 1
  while item < tape.ends[value] do
    list[#list + 1] = plain(tape, item)
    item = json_value.behind(tape, item)
  end
  return list
end

-- A node by its keys. The values of an enum may be any: they stay where they are.
local function read(tape, value)
  local node = {}
  for key, member in pairs(json_value.members(tape, value)) do
    node[key] = key == "enum" and { tape = tape, value = member } or plain(tape, member)
  end
  return node
end

local function checks(node, nodes)
  local found = { never = node.never }
  for _, group in ipairs(ORDER) do
    local make = require(group[1])
    for _, key in ipairs(group[2]) do
      if node[key] ~= nil then
        found[#found + 1] = make[key](node, nodes)
      end
    end
  end
  return found
end

-- The table in the file of this name: lists of checks by the numbers of their nodes, and `count`.
return function(name)
  local tape = json_tape(require("shapes." .. name), math.huge)
  local nodes, count, value = {}, 0, 2
  while value < tape.ends[1] do
    nodes[count] = checks(read(tape, value), nodes)
    value, count = json_value.behind(tape, value), count + 1
  end
  nodes.count = count
  return nodes
end
