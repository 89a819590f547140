-- What browsers need: the preflight of a portal's page, and the headers of every answer to it.

local refusal = require("refusal")
local settings = require("settings")
local trim = require("trim")

local M = {}

-- The request's Origin, when the environment lists it.
function M.listed(origin)
  return origin and settings.origins[origin] and origin or nil
end

-- The names of a list of headers that are tokens (RFC 9110 section 5.6.2), in their order.
local function tokens(list)
  local valid = {}
  for part in (list .. ","):gmatch("([^,]*),") do
    local name = trim(part)
    if name:find("^[%w!#$%%&'*+%-.^_`|~]+$") then
      valid[#valid + 1] = name
    end
  end
  return #valid > 0 and table.concat(valid, ", ") or nil
end

-- The 204 for a preflight of a path's described method from a listed origin; nil for any other.
function M.preflight(seen, path)
  local asked = seen.asked_method
  if seen.method ~= "OPTIONS" or not M.listed(seen.origin) then
    return nil
  end
  if not asked or not path.operations[asked] then
    return nil
  end
  return refusal.no_content({
    ["access-control-allow-methods"] = path.allow,
    ["access-control-allow-headers"] = tokens(seen.asked_headers or ""),
    ["access-control-max-age"] = settings.cors_max_age,
  })
end

-- Says that answers differ by origin, as the routes do.
function M.vary(headers)
  if next(settings.origins) then
    headers:add("vary", "Origin")
  end
end

-- Marks an answer to a page of a listed origin; that answers differ by origin (Vary) is said by the
-- routes.
function M.mark(headers, origin, preflight)
  if not origin then
    return
  end
  headers:add("access-control-allow-origin", origin)
  if not preflight then
    headers:add("access-control-expose-headers", settings.cors_exposed)
  end
end

return M
