-- Turns the client's request into the vendor's: nothing of the client's credentials, then the
-- vendor's own, the pins and the vendor's path.

local query = require("query")

local M = {}

local function pin_headers(headers, pins)
  for _, pin in ipairs(pins) do
    if pin.fixed or not headers:get(pin.name) then
      headers:replace(pin.name, pin.value)
    end
  end
end

-- `key`: the vendor's key, or nil where the vendor takes none.
function M.prepare(headers, seen, api, key, target)
  local id = headers:get("x-request-id")
  for _, name in ipairs(seen.remove) do
    headers:remove(name)
  end
  headers:replace("x-request-id", id)
  headers:replace("accept-encoding", "identity")
  pin_headers(headers, api.headers)
  if key then
    headers:replace(api.key.header, api.key.prefix .. key)
  end
  headers:replace(":path", query.pinned(api.target .. target:sub(#api.base + 1), api.query))
end

return M
