-- What a counter is found by: the first 128 bits of the SHA-256 of its name, as four numbers. The
-- name says whose counter it is, of what and of which window, never an amount: a limit that a
-- reload changes goes on with what was counted.

local sha256 = require("sha256")

return function(name)
  local digest = sha256(name)
  local words = {}
  for index = 1, 4 do
    words[index] = tonumber(digest:sub(index * 8 - 7, index * 8), 16)
  end
  return words
end
