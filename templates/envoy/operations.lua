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

-- The same, with the values of parameters: of the first template that fits. The one with the most
-- literal text stands first ("/models/{id}:run" before "/models/{id}").
function M.template(set, path)
  for _, candidate in ipairs(set.templates) do
    local values = path_values(candidate.parts, path)
    if values then
      local operations, allowed = candidate.operations, candidate.allow
      return { line = candidate.line, operations = operations, allow = allowed, values = values }
    end
  end
  return nil
end

return M
