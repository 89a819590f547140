-- Turns the client's request into the vendor's: nothing of the client's credentials, then the
-- vendor's own, the pins and the vendor's path.

local query = require("query")
local signature = require("signature")
local websocket = require("websocket")

local M = {}

local function pin_headers(headers, pins)
  for _, pin in ipairs(pins) do
    if not pin.value then
      headers:remove(pin.name)
    elseif pin.fixed or not headers:get(pin.name) then
      headers:replace(pin.name, pin.value)
    end
  end
end

-- Sets the vendor's credential; gives the target, which may hold it.
local function with_credential(headers, target, key, credential)
  if not credential then
    return target
  elseif key.parameter then
    local pin = { name = key.parameter, pair = credential, fixed = true }
    return query.pinned(target, { pin })
  elseif key.signed then
    signature.clear(headers)
    return target
  end
  headers:replace(key.header, credential)
  return target
end

-- `credential`: the whole value of the vendor's header, or the whole pair of its parameter; nil where
-- the vendor takes none.
function M.prepare(headers, seen, api, credential)
  for _, name in ipairs(seen.remove) do
    headers:remove(name)
  end
  if seen.offered then
    websocket.without_keys(headers, seen.offered)
  end
  if seen.upgrade then
    websocket.ask(headers, seen)
  end
  pin_headers(headers, api.headers)
  local target = query.pinned(api.target .. seen.target:sub(#api.base + 1), api.query)
  headers:replace(":path", with_credential(headers, target, api.key, credential))
end

return M
