-- Consumers by their keys, as far as a request needs to know them.

local grants = require("grants")
local json_quote = require("json_quote")
local settings = require("settings")

local M = {}

-- {name, quoted for the log, grant (grants.lua), expires: the second from which the key counts no
-- more, or nil}; nil: nobody's key has this digest.
function M.of(digest)
  local name = settings.consumers[digest]
  if not name then
    return nil
  end
  local expires = settings.expires and settings.expires[digest]
  return { name = name, quoted = json_quote(name), grant = grants.of(name), expires = expires }
end

-- Whether the caller's key counts at this moment.
function M.current(caller)
  return not caller.expires or os.time() < caller.expires
end

return M
