-- The limits of a request, where Envoy's rate limit service counts for several gateways. In the place
-- of limits.lua, which counts for this one alone.
--
-- The service counts a request in all the limits that it is asked for, even if one of them refuses it.
-- So it is asked what it has counted first, where several limits apply, and told of a request only
-- when none of them is used up. Tokens are only looked at: Envoy's own filter tells the service of
-- them when the request is over, and until then this gateway knows of it (shared_limit_running.lua).

local call = require("shared_limit_call")
local refusal = require("refusal")
local rows = require("shared_limit_rows")
local settings = require("settings")
local ticket = require("shared_limit_ticket")
local waiting = require("waiting")

local running = settings.limits.shared.tokens and require("shared_limit_running")

local M = {}

-- Of the limits that are used up the one for longest; nil: there is none. `looked`: nothing was
-- counted, so what is left of a limit must be more than nothing.
local function used_up(limits, states, looked)
  local refused
  for _, limit in ipairs(limits) do
    local state = states[limit]
    local over = state.over or looked and state.left == 0
    if over and (not refused or state.wait > states[refused].wait) then
      refused = limit
    end
  end
  return refused
end

-- What the service says of each limit, and the limit that refuses; nil: it did not say.
local function judge(handle, limits)
  local states, counted = {}, limits.counted
  if #limits > 1 or #counted == 0 then
    if not call(handle, limits, "look", states) then
      return nil
    end
    local refused = used_up(limits, states, true)
    refused = refused or running and running.admit(handle, limits, states)
    if refused or #counted == 0 then
      return states, refused
    end
  end
  if not call(handle, counted, "count", states) then
    return nil
  end
  return states, used_up(counted, states, false)
end

-- The refusal, or nil: the request is counted. It waits for the service: what Envoy gave to code
-- before is to be asked for again (`known.waited`).
function M.check(handle, known)
  local limits = rows.of(known)
  if #limits == 0 then
    return nil
  end
  known.metered, known.waited = true, true
  waiting(handle, known)
  local states, refused = judge(handle, limits)
  if not states then
    return refusal.of("gateway_error")
  elseif not refused then
    ticket.leave(handle, limits, states)
    return nil
  end
  ticket.tell(handle, limits, states)
  local wait = ("%d"):format(states[refused].wait)
  local answer = refusal.of(refused.code, { ["retry-after"] = wait })
  answer.body = refused.body
  return answer
end

return M
