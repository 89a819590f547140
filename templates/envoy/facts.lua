-- What is known of a request: Envoy's dynamic metadata, read by the guard, the log and the answer.

local utf8_text = require("utf8_text")

local NAMESPACE = "gatewright"

local M = {}

-- Keeps a string, number or boolean; nil keeps nothing, so that the log prints null. Neither is text
-- kept that no line of JSON could hold; vendors send such headers.
function M.set(handle, name, value)
  local text = type(value) == "string"
  if value ~= nil and (not text or utf8_text.valid(value)) then
    handle:streamInfo():dynamicMetadata():set(NAMESPACE, name, value)
  end
end

function M.path(handle, api, path)
  M.set(handle, "api", api.name)
  M.set(handle, "api_version", api.version)
  M.set(handle, "provider", api.provider)
  M.set(handle, "path", api.base .. path.template)
  M.set(handle, "added", api.added and true)
end

function M.operation(handle, operation, model)
  M.set(handle, "operation", operation.id)
  M.set(handle, "usage", operation.usage)
  M.set(handle, "request_model", model)
end

-- All that was kept of this request; an empty table when nothing was.
function M.all(handle)
  return handle:streamInfo():dynamicMetadata():get(NAMESPACE) or {}
end

return M
