-- Answers that the gateway makes itself: the contract's rows, and the preflight's 204.

local settings = require("settings")

local M = {}

-- The refusal `code` of the contract. `extra`: response headers by name, or nil.
function M.of(code, extra)
  local row = settings.errors[code]
  local headers = { [":status"] = row.status, ["content-type"] = "application/json" }
  for name, value in pairs(extra or {}) do
    headers[name] = value
  end
  return { code = code, headers = headers, body = row.body }
end

-- A 204 with these headers; not an error.
function M.no_content(headers)
  headers[":status"] = "204"
  return { headers = headers, body = "" }
end

return M
