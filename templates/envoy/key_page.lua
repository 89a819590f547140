-- Memory for what all threads of this process know of issuers' keys, and for what each one knows.
--
-- As with the counters of limits, the common page is found by a variable of the process. In it is also
-- the key by which each thread finds a page of its own.

local ffi = require("ffi")

ffi.cdef([[
typedef struct { double id; double at; } gatewright_key_time;
typedef struct {
  uint32_t magic;
  uint32_t used;
  unsigned int thread_key;
  gatewright_key_time slots[4095];
} gatewright_key_times;
int getpid(void);
int setenv(const char *name, const char *value, int overwrite);
void *mmap(void *at, size_t size, int protection, int flags, int file, intptr_t offset);
int pthread_key_create(unsigned int *key, void (*end)(void *));
void *pthread_getspecific(unsigned int key);
int pthread_setspecific(unsigned int key, const void *value);
]])

-- Another number where what is in any of the pages changes: reloaded code finds the former one's.
local NAME, MAGIC = "GATEWRIGHT_KEY_TIMES", 0x67770102

-- Pages that are read and written, of nobody else, in no file.
local READ_WRITE, PRIVATE_ANONYMOUS = 3, 0x22

local C = ffi.C
local TYPE = ffi.typeof("gatewright_key_times *")

-- The page of this process; a value that was inherited has another process's number.
local function published()
  local process, address = (os.getenv(NAME) or ""):match("^(%d+) (%d+)$")
  if tonumber(process) ~= C.getpid() then
    return nil
  end
  local page = ffi.cast(TYPE, ffi.cast("uintptr_t", tonumber(address)))
  return page.magic == MAGIC and page or nil
end

-- Memory for a value of the type of this name, all zeros, and its address.
local function memory(name)
  local at = C.mmap(nil, ffi.sizeof(name), READ_WRITE, PRIVATE_ANONYMOUS, -1, 0)
  local address = tonumber(ffi.cast("uintptr_t", at))
  assert(address < 2 ^ 53, "there is no memory for the times of keys")
  return at, address
end

local function create()
  local at, address = memory("gatewright_key_times")
  local page = ffi.cast(TYPE, at)
  local key = ffi.new("unsigned int[1]")
  assert(C.pthread_key_create(key, nil) == 0, "threads cannot keep pages of their own")
  page.magic, page.thread_key = MAGIC, key[0]
  local value = ("%d %.0f"):format(C.getpid(), address)
  assert(C.setenv(NAME, value, 1) == 0, "the times of keys cannot be published")
  return page
end

local common = published() or create()

local M = { common = common }

-- The page of the thread that runs this; a value of the type of this name, at first all zeros.
function M.own(name)
  local at = C.pthread_getspecific(common.thread_key)
  if at == nil then
    at = memory(name)
    assert(C.pthread_setspecific(common.thread_key, at) == 0, "a thread cannot keep its page")
  end
  return ffi.cast(name .. " *", at)
end

return M
