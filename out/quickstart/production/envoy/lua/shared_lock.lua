-- Mutual exclusion of the worker threads, for steps that touch the shared block.

local ffi = require("ffi")
local block = require("shared_block")

ffi.cdef([[
int pthread_mutex_lock(void *mutex);
int pthread_mutex_unlock(void *mutex);
]])

local C, mutex = ffi.C, block.mutex

local M = {}

local function locked(step, ...)
  if C.pthread_mutex_lock(mutex) ~= 0 then
    error("the lock of the limits cannot be had")
  end
  return step(...)
end

-- Calls `step` with the lock held and gives what it gives, at most two values. An error in it is
-- passed on once the lock is free again; `undo`, or nil, runs before that. No step may wait.
function M.holding(undo, step, ...)
  local ran, first, second = pcall(locked, step, ...)
  if not ran and undo then
    pcall(undo)
  end
  -- Always: the mutex refuses this of a thread that never got it.
  C.pthread_mutex_unlock(mutex)
  if not ran then
    error(first, 0)
  end
  return first, second
end

return M
