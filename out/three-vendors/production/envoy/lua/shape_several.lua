-- Keys of a node that name other nodes for the same value; see shape_keys.lua.

local complaint = require("complaint")

local KEYS = {}

KEYS["$ref"] = function(node)
  return function(walk, value, steps)
    return walk:complaint(value, node["$ref"], steps)
  end
end

function KEYS.allOf(node)
  return function(walk, value, steps)
    for _, number in ipairs(node.allOf) do
      local found = walk:complaint(value, number, steps)
      if found then
        return found
      end
    end
  end
end

-- Whether a complaint tells more than one before it: its place has more steps, or as many and it is
-- not about the value of what may only tell one alternative from another.
local function tells_more(found, best)
  if not best or found.steps ~= best.steps then
    return not best or found.steps > best.steps
  end
  return best.word == "enum" and found.word ~= "enum"
end

local function told(best, value, steps)
  return best and best.steps > steps and best or complaint.of("anyOf", value, steps)
end

function KEYS.anyOf(node)
  return function(walk, value, steps)
    local best
    for _, number in ipairs(node.anyOf) do
      local found = walk:complaint(value, number, steps)
      if not found then
        return nil
      end
      best = tells_more(found, best) and found or best
    end
    return told(best, value, steps)
  end
end

function KEYS.oneOf(node)
  return function(walk, value, steps)
    local best, fitting = nil, false
    for _, number in ipairs(node.oneOf) do
      local found = walk:complaint(value, number, steps)
      if not found and fitting then
        return complaint.of("oneOf", value, steps)
      end
      fitting = fitting or not found
      best = found and tells_more(found, best) and found or best
    end
    return not fitting and told(best, value, steps) or nil
  end
end

KEYS["not"] = function(node)
  return function(walk, value, steps)
    if not walk:complaint(value, node["not"], steps) then
      return complaint.of("not", value, steps)
    end
  end
end

return KEYS
