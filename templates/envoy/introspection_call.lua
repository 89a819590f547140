-- The question to an issuer what a token is (RFC 7662 section 2.1), and its answer.

local settings = require("settings")

-- Milliseconds for connection and answer.
local PATIENCE = 5000

-- A form's own encoding of everything but letters and digits.
local function encoded(text)
  return (text:gsub("[^%w]", function(char)
    return ("%%%02X"):format(char:byte())
  end))
end

-- The answer's text; nil: there is none, or Envoy has too many questions open (its circuit breaker, which
-- also hears of clients that leave). Waits for it. `asked`: whom.
-- `key`: the secret between both.
return function(handle, asked, token, key)
  local pair = asked.client .. ":" .. encoded(key)
  local headers, body = handle:httpCall(asked.cluster, {
    [":method"] = "POST",
    [":authority"] = asked.authority,
    [":path"] = asked.target,
    ["accept"] = "application/json",
    ["authorization"] = "Basic " .. handle:base64Escape(pair),
    ["content-type"] = "application/x-www-form-urlencoded",
  }, "token=" .. encoded(token) .. "&token_type_hint=access_token", PATIENCE)
  local whole = body and #body <= settings.tokens.max_answer_bytes
  return headers[":status"] == "200" and whole and body or nil
end

