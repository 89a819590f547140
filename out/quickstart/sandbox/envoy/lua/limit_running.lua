-- How many requests run at once.
--
-- The Lua code counts the ones that begin. Nothing of it runs when a client leaves or a vendor cuts a
-- stream; Envoy itself counts the ends, each once: an access log adds one to the statistic whose name
-- the request left in its metadata (limit_ticket.lua). The difference is what runs.
--
-- A statistic is named by the number of its slot: there are no more than limits of this kind were
-- ever open, and no client chooses any.

local M = {}

function M.name(at)
  return "over." .. at
end

-- Needs the lock, as all here. From now on the slot counts running requests: none so far. The
-- statistic is never 0 from here on, so that one which Envoy forgot can be told.
function M.open(slot, at, stats)
  local over = stats:counter(M.name(at))
  over:inc()
  slot.count = over:value()
  slot.seen = slot.count
end

-- `slot.count`: the ends when the slot was opened, and every beginning since.
-- `stats`: the handle's, which reads what the access log writes.
function M.count(slot, at, stats)
  local ended = stats:counter(M.name(at)):value()
  if ended < slot.seen then
    -- Envoy forgets a statistic with the last listener, and with the last request, that had it: none
    -- of those that were counted here runs any more.
    M.open(slot, at, stats)
    return 0
  end
  slot.seen = ended
  return slot.count - ended
end

return M
