-- The request's id: the client's own, when it has the right form, else the one that Envoy made.

local settings = require("settings")

local M = {}

-- Envoy moved the client's header aside before it made an id (see the early header mutation). The
-- id stands in x-request-id from here on: for the vendor, the answer and the log.
function M.keep(headers, given)
  if given and #given <= settings.request_id.longest and given:find(settings.request_id.pattern) then
    headers:replace("x-request-id", given)
  end
end

return M
