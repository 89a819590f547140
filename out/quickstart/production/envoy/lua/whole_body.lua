-- The whole body of a request, held until it is there; nil: there is none.

local facts = require("facts")
local log_line = require("log_line")
local way = require("way")

-- While it comes, the log knows whose request it is, should Envoy itself refuse it.
return function(handle, known)
  local line = log_line.request(known.method, known)
  local left = way.of(way.REFUSED, nil, known.origin, known.route, known.metered)
  facts.of_request(handle, line, left)
  return handle:body()
end
