-- The one order of refusals: form, route, preflight, method, lifecycle, access, size, body, vendor
-- key.

local access = require("access")
local api_data = require("api_data")
local cors = require("cors")
local forward = require("forward")
local inspect = require("inspect")
local locate = require("locate")
local refusal = require("refusal")
local request_id = require("request_id")
local request_model = require("request_model")
local secret = require("secret")
local settings = require("settings")
local upgrade = require("upgrade")
local validation = require("validation")

local M = {}

-- Access, size, body and vendor key; then the request is made the vendor's. Nil: it may go.
local function admit(handle, headers, seen, known)
  local api = known.api
  local refused = access.decide(handle, headers, seen, known)
  if refused then
    return refused
  end
  headers = known.waited and handle:headers() or headers -- the old ones are no more
  if seen.upgrade and not upgrade.decide(handle, headers, seen, known) then
    return refusal.of("invalid_request")
  end
  if (tonumber(seen.length) or 0) > known.operation.limit then
    return refusal.of("request_too_large")
  end
  refused = api.validate and validation.decide(handle, seen, known)
  if refused then
    return refused
  end
  local credential = api.key and secret.credential(api.key)
  if api.key and not credential then
    return refusal.of("vendor_key_unavailable")
  end
  -- Envoy forgets what it gave to code that waited since.
  forward.prepare(api.validate and handle:headers() or headers, seen, api, credential)
  return nil
end

-- The refusal, or nil when the request passes: to the vendor, or to Envoy's own word on its health.
-- `known`: filled with what is found, for the log and the answer.
function M.decide(handle, known)
  local headers = handle:headers()
  local seen = inspect.headers(headers)
  known.method, known.origin = seen.method, cors.listed(seen.origin)
  known.asks_upgrade = seen.upgrade
  request_id.keep(headers, seen.id)
  known.route = handle:streamInfo():routeName()
  known.api = api_data.of(handle, known.route)
  local path, refused = locate(seen, known.api)
  if refused or not seen.well_formed then
    return refused or refusal.of("invalid_request")
  end
  if known.route == settings.health_route then
    known.unlogged = true
    return nil
  end
  if not path then
    return refusal.of("unknown_operation")
  end
  known.path, known.operation = path, path.operations[seen.method]
  if not known.operation then
    return cors.preflight(seen, path) or refusal.of("method_not_allowed", { allow = path.allow })
  end
  local model = known.operation.model
  known.model = model and request_model(model, path, seen, headers)
  return known.api.refused and refusal.of(known.api.refused) or admit(handle, headers, seen, known)
end

return M
