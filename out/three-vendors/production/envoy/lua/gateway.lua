-- What Envoy calls: once with the request's headers, once with the answer's.
--
-- An error in a Lua filter lets the request pass in Envoy. So every step runs under pcall, and a
-- request goes on only when its metadata say "passed", which is written last; the native filter
-- behind this one (`guard`) refuses all others, should even these few lines fail.

local answer = require("answer")
local facts = require("facts")
local json_quote = require("json_quote")
local log_line = require("log_line")
local refusal = require("refusal")
local request = require("request")
local upgrade = require("upgrade")
local way = require("way")

-- The collector goes through all consumers each time, a hundred thousand perhaps: once the memory
-- has grown to four times what was kept, not to twice.
collectgarbage("setpause", 400)

-- Calls a step; a failure is told by its place only, since its message could quote a header.
local function attempt(handle, step, ...)
  local ran, result = pcall(step, ...)
  if not ran then
    local place = tostring(result):match("^[%w_./]+:%d+") or "an unknown place"
    handle:logErr("gatewright: the check of a message failed at " .. place)
  end
  return ran, result
end

local function pass(handle, known)
  local usage = known.upgrade and way.UPGRADE or known.operation and known.operation.usage
  local line = known.unlogged and "" or log_line.request(known.method, known)
  local left = way.of(way.PASSED, usage, known.origin, known.route, known.metered)
  facts.of_request(handle, line, left, nil, known.warning)
end

local function refuse(handle, known, refused)
  local kind = refused.code and way.REFUSED or way.PREFLIGHT
  local line = log_line.request(known.method, known)
  local route = known.path and known.route or "-"
  local left = way.of(kind, nil, known.origin, route, known.metered)
  facts.of_request(handle, line, left, json_quote(refused.code))
  handle:respond(refused.headers, refused.body)
end

function envoy_on_request(handle)
  local known = {}
  local ran, refused = attempt(handle, request.decide, handle, known)
  if not ran then
    ran, refused = attempt(handle, refusal.of, "gateway_error")
  end
  if ran and refused then
    attempt(handle, refuse, handle, known, refused)
  elseif ran then
    attempt(handle, pass, handle, known)
    if known.announced and not attempt(handle, upgrade.body_only, handle, known.announced) then
      attempt(handle, refuse, handle, known, refusal.of("gateway_error"))
    end
  end
end

function envoy_on_response(handle)
  attempt(handle, answer.finish, handle)
end
