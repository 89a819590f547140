-- Requests that become a WebSocket (RFC 6455). Envoy carries its bytes in both directions once the
-- vendor agreed; the code here sees the two heads only.

local settings = require("settings")
local trim = require("trim")

local M = {}

-- What no client takes away by naming it in its Connection: Envoy's own names for the request's line
-- among them.
local NOT_OF_THE_HOP = {
  ["content-length"] = true,
  ["host"] = true,
  [":authority"] = true,
  [":method"] = true,
  [":path"] = true,
  [":scheme"] = true,
}

-- Page scripts can set no header of a WebSocket, so some clients put a key into the name of a
-- subprotocol, behind a dot. Such names are for the gateway, never for the vendor.
local KEY = "%." .. ("."):rep(20)

local function mark(headers)
  headers:replace("connection", "Upgrade")
  headers:replace("upgrade", "websocket")
end

-- Keeps what a client offers, in one line, but for its keys: of any request, since a vendor may log
-- what it does not read. `offered`: the names as they were sent, with commas.
function M.without_keys(headers, offered)
  local kept = {}
  for part in offered:gmatch("[^,]+") do
    local name = trim(part)
    if name ~= "" and not name:find(KEY) then
      kept[#kept + 1] = name
    end
  end
  headers:remove("sec-websocket-protocol")
  if #kept > 0 then
    headers:add("sec-websocket-protocol", table.concat(kept, ", "))
  end
end

-- Asks the vendor for the upgrade, where the request is for one, and for nothing else of one hop:
-- what the client's Connection names does not pass (RFC 9110 section 7.6.1), which Envoy sees to in
-- other requests. The client's credentials are gone by now.
function M.ask(headers, seen)
  for named in (seen.connection or ""):gmatch("[^, \t]+") do
    local name = named:lower()
    if not NOT_OF_THE_HOP[name] and not settings.set_by_envoy.request[name] then
      headers:remove(name)
    end
  end
  if seen.websocket then
    mark(headers)
  end
end

-- The vendor agreed: what the routes took from its answer is of this hop too.
function M.agree(headers)
  mark(headers)
end

return M
