-- Milliseconds of a clock that nobody sets, the same for all threads: whole numbers.

local ffi = require("ffi")

ffi.cdef([[
typedef struct { long seconds; long nanoseconds; } gatewright_time;
int clock_gettime(int clock, gatewright_time *time);
]])

local C = ffi.C
local MONOTONIC = 1
local time = ffi.new("gatewright_time[1]")

return function()
  assert(C.clock_gettime(MONOTONIC, time) == 0, "there is no clock for the limits")
  local now = time[0]
  return tonumber(now.seconds) * 1000 + math.floor(tonumber(now.nanoseconds) / 1e6)
end
