-- Headers that an API adds to every answer below its paths, in the place of the vendor's own.

local api_data = require("api_data")

local M = {}

-- `wanted`: whether the request's API has any (facts.lua).
function M.mark(handle, headers, wanted)
  if not wanted then
    return
  end
  for _, header in ipairs(api_data.of(handle).added) do
    headers:remove(header.name)
    headers:add(header.name, header.value)
  end
end

return M
