-- What issuers said of tokens, by the tokens' digests: of each worker its own, and bounded, since
-- clients choose the tokens. What comes again stays, however many others come once.

local clock = require("steady_clock")

local M = {}

-- Twice so many are kept. When they are too many, the older half is forgotten.
local MOST = 5000

local kept, former, count = {}, {}, 0

local function put(digest, found)
  if not kept[digest] then
    if count >= MOST then
      kept, former, count = {}, kept, 0
    end
    count = count + 1
  end
  kept[digest] = found
end

-- What was said; nil: nothing, or too long ago.
function M.of(digest)
  local found = kept[digest] or former[digest]
  if not found or clock() >= found.stops then
    return nil
  end
  put(digest, found)
  return found.said
end

-- `said`: never nil. seconds: how long it is kept.
function M.keep(digest, said, seconds)
  put(digest, { said = said, stops = clock() + seconds * 1000 })
end

return M
