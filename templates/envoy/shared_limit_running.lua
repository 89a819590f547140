-- What the service cannot know: tokens that requests use which still run in this gateway. Each is
-- taken to use the limit's reserve, so that many at once get around no budget; what is reserved here
-- is told the service only when a request is over, and then as what it was.
--
-- Requests are counted while they run as those of limit_running.lua are, in the same memory: one
-- count for all limits of a scope, since they have one reserve.

local admit = require("limit_admit")
local found = require("limit_found")
local leave_places = require("limit_places")
local ticket = require("limit_ticket")

local M = {}

-- A limit of what runs for each scope that limits tokens: so many as leave something of its tightest
-- limit.
local function places(limits, states)
  local list, of = {}, {}
  for _, limit in ipairs(limits) do
    local place = limit.of_tokens and of[limit.scope]
    if limit.of_tokens and not place then
      place = { id = limit.scope.id, concurrent = true, reserve = 1, amount = math.huge }
      of[limit.scope], list[#list + 1] = place, place
    end
    local amount = place and math.ceil(states[limit].left / limit.reserve)
    if place and amount < place.amount then
      place.amount, place.tightest = amount, limit
    end
  end
  return list, of
end

-- Nothing of it can wait; when the places are written Envoy gives them back.
local function leave(handle, list)
  local ran, problem = pcall(leave_places, handle, list)
  if not ran then
    local _, over = ticket.left(handle)
    admit.take_back(list, false, over)
    error(problem, 0)
  end
end

-- What is left of limits, in the eyes of this request, and granted of them to it.
local function share(limits, states, of, refused)
  for _, limit in ipairs(limits) do
    if limit.of_tokens then
      local state, taken = states[limit], of[limit.scope].running * limit.reserve
      local rest = math.max(state.left - taken, 0)
      state.granted = refused and 0 or math.min(limit.reserve, rest)
      state.left = rest - state.granted
    end
  end
end

-- The limit that refuses, or nil: the request runs. `states`: of limits that all leave something.
function M.admit(handle, limits, states)
  local list, of = places(limits, states)
  if #list == 0 then
    return nil
  end
  local refused = admit.admit(list, handle)
  for index, place in ipairs(list) do
    place.running = place.amount - found.rest[index]
  end
  if not refused then
    leave(handle, list)
  end
  share(limits, states, of, refused)
  return refused and list[refused].tightest
end

return M
