-- When the keys of issuers were last fetched, for all threads of this process.
--
-- Envoy keeps an issuer's last keys for as long as it cannot have new ones, and does not say how old
-- they are. The code that sees them come (key_set.lua) runs on Envoy's main thread and in Lua states
-- of its own.

local clock = require("steady_clock")
local key_page = require("key_page")

local MOST = 4095

local page = key_page.common

local M = {}

-- The place of a set of keys, by its number. Envoy loads code on its main thread first, before any
-- worker: no two threads add a place at once. Sets that reloads brought and left stay.
function M.slot(id)
  for index = 0, page.used - 1 do
    if page.slots[index].id == id then
      return page.slots[index]
    end
  end
  assert(page.used < MOST, "there is no place for the time of another set of keys")
  page.slots[page.used].id, page.used = id, page.used + 1
  return page.slots[page.used - 1]
end

-- The set is as its issuer has it now.
function M.note(slot)
  slot.at = clock()
end

-- Whether a set came in the last so many seconds.
function M.is_younger(slot, seconds)
  return slot.at > 0 and clock() - slot.at < seconds * 1000
end

return M
