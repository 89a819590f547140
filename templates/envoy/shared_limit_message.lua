-- What the rate limit service is asked, in its own form: a message of protocol buffers (RateLimitRequest
-- of envoy.service.ratelimit.v3), framed as gRPC has it.

local M = {}

-- A whole number (protocol buffers, encoding: base 128 varints).
local function varint(value)
  local bytes = {}
  while value >= 128 do
    bytes[#bytes + 1] = string.char(value % 128 + 128)
    value = math.floor(value / 128)
  end
  bytes[#bytes + 1] = string.char(value)
  return table.concat(bytes)
end

-- A field of bytes: a text, or a message inside another.
local function bytes_of(field, value)
  return string.char(field * 8 + 2) .. varint(#value) .. value
end

local function entry(key, value)
  return bytes_of(1, bytes_of(1, key) .. bytes_of(2, value))
end

-- One limit. `hits`: how much is counted, 0 or 1; with 0 the service only says what it has counted.
function M.descriptor(name, who, hits)
  local counted = bytes_of(3, hits == 0 and "" or string.char(8) .. varint(hits))
  return bytes_of(2, entry("limit", name) .. entry("who", who) .. counted)
end

-- The frame of a request (gRPC over HTTP/2: a flag and four bytes of length).
function M.request(domain, descriptors)
  local message = bytes_of(1, domain) .. table.concat(descriptors)
  local size, length = #message, {}
  for place = 4, 1, -1 do
    length[place], size = string.char(size % 256), math.floor(size / 256)
  end
  return "\0" .. table.concat(length) .. message
end

return M
