-- The vendor's key, read for each request, so that a new file or a removed one counts at once.
--
-- Envoy's own credential injector is not used: it would send a key with a space or a byte outside
-- ASCII in it, and would keep a removed file's key.

local settings = require("settings")
local signature = require("signature")

local M = {}

-- So many keys are remembered of one place: answers to requests with a former one may still come.
local REMEMBERED = 8

local function read(source)
  if source.env then
    return os.getenv(source.env)
  end
  local file = io.open(source.file, "rb")
  if not file then
    return nil
  end
  -- One byte more than a key with its line break, to know that a file is too long. Nil: a folder.
  local text = file:read(settings.longest_key + 3)
  file:close()
  return text
end

-- The key without its one trailing line break; nil when no key could look like it.
local function usable(text)
  local key = text:gsub("\r?\n$", "")
  if #key > settings.longest_key or not key:find("^[\33-\126]+$") then
    return nil
  end
  return key
end

local function percent(char)
  return ("%%%02X"):format(char:byte())
end

-- In a query everything but the unreserved characters (RFC 3986 section 2.3) is percent-encoded.
local function sent(source, key)
  return source.parameter and key:gsub("[^%w%-._~]", percent) or key
end

-- Keeps what is sent from now on: a list of credentials and the keys in them, the last one first.
local function remember(source, key)
  source.credential = key and source.prefix .. sent(source, key)
  if key then
    source.sent = source.sent or {}
    table.insert(source.sent, 1, { key = key, credential = source.credential })
    source.sent[REMEMBERED + 1] = nil
  end
end

-- The vendor's credential as it is sent: the value of its header, or the pair of its parameter; nil
-- when the key is missing or no key. `source`: where the key is, and what stands before it. What was
-- last read there is judged once. Where requests are signed it is empty: Envoy has the key.
function M.credential(source)
  if source.signed then
    return signature.possible(source.signed) and ""
  end
  local text = read(source)
  if not text then
    return nil
  end
  if text ~= source.text then
    source.text = text
    remember(source, usable(text))
  end
  return source.credential
end

return M
