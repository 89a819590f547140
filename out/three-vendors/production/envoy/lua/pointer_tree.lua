-- JSON pointers (RFC 6901), as lists of reference tokens by name, in one tree: a node holds its
-- children by token and, where a pointer ends, that pointer's name.

return function(pointers)
  local root = { children = {} }
  for name, tokens in pairs(pointers) do
    local node = root
    for _, token in ipairs(tokens) do
      node.children[token] = node.children[token] or { children = {} }
      node = node.children[token]
    end
    node.name = name
  end
  return root
end
