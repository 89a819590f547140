-- What the log and the answer know of a request whose check is not over, should Envoy refuse it or its
-- client leave before.

local facts = require("facts")
local log_line = require("log_line")
local way = require("way")

return function(handle, known)
  local line = log_line.request(known.method, known)
  local left = way.of(way.REFUSED, nil, known.origin, known.route, known.metered)
  facts.of_request(handle, line, left)
end
