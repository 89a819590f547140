-- What tokens may make Envoy's filter ask an issuer for: each thread asks once in a while, not for each
-- token, since anyone can make tokens that need keys which are not there.

local issuers = require("issuers")
local key_ages = require("key_ages")
local key_searches = require("key_searches")

local M = {}

-- Whether the keys of this issuer are fetched.
function M.apply(number)
  return key_ages.slots[number] ~= nil
end

-- The keys of this issuer could not be had now.
function M.fail(number)
  key_searches.fail(key_ages.slots[number])
end

-- Whether there are none that count, and it is too early to ask for them again. Until then nobody
-- knows whose token is right.
function M.wait(number)
  local slot = key_ages.slots[number]
  return not key_ages.count(number) and key_searches.failed(slot, issuers.between)
end

-- Whether a token may look for a key that is not among them.
function M.may(number)
  return key_searches.may(issuers.sought[("%d"):format(number)], issuers.between)
end

return M
