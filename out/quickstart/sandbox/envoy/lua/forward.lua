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

-- `credential`: the whole value of the vendor's header, or nil where the vendor takes none.
function M.prepare(headers, seen, api, credential)
  for _, name in ipairs(seen.remove) do
    headers:remove(name)
  end
  pin_headers(headers, api.headers)
  if credential then
    headers:replace(api.key.header, credential)
  end
  headers:replace(":path", query.pinned(api.target .. seen.target:sub(#api.base + 1), api.query))
end

return M
