-- The limits of a request: whether it is within them, and what its answer says of them.

local admit = require("limit_admit")
local found = require("limit_found")
local refusal = require("refusal")
local report = require("limit_report")
local rows = require("limit_rows")
local ticket = require("limit_ticket")

local M = {}

local function write_ticket(limits, handle)
  ticket.leave(handle, limits, report(limits, nil))
end

-- An error: the request is refused, and must not run for ever in the counters.
local function leave_ticket(limits, handle)
  local ran, problem = pcall(write_ticket, limits, handle)
  if not ran then
    admit.take_back(limits, ticket.left(handle))
    error(problem, 0)
  end
end

-- The refusal, or nil: the request is counted. `known.metered`: its answer has something to tell, or
-- to give back. Nothing in here may wait: other requests use the same memory of what was found.
function M.check(handle, known)
  local limits = rows.of(known)
  if #limits == 0 then
    return nil
  end
  known.metered = true
  local refused = admit.admit(limits, handle)
  if not refused then
    leave_ticket(limits, handle)
    return nil
  end
  ticket.tell(handle, report(limits, refused))
  local limit = limits[refused]
  local answer = refusal.of(limit.code, { ["retry-after"] = ("%d"):format(found.wait(refused)) })
  answer.body = limit.body
  return answer
end

return M
