-- When this thread last looked for a key that an issuer's kept set does not have, and when a set came.
--
-- Envoy's filter fetches a set for each request that finds none, and keeps what came for its own
-- thread. The code in front of that filter (token_filter.lua) and the code that sees the set come
-- (key_set.lua) run on that thread in Lua states of their own: they meet in its memory.

local ffi = require("ffi")
local clock = require("steady_clock")
local key_page = require("key_page")

ffi.cdef([[
typedef struct { double id; double began; double came; double failed; } gatewright_key_search;
typedef struct { uint32_t used; gatewright_key_search slots[1023]; } gatewright_key_searches;
]])

local MOST = 1023

-- Milliseconds between the beginnings of two searches.
local APART = 100

local page

-- The place of a set, by its number. Once all places are taken, by sets that reloads left, all are
-- forgotten.
local function place(id)
  page = page or key_page.own("gatewright_key_searches")
  for index = 0, page.used - 1 do
    if page.slots[index].id == id then
      return page.slots[index]
    end
  end
  page.used = page.used < MOST and page.used or 0
  local slot = page.slots[page.used]
  slot.id, slot.began, slot.came, slot.failed = id, 0, 0, 0
  page.used = page.used + 1
  return slot
end

local M = {}

-- The set came, and this thread has it from now on.
function M.found(id)
  place(id).came = clock()
end

-- The set could not be had.
function M.fail(id)
  place(id).failed = clock()
end

-- Whether that was less than so many milliseconds ago.
function M.failed(id, milliseconds)
  local slot = place(id)
  return slot.failed > 0 and clock() - slot.failed < milliseconds
end

-- Whether a token may make Envoy's filter look for a key. `between`: milliseconds, for as long as that
-- filter keeps a set that came, and asks for none. A search of a client that leaves ends with it, and
-- nobody is told: so the next may begin soon. Otherwise whoever sends and leaves would keep a new key
-- from being found.
function M.may(id, between)
  local slot, now = place(id), clock()
  if slot.came > 0 and slot.came >= slot.began and now - slot.came < between then
    return true
  elseif slot.failed > 0 and now - slot.failed < between then
    return false
  elseif slot.began > 0 and now - slot.began < APART then
    return false
  end
  slot.began = now
  return true
end

return M
