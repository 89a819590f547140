-- Before code waits for another than the client: the log and the answer know whose request it is,
-- should its client leave meanwhile. Envoy holds back what the client sends, but shows code no body
-- whose end has come while it waited. So a body that is to be looked at is waited for first.

local body_kind = require("body_kind")
local seen_early = require("seen_early")
local whole_body = require("whole_body")

local function looked_at(handle, known)
  local body = known.operation.body
  if not body or not body.shape or known.asks_upgrade then
    return false
  end
  return body_kind.is_json(body_kind.media_type(handle:headers()))
end

return function(handle, known)
  if looked_at(handle, known) then
    whole_body(handle, known)
  else
    seen_early(handle, known)
  end
end
