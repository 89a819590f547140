-- JSON pointers (RFC 6901), a list of lists of reference tokens, in one tree: a node holds its
-- children by token (`inside`: whether it has any) and, where a pointer ends, its place in the list.

local function planted(pointers)
  local root = { children = {} }
  for place, tokens in ipairs(pointers) do
    local node = root
    for _, token in ipairs(tokens) do
      node.inside = true
      node.children[token] = node.children[token] or { children = {} }
      node = node.children[token]
    end
    node.place = place
  end
  return root
end

-- The trees, made once for each table of pointers.
local trees = setmetatable({}, { __mode = "k" })

return function(pointers)
  trees[pointers] = trees[pointers] or planted(pointers)
  return trees[pointers]
end
