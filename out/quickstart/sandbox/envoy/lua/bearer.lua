-- What a client shows as a bearer token (RFC 6750 section 2.1).

local trim = require("trim")

local M = {}

-- The key or token of a line of `Authorization`; nil: it is of another scheme, or empty.
function M.of(line)
  local scheme, value = trim(line):match("^(%a+)[ \t]+(.+)$")
  return scheme and scheme:lower() == "bearer" and value or nil
end

-- Whether a value has the form of a JSON Web Token: header, payload and signature.
function M.is_shaped(value)
  return value:find("^[%w_-]+%.[%w_-]*%.[%w_-]*$") ~= nil
end

return M
