-- What consumers may call and use. Those that may call everything without a limit have no grant.

local consumers = require("consumers")
local remembering = require("remembering")
local settings = require("settings")

local M = {}

-- By its number, "-" of none. A grant is a text of Lua, read when one of its consumers comes: a
-- table of a hundred thousand tables is more than LuaJIT reads at once.
M.of = remembering(function(number)
  return number ~= "-" and assert(loadstring(consumers.grants[tonumber(number)]))() or false
end)

-- Whether a grant's consumers may call an API; `grant`: {plan (its number), apis (by id; nil: all),
-- limits}, or false.
function M.admits(grant, api)
  if grant and grant.apis and not grant.apis[api.id] then
    return false
  elseif not api.plans then
    return true
  end
  local plan = grant and grant.plan and settings.plans[grant.plan]
  return plan ~= nil and plan ~= false and api.plans[plan.name] == true
end

return M
