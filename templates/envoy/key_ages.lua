-- How old an issuer's keys may be: Envoy uses the last ones for as long as there are no others.

local settings = require("settings")

-- By the number of the issuer; an empty table where its keys are given.
local ages = settings.tokens.ages

-- slots: the numbers of the sets that are fetched, by the numbers of their issuers.
local M = { slots = {} }

local times = ages and require("key_times")
local slots = {}
for number, age in ipairs(ages or {}) do
  slots[number] = age.slot and times.slot(age.slot)
  M.slots[number] = age.slot
end

-- Whether a signature counts that an issuer's keys verified.
function M.count(number)
  local slot = slots[number]
  return not slot or times.is_younger(slot, ages[number].seconds)
end

return M
