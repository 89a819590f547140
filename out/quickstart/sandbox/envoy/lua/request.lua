-- The one order of refusals: form, route, preflight, method, lifecycle, credentials, size, vendor key.

local api_data = require("api_data")
local client_key = require("client_key")
local cors = require("cors")
local facts = require("facts")
local form = require("form")
local forward = require("forward")
local inspect = require("inspect")
local operations = require("operations")
local refusal = require("refusal")
local request_id = require("request_id")
local secret = require("secret")
local settings = require("settings")

-- PASS: goes to the vendor. NATIVE: Envoy's own direct response answers (health).
local M = { PASS = "pass", NATIVE = "native" }

local function too_large(headers, operation)
  local announced = tonumber(headers:get("content-length") or "")
  return announced ~= nil and announced > operation.limit
end

local function decide_operation(handle, headers, seen, api, target)
  local method = headers:get(":method")
  local found = operations.find(api.operations, target:match("^[^?]*"):sub(#api.base + 1), method)
  if not found then
    return refusal.of("unknown_operation")
  end
  facts.path(handle, api, found)
  local operation = found.operations[method]
  if not operation then
    local preflight = method == "OPTIONS" and cors.preflight(headers, found)
    return preflight or refusal.of("method_not_allowed", { allow = found.allow })
  end
  facts.operation(handle, operation, operations.model(operation, found))
  if api.refused then
    return refusal.of(api.refused)
  end
  local refused = client_key.refuse(handle, api, seen.keys)
  if refused then
    return refused
  end
  if too_large(headers, operation) then
    return refusal.of("request_too_large")
  end
  local key = api.key and secret.value(api.key)
  if api.key and not key then
    return refusal.of("vendor_key_unavailable")
  end
  forward.prepare(headers, seen, api, key, target)
  return M.PASS
end

function M.decide(handle)
  local headers = handle:headers()
  request_id.keep(headers)
  facts.set(handle, "origin", cors.listed_origin(headers))
  local seen = inspect.headers(headers)
  local target = headers:get(":path") or ""
  if not seen.well_formed or form.malformed(target) then
    return refusal.of("invalid_request")
  end
  if form.unusual(target) then
    return refusal.of("unknown_operation")
  end
  if handle:streamInfo():routeName() == settings.health_route then
    facts.set(handle, "unlogged", true)
    facts.set(handle, "passed", "1")
    return M.NATIVE
  end
  local api = api_data.of(handle)
  if not api then
    return refusal.of("unknown_operation")
  end
  return decide_operation(handle, headers, seen, api, target)
end

return M
