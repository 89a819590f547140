-- The whole body of a request, held until it is there; nil: there is none.

local seen_early = require("seen_early")

return function(handle, known)
  seen_early(handle, known)
  return handle:body()
end
