-- Which operation of a set a raw path and a method mean. Literal paths win over templates.

local log_line = require("log_line")
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

-- Parts of the log line are made once for each path, when the set is loaded.
local function prepare(path)
  path.line, path.allow = log_line.of_path(path.template), allow(path.operations)
  for _, operation in pairs(path.operations) do
    operation.line = log_line.of_operation(operation.id)
  end
end

-- The set in the file of this name.
function M.load(name)
  local set = require("paths." .. name)
  for _, path in pairs(set.literals) do
    prepare(path)
  end
  for _, path in ipairs(set.templates) do
    prepare(path)
  end
  return set
end

-- {template, line, operations by method, allow}; nil: no such path without a parameter.
function M.literal(set, path)
  return set.literals[path]
end

-- The same, with the values of parameters: the first template that fits and takes the method; else
-- the first that fits, with the methods of all that fit ("/models/{id}" and "/models/{id}:run" both
-- fit "/models/a:run").
function M.template(set, path, method)
  local first, methods = nil, {}
  for _, candidate in ipairs(set.templates) do
    local values = path_values(candidate.parts, path)
    if values and candidate.operations[method] then
      return { line = candidate.line, operations = candidate.operations, values = values }
    elseif values then
      first = first or candidate
      for name, operation in pairs(candidate.operations) do
        methods[name] = methods[name] or operation
      end
    end
  end
  return first and { line = first.line, operations = methods, allow = allow(methods) }
end

-- The model that the path names, as the client wrote it; nil where the path names none.
function M.model(operation, path)
  return operation.model and path.values and path.values[operation.model]
end

return M
