-- The header in which the vendor's own clients send their key, where the contract's lists leave it
-- to the API: no other request is asked for it.

local M = {}

-- Its lines are keys like those of the contract's headers, and do not pass on.
function M.read(headers, name, seen)
  for index = 0, headers:getNumValues(name) - 1 do
    seen.keys[#seen.keys + 1] = { name = name, value = headers:getAtIndex(name, index) }
  end
  seen.remove[#seen.remove + 1] = name
end

return M
