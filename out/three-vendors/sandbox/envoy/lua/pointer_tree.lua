-- JSON pointers (RFC 6901), as lists of reference tokens by name, in one tree: a node holds its
-- children by token (`inside`: whether it has any) and, where a pointer ends, that pointer's name.

local function planted(pointers)
  local root = { children = {} }
  for name, tokens in pairs(pointers) do
    local node = root
    for _, token in ipairs(tokens) do
      node.inside = true
      node.children[token] = node.children[token] or { children = {} }
      node = node.children[token]
    end
    node.name = name
  end
  return root
end

-- The trees, made once for each table of pointers.
local trees = setmetatable({}, { __mode = "k" })

return function(pointers)
  trees[pointers] = trees[pointers] or planted(pointers)
  return trees[pointers]
end
