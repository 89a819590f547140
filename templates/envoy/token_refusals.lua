-- The refusals of callers with tokens.

local refusal = require("refusal")
local settings = require("settings")

local M = {}

-- 401. `invalid`: it was a token, and it does not count.
function M.unknown(api, invalid, given)
  local code = (invalid or api.tokens == "only") and "invalid_token" or "invalid_api_key"
  local told = code == "invalid_token" and given and settings.tokens.invalid
  return refusal.of(code, { ["www-authenticate"] = told or settings.www_authenticate })
end

-- The refusal of a token that lacks one of the operation's scopes, or nil.
function M.lacks(operation, scopes)
  for _, scope in ipairs(operation.scopes or {}) do
    if not scopes:find(" " .. scope .. " ", 1, true) then
      local refused = refusal.of("not_subscribed", { ["www-authenticate"] = settings.tokens.scope })
      refused.body = settings.tokens.scope_body
      return refused
    end
  end
  return nil
end

return M
