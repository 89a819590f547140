-- The model that a request names in its path, its query or a header. No body is read for it.

local query = require("query")
local trim = require("trim")

-- The most that is logged of a name that no path template bounds, in bytes.
local LONGEST = 256

-- `place`: where the operation's requests name the model. Nil: this one names none.
return function(place, path, seen, headers)
  if place.path then
    return path.values and path.values[place.path]
  end
  local value
  if place.query then
    value = query.value(seen.target, place.query)
  else
    -- The first of several lines: a model is one name.
    value = headers:getAtIndex(place.header, 0)
    value = value and trim(value)
  end
  return value and value ~= "" and #value <= LONGEST and value or nil
end
