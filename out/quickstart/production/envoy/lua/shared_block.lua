-- One block of memory for all worker threads of this process: the counters of the limits.
--
-- Every worker has a Lua state of its own, and each reload of the listener makes new ones; the
-- block stays. Its address is published in the process's own environment, where every state finds
-- it. Envoy runs the code on its main thread first, before any worker: the block is there for them
-- all.

local ffi = require("ffi")

ffi.cdef([[
typedef struct { uint32_t id[4]; double ends; double count; double seen; } gatewright_slot;
typedef struct {
  uint64_t mutex[8];
  uint32_t magic;
  uint32_t capacity;
  gatewright_slot slots[2097152];
} gatewright_block;
int getpid(void);
int pthread_mutexattr_init(void *attributes);
int pthread_mutexattr_settype(void *attributes, int type);
int pthread_mutex_init(void *mutex, const void *attributes);
int setenv(const char *name, const char *value, int overwrite);
void *mmap(void *at, size_t size, int protection, int flags, int file, intptr_t offset);
]])

local NAME = "GATEWRIGHT_SHARED"

-- Another number for each layout of the structures above: a reload that brings another layout
-- starts with a block of its own.
local LAYOUT = 1
local MAGIC = 0x67770000 + LAYOUT

-- Pages that are read and written, of nobody else, in no file; they take memory once they are used.
local READ_WRITE, PRIVATE_ANONYMOUS_UNRESERVED = 3, 0x4022

-- A mutex that tells its owner: whoever does not hold it cannot free it, and does not wait for
-- itself.
local ERRORCHECK = 2

local C = ffi.C
local TYPE = ffi.typeof("gatewright_block *")

-- The block that this process has published in this layout, or nil. A value that was inherited has
-- another process's number.
local function published()
  local text = os.getenv(NAME) or ""
  local process, layout, address = text:match("^(%d+) (%d+) (%d+)$")
  if tonumber(process) ~= C.getpid() or tonumber(layout) ~= LAYOUT then
    return nil
  end
  local block = ffi.cast(TYPE, ffi.cast("uintptr_t", tonumber(address)))
  return block.magic == MAGIC and block or nil
end

local function prepare(mutex)
  local attributes = ffi.new("uint64_t[8]")
  local failed = C.pthread_mutexattr_init(attributes)
  failed = failed ~= 0 and failed or C.pthread_mutexattr_settype(attributes, ERRORCHECK)
  failed = failed ~= 0 and failed or C.pthread_mutex_init(mutex, attributes)
  assert(failed == 0, "there is no lock for the limits")
end

-- All zero is a good start for slots: they were never used.
local function create()
  local size = ffi.sizeof("gatewright_block")
  local at = C.mmap(nil, size, READ_WRITE, PRIVATE_ANONYMOUS_UNRESERVED, -1, 0)
  local address = tonumber(ffi.cast("uintptr_t", at))
  assert(address < 2 ^ 53, "there is no memory for the limits")
  local block = ffi.cast(TYPE, at)
  prepare(block.mutex)
  block.capacity, block.magic = 2097152, MAGIC
  local value = ("%d %d %.0f"):format(C.getpid(), LAYOUT, address)
  -- Added once in the life of a process, and by its main thread: glibc keeps the list of variables
  -- that a worker may just be reading, and does not move it again when this value changes.
  assert(C.setenv(NAME, value, 1) == 0, "the limits cannot be published")
  return block
end

return published() or create()
