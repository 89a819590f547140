-- Which limits apply to a request, and by which counters.

local identity = require("limit_identity")
local limits_of_request = require("limits_of_request")
local settings = require("settings")

local M = {}

-- `whose`: begins the name of the counters.
local function add(list, rows, whose)
  for _, row in ipairs(rows or {}) do
    local of_tokens, concurrent = row.reserve > 0, row.window == 0
    list[#list + 1] = {
      id = identity(whose .. "|" .. row.counter),
      kind = row.kind,
      amount = row.amount,
      window = row.window,
      concurrent = concurrent,
      of_tokens = of_tokens,
      group = of_tokens and "tokens" or not concurrent and "requests",
      reserve = of_tokens and row.reserve or 1,
      code = row.code,
      body = row.body,
    }
  end
end

local function untold(list)
  local others = {}
  for _, limit in ipairs(list) do
    others[#others + 1] = not limit.of_tokens and limit or nil
  end
  return others
end

-- All limits, the API's first, and those that apply where the vendor reports no tokens.
local function load(api, caller)
  local all = {}
  add(all, api.limits, "api|" .. api.id)
  local grant = caller and caller.grant
  if grant then
    local plan = grant.plan and settings.plans[grant.plan]
    add(all, plan and plan.limits, "plan|" .. caller.name .. "|" .. api.id)
    add(all, grant.limits, "consumer|" .. caller.name)
  end
  return { all = all, untold = untold(all) }
end

-- The limits of a request: id, kind, amount, window (milliseconds, 0 of what runs), concurrent,
-- of_tokens, group (of the headers that tell it), reserve (1, or tokens), code and body (of the
-- refusal). `request`: what is known of it.
M.of = limits_of_request(load)

return M
