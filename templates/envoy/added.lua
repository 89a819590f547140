-- Headers that an API adds to every answer below its paths, in the place of the vendor's own.

local M = {}

-- `api`: of the request's route, or nil.
function M.mark(headers, api)
  for _, header in ipairs(api and api.added or {}) do
    headers:remove(header.name)
    headers:add(header.name, header.value)
  end
end

return M
