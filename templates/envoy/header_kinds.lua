-- What a header of a request means to the check, by its name.

local remembering = require("remembering")
local settings = require("settings")

-- The headers that are read, by what the check calls them.
local READ = {
  [":path"] = "target",
  [":method"] = "method",
  [":authority"] = "authority",
  ["content-length"] = "length",
  ["origin"] = "origin",
  ["upgrade"] = "upgrade",
  ["connection"] = "connection",
  ["sec-websocket-protocol"] = "offered",
  ["access-control-request-method"] = "asked_method",
  ["access-control-request-headers"] = "asked_headers",
  [settings.request_id.header] = "id",
}

local function removed(name)
  if settings.set_by_envoy.request[name] then
    return false
  elseif settings.removed_headers[name] then
    return true
  end
  for _, prefix in ipairs(settings.removed_header_prefixes) do
    if name:sub(1, #prefix) == prefix then
      return true
    end
  end
  return false
end

local function judge(name)
  local kind = { read = READ[name], key = settings.key_headers[name], removed = removed(name) }
  return (kind.read or kind.key or kind.removed) and kind or false
end

-- {read: what the check calls it, key: whether it may hold the client's key, removed: whether it
-- stays here}; false when it just passes on.
return remembering(judge)
