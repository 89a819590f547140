-- What the Lua code leaves for the guard, the log and the answer: texts in Envoy's dynamic metadata.
--
-- Few texts instead of many facts, since each costs as much as a step of the check:
-- outcome: way.lua; the guard lets pass what begins with "passed". request, answer: parts of the
-- log line, ready to print (log_line.lua). code: the refusal's code. warning: what the answer says
-- of the request, whoever makes it; a route copies it into a header. limits, over1 to over3: of
-- limit_ticket.lua.

local NAMESPACE = "gatewright"

local M = {}

-- `outcome` is written last: what opens the guard has nothing behind it that could fail.
function M.of_request(handle, line, outcome, code, warning)
  local metadata = handle:streamInfo():dynamicMetadata()
  metadata:set(NAMESPACE, "request", line)
  if code then
    metadata:set(NAMESPACE, "code", code)
  end
  if warning then
    metadata:set(NAMESPACE, "warning", warning)
  end
  metadata:set(NAMESPACE, "outcome", outcome)
end

function M.of_answer(handle, line)
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, "answer", line)
end

-- The code that the log has for a request which passed with a warning; nil: for any other.
function M.warned(handle)
  local kept = handle:streamInfo():dynamicMetadata():get(NAMESPACE)
  return kept and kept.warning and "invalid_request"
end

-- What the request left for its answer; nil when it left nothing.
function M.outcome(handle)
  local kept = handle:streamInfo():dynamicMetadata():get(NAMESPACE)
  return kept and kept.outcome
end

return M
