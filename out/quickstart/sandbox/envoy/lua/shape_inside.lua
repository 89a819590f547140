-- Keys of a node that say something of what is in an array or object; see shape_keys.lua.

local complaint = require("complaint")
local json_value = require("json_value")

local KEYS, WORD = {}, "additionalProperties"

-- Items of an array, those that have a node of their own first.
local function items(node, nodes)
  local first, rest = node.prefixItems or {}, node.items
  return function(walk, value, steps, kind)
    local anything = #first == 0 and #(nodes[rest] or {}) == 0
    local tape, count, item = walk.tape, 0, value + 1
    while kind == "array" and not anything and item < tape.ends[value] do
      count = count + 1
      local number = first[count] or rest
      if not number then
        return nil
      end
      local found = walk:complaint(item, number, steps + 1)
      if found then
        return found
      end
      item = json_value.behind(tape, item)
    end
  end
end

KEYS.items = items

function KEYS.prefixItems(node, nodes)
  return not node.items and items(node, nodes) or nil
end

function KEYS.properties(node)
  return function(walk, value, steps, kind)
    local members = kind == "object" and walk:members(value, steps) or {}
    for _, property in ipairs(node.properties) do
      local member = members[property[1]]
      local found = member and walk:complaint(member, property[2], steps + 1)
      if found then
        return found
      end
    end
  end
end

function KEYS.required(node)
  return function(walk, value, steps, kind)
    local members = kind == "object" and walk:members(value, steps)
    for _, name in ipairs(members and node.required or {}) do
      if not members[name] then
        return complaint.missing(name, value, steps + 1)
      end
    end
  end
end

-- What does not fit of the members that are not named; of several the one whose name is the first.
function KEYS.additionalProperties(node, nodes)
  local named, number = {}, node.additionalProperties
  for _, property in ipairs(node.properties or {}) do
    named[property[1]] = true
  end
  return function(walk, value, steps, kind)
    local first, found
    local narrow = kind == "object" and #nodes[number] > 0
    for name, member in pairs(narrow and walk:members(value, steps) or {}) do
      if not named[name] and (not first or name < first) then
        local unknown = nodes[number].never and complaint.of(WORD, member, steps + 1)
        local wrong = unknown or walk:complaint(member, number, steps + 1)
        first, found = wrong and name or first, wrong or found
      end
    end
    return found
  end
end

return KEYS
