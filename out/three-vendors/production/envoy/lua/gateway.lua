-- What Envoy calls: once with the request's headers, once with the answer's.
--
-- An error in a Lua filter lets the request pass in Envoy. So every step runs under pcall, and a
-- request goes on only when its metadata say "passed", which is written last; the native filter
-- behind this one (`guard`) refuses all others, should even these few lines fail.

local answer = require("answer")
local facts = require("facts")
local refusal = require("refusal")
local request = require("request")

-- Calls a step; a failure is told by its place only, since its message could quote a header.
local function attempt(handle, step, ...)
  local ran, result = pcall(step, ...)
  if not ran then
    local place = tostring(result):match("^[%w_./]+:%d+") or "an unknown place"
    handle:logErr("gatewright: the check of a message failed at " .. place)
  end
  return ran, result
end

local function conclude(handle, outcome)
  if outcome == request.PASS then
    facts.set(handle, "passed", "1")
  elseif outcome ~= request.NATIVE then
    facts.set(handle, "error_code", outcome.code)
    handle:respond(outcome.headers, outcome.body)
  end
end

function envoy_on_request(handle)
  local ran, outcome = attempt(handle, request.decide, handle)
  if not ran then
    ran, outcome = attempt(handle, refusal.of, "gateway_error")
  end
  if ran then
    attempt(handle, conclude, handle, outcome)
  end
end

function envoy_on_response(handle)
  attempt(handle, answer.finish, handle)
end
