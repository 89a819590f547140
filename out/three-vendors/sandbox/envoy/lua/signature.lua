-- Requests that Envoy itself signs for the vendor, with an access key of AWS in its environment.
--
-- Its filter, which comes after this code, lets a request pass unsigned where it finds no key. So
-- the key is looked at here first; nothing else is done with it.

local settings = require("settings")

local M = {}

-- A line break at the end would be a part of the key for Envoy.
local function usable(text)
  return #text <= settings.longest_key and text:find("^[\33-\126]+$") ~= nil
end

-- Whether the environment has what the filter signs with. `names`: the variables that must be there,
-- and the one of a temporary key's token.
function M.possible(names)
  for _, name in ipairs(names.must) do
    if not usable(os.getenv(name) or "") then
      return false
    end
  end
  local token = os.getenv(names.token) or ""
  return token == "" or usable(token)
end

-- The filter adds its headers to what is there.
function M.clear(headers)
  for _, name in ipairs(settings.signature_headers) do
    headers:remove(name)
  end
end

return M
