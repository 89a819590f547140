-- Answers of Envoy's own in which it keeps the headers of the vendor's: in the place of one that
-- neither agreed to an upgrade nor refused it, and of one that changed the protocol unasked.

local cors = require("cors")

local M = {}

-- What Envoy and the routes have set by now.
local OWN = {
  ["content-length"] = true,
  ["content-type"] = true,
  ["x-content-type-options"] = true,
  ["x-request-id"] = true,
}

-- Removes the vendor's headers.
function M.forget(headers)
  local others = {}
  for name in pairs(headers) do
    if not OWN[name] and name:sub(1, 1) ~= ":" then
      others[#others + 1] = name
    end
  end
  for _, name in ipairs(others) do
    headers:remove(name)
  end
  cors.vary(headers)
end

return M
