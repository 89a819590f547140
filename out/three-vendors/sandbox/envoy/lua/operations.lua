-- Which operation of a set a raw path and a method mean. Literal paths win over templates.

local path_values = require("path_values")

local M = {}

local function allow(operations)
  local methods = {}
  for method in pairs(operations) do
    methods[#methods + 1] = method
  end
  table.sort(methods)
  return table.concat(methods, ", ")
end

-- The first template that fits and takes the method; else the first that fits, with the methods of
-- all that fit ("/models/{id}" and "/models/{id}:run" both fit "/models/a:run").
local function find_template(set, path, method)
  local first, methods = nil, {}
  for _, candidate in ipairs(set.templates) do
    local found = path_values(candidate.parts, path)
    if found and candidate.operations[method] then
      return { template = candidate.template, operations = candidate.operations, values = found }
    elseif found then
      first = first or candidate.template
      for name, operation in pairs(candidate.operations) do
        methods[name] = methods[name] or operation
      end
    end
  end
  return first and { template = first, operations = methods, allow = allow(methods) }
end

-- {template, operations by method, allow, values of parameters}; nil: no such path.
function M.find(set, path, method)
  local literal = set.literals[path]
  if literal then
    literal.allow = literal.allow or allow(literal.operations)
    literal.values = {}
    return literal
  end
  return find_template(set, path, method)
end

-- The model that the path names, as the client wrote it; nil where the path names none.
function M.model(operation, found)
  return operation.model and found.values[operation.model]
end

return M
