-- What the headers for keys show to an API that takes tokens.

local client_key = require("client_key")

local M = {}

-- The lines of `Authorization` alone.
function M.of_authorization(lines)
  local found = {}
  for _, line in ipairs(lines) do
    found[#found + 1] = line.name == "authorization" and line or nil
  end
  return found
end

-- What the lines show: the one value, and the bearer token among them; nil twice: nothing. False:
-- several values.
function M.shown(lines)
  local value, token
  for _, line in ipairs(lines) do
    local other = client_key.presented(line)
    if other and value and other ~= value then
      value = false
    elseif value == nil then
      value = other
    end
    token = token or other and line.name == "authorization" and other
  end
  return value, token
end

return M
