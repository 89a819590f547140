-- What the rate limit service answers: RateLimitResponse of envoy.service.ratelimit.v3, in a frame of
-- gRPC. An answer that is cut or malformed is an error.

local fields = require("shared_limit_fields")

local M = {}

-- No window lasts longer than a day, in seconds.
local LONGEST = 86400

-- The message in the only frame: a flag that it is not compressed, and four bytes of its length.
local function framed(body)
  local flag, a, b, c, d = body:byte(1, 5)
  assert(flag == 0 and ((a * 256 + b) * 256 + c) * 256 + d == #body - 5)
  return body:sub(6)
end

-- Whole seconds of a duration, at least 1; a negative one is a huge number here.
local function seconds(bytes)
  local found = fields.read(bytes, { "seconds", "nanos" })
  local whole = (found.seconds or 0) + ((found.nanos or 0) > 0 and 1 or 0)
  return whole > LONGEST and 1 or math.max(whole, 1)
end

-- Of one limit: over, amount, left, wait (seconds until its window ends); nil: the service has no
-- such limit.
local function state(bytes)
  local status = fields.read(bytes, { "code", "limit", "left", "reset" })
  local known = status.code == 1 or status.code == 2
  local limit = status.limit and fields.read(status.limit, { "amount" })
  if not known or not limit then
    return nil
  end
  return {
    over = status.code == 2,
    amount = limit.amount or 0,
    left = status.left or 0,
    wait = seconds(status.reset or ""),
  }
end

-- The states in the order in which they were asked for, false for an unknown limit; and whether the
-- service refuses.
function M.read(body)
  local states, overall = {}, nil
  fields.each(framed(body), function(number, value)
    if number == 1 then
      overall = value
    elseif number == 2 then
      states[#states + 1] = state(value) or false
    end
  end)
  assert(overall == 1 or overall == 2)
  return states, overall == 2
end

return M
