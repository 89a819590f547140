-- Asks the rate limit service for limits. Whatever is not an answer to all of them is none: a service
-- that is down or slow, or that was never told of a limit, lets nothing pass.

local answer = require("shared_limit_answer")
local message = require("shared_limit_message")
local settings = require("settings")

local service = settings.limits.shared

local HEADERS = {
  [":method"] = "POST",
  [":path"] = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit",
  [":authority"] = service.authority,
  ["content-type"] = "application/grpc",
  te = "trailers",
}

local function complain(handle, about)
  handle:logErr("gatewright: the rate limit service " .. about)
  return false
end

-- `states`: gets what the service says of each limit. Whether an answer lacks nothing.
local function take(handle, limits, body, states)
  local told, refused = answer.read(body)
  if #told ~= #limits then
    return complain(handle, "answered for other limits")
  end
  local over = false
  for index, limit in ipairs(limits) do
    if not told[index] then
      return complain(handle, "has no limit " .. limit.name)
    end
    states[limit] = told[index]
    over = over or told[index].over
  end
  return over == refused or complain(handle, "contradicts itself")
end

-- `form`: "look" counts nothing, "count" counts a request in each of the limits.
return function(handle, limits, form, states)
  local descriptors = {}
  for index, limit in ipairs(limits) do
    descriptors[index] = limit[form]
  end
  local body = message.request(service.domain, descriptors)
  local headers, told = handle:httpCall(service.cluster, HEADERS, body, service.timeout)
  if headers[":status"] ~= "200" or (headers["grpc-status"] or "0") ~= "0" then
    return complain(handle, "did not answer")
  end
  return take(handle, limits, told or "", states)
end
