-- What is known of a token, from the code that reads it to the code that decides: a text in Envoy's
-- dynamic metadata, which no client can write.

local M = {}

local NAMESPACE, NAME = "gatewright.token", "verdict"

-- What Envoy's own filter leaves: for each issuer, by its number, the header of a token whose
-- signature is right, or why it is not.
local SIGNATURES = "envoy.filters.http.jwt_authn"
local SIGNED, FAILED = "signed %d", "failed %d"
-- Its numbers for: the keys do not have the one that the token names; they cannot be had.
local UNKNOWN_KEY, NO_KEYS = 32, 40

-- The token's issuer is known, and it does not count. `open`: nobody can know, since its issuer's keys
-- cannot be had.
function M.refuse(handle, open)
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, NAME, open and "open" or "refused")
end

-- A text in the metadata ends where a zero byte stands. No subject or scope of ours has the other.
local function whole(text)
  return (text:gsub("%z", "\1"))
end

-- It counts if its signature is right.
function M.accept(handle, number, subject, scopes)
  local text = ("%d %d %s%s"):format(number, #subject, whole(subject), whole(scopes))
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, NAME, text)
end

-- The metadata, and the verdict in them; nil: no issuer with keys is meant.
local function found(handle)
  local metadata = handle:streamInfo():dynamicMetadata()
  local kept = metadata:get(NAMESPACE)
  return metadata, kept and kept[NAME]
end

local function failure(signatures, number)
  local failed = signatures and signatures[FAILED:format(number)]
  return failed and tonumber(failed.code)
end

-- Of a token whose issuer's keys are fetched: the number of the issuer, and true if the token names a
-- key that is not among them, false if there are none. Nil: of any other.
function M.lacks_key(handle)
  local metadata, text = found(handle)
  local number = text and text:match("^%d+")
  local failed = number and failure(metadata:get(SIGNATURES), number)
  if failed == UNKNOWN_KEY or failed == NO_KEYS then
    return tonumber(number), failed == UNKNOWN_KEY
  end
  return nil
end

-- Nil: no issuer with keys is meant. False: it does not count. True: its issuer's keys cannot be
-- had. Else {issuer: its number, subject, scopes}, and its signature is right.
function M.of(handle)
  local metadata, text = found(handle)
  if not text then
    return nil
  end
  if text == "open" then
    return true
  end
  local number, length, at = text:match("^(%d+) (%d+) ()")
  local signatures = number and metadata:get(SIGNATURES)
  if signatures and signatures[SIGNED:format(number)] then
    local stop = at + tonumber(length)
    return {
      issuer = tonumber(number),
      subject = text:sub(at, stop - 1),
      scopes = text:sub(stop),
    }
  end
  return failure(signatures, number or 0) == NO_KEYS
end

return M
