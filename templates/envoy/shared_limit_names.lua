-- The limits of an API and a caller, and what the rate limit service knows them by: two entries, which
-- limit it is and of whom. Its configuration (ratelimit/config.yaml) has the first ones by their
-- values and takes any value of the second, each of which it counts apart.

local identity = require("limit_identity")
local message = require("shared_limit_message")
local settings = require("settings")

local function add(list, rows, limit_of, who)
  local scope = {}
  for _, row in ipairs(rows or {}) do
    local of_tokens, name = row.reserve > 0, limit_of(row)
    scope.id = scope.id or of_tokens and identity("running|" .. name .. "|" .. who)
    list[#list + 1] = {
      name = name,
      who = who,
      scope = scope,
      kind = row.kind,
      of_tokens = of_tokens,
      group = of_tokens and "tokens" or "requests",
      reserve = row.reserve,
      code = row.code,
      body = row.body,
      look = message.descriptor(name, who, 0),
      count = not of_tokens and message.descriptor(name, who, 1),
    }
  end
end

local function of_requests(list)
  local found = {}
  for _, limit in ipairs(list) do
    found[#found + 1] = not limit.of_tokens and limit or nil
  end
  found.counted = found
  return found
end

-- The limits of a scope of one name keep their counters when an amount changes. Those of consumers
-- are known by their amounts, so that all consumers with the same limit share one.
return function(api, caller)
  local all, grant = {}, caller and caller.grant
  local function named(scope)
    return function(row)
      return scope .. "/" .. row.counter
    end
  end
  add(all, api.limits, named("api/" .. api.id), "all")
  if grant then
    local plan = grant.plan and settings.plans[grant.plan]
    if plan then
      add(all, plan.limits, named("plan/" .. plan.name), caller.name .. "/" .. api.id)
    end
    add(all, grant.limits, function(row)
      return ("consumer/%.0f/"):format(row.amount) .. row.counter
    end, caller.name)
  end
  local requests = of_requests(all)
  all.counted = requests
  return { all = all, untold = requests }
end
