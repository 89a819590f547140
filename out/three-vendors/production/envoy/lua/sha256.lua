-- SHA-256 (FIPS 180-4) in LuaJIT; Envoy offers its Lua code no hash.

local bit = require("bit")
local band, bnot, bxor = bit.band, bit.bnot, bit.bxor
local ror, rshift, tobit = bit.ror, bit.rshift, bit.tobit

-- The first 32 bits of the fractions of the primes' cube roots and square roots.
local function constants()
  local cubes, squares, candidate = {}, {}, 2
  while #cubes < 64 do
    local prime = true
    for divisor = 2, candidate - 1 do
      prime = prime and candidate % divisor ~= 0
    end
    if prime then
      cubes[#cubes + 1] = tobit(math.floor((candidate ^ (1 / 3) % 1) * 2 ^ 32))
      squares[#squares + 1] = tobit(math.floor((candidate ^ 0.5 % 1) * 2 ^ 32))
    end
    candidate = candidate + 1
  end
  return cubes, squares
end

local ROUND, START = constants()

local function padded(message)
  local length = #message * 8
  local high, low = math.floor(length / 2 ^ 32), length % 2 ^ 32
  local zeros = ("\0"):rep((55 - #message) % 64)
  local tail = {}
  for _, word in ipairs({ high, low }) do
    for shift = 24, 0, -8 do
      tail[#tail + 1] = string.char(band(rshift(word, shift), 255))
    end
  end
  return message .. "\128" .. zeros .. table.concat(tail)
end

local function schedule(text, at)
  local words = {}
  for index = 1, 16 do
    local a, b, c, d = text:byte(at + index * 4 - 4, at + index * 4 - 1)
    words[index] = tobit(a * 2 ^ 24 + b * 2 ^ 16 + c * 2 ^ 8 + d)
  end
  for index = 17, 64 do
    local early, late = words[index - 15], words[index - 2]
    local first = bxor(ror(early, 7), ror(early, 18), rshift(early, 3))
    local second = bxor(ror(late, 17), ror(late, 19), rshift(late, 10))
    words[index] = tobit(words[index - 16] + first + words[index - 7] + second)
  end
  return words
end

local function compress(state, words)
  local a, b, c, d, e, f, g, h = unpack(state)
  for index = 1, 64 do
    local choice = bxor(band(e, f), band(bnot(e), g))
    local mixed = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
    local first = tobit(h + mixed + choice + ROUND[index] + words[index])
    local majority = bxor(band(a, b), band(a, c), band(b, c))
    local second = bxor(ror(a, 2), ror(a, 13), ror(a, 22)) + majority
    h, g, f, e, d, c, b, a = g, f, e, tobit(d + first), c, b, a, tobit(first + second)
  end
  for index, value in ipairs({ a, b, c, d, e, f, g, h }) do
    state[index] = tobit(state[index] + value)
  end
end

-- The digest of `message`: 64 lower-case hex digits.
return function(message)
  local text = padded(message)
  local state = { unpack(START, 1, 8) }
  for at = 1, #text, 64 do
    compress(state, schedule(text, at))
  end
  for index, word in ipairs(state) do
    state[index] = bit.tohex(word)
  end
  return table.concat(state)
end
