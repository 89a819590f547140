-- What the last request of this worker found at each of its limits. Nothing waits between the finding
-- and the use of it, so one of each is enough.
--
-- slot, at: the counter's, and its number. opened: it had no window yet. ends: when its window ends.
-- before: its count. rest: what the limit leaves. granted: what this request takes of it. counted: of
-- how many limits it has been counted. now: the time of it all.

local M = {
  slot = {},
  at = {},
  opened = {},
  ends = {},
  before = {},
  rest = {},
  granted = {},
  counted = 0,
  now = 0,
}

-- A counter that was opened for a request which is refused stays without a window.
function M.close(limits)
  for index = 1, #limits do
    if M.opened[index] then
      M.slot[index].ends = 0
    end
  end
end

-- After an error in the step itself, while the lock is still held.
function M.undo()
  for index = 1, M.counted do
    M.slot[index].count = M.before[index]
  end
end

-- Later: others may have counted since. `told`: the answer settles the reservations of tokens. `over`:
-- Envoy gives back the places among the running requests.
function M.subtract(limits, told, over)
  for index, limit in ipairs(limits) do
    local slot = M.slot[index]
    local mine = limit.concurrent or slot.ends == M.ends[index]
    local settled = limit.of_tokens and told or limit.concurrent and over
    if mine and not settled then
      slot.count = math.max(slot.count - M.granted[index], 0)
    end
  end
end

-- Whole seconds until the window of a limit ends, for a client: who waits so long finds another one.
function M.wait(index)
  return math.max(math.ceil((M.ends[index] - M.now) / 1000), 1)
end

return M
