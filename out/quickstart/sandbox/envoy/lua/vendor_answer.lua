-- A vendor's answer: headers that are not for the client, facts for the log, usage.

local cors = require("cors")
local facts = require("facts")
local log_line = require("log_line")
local media_type = require("media_type")
local refusal = require("refusal")
local reported_headers = require("reported_headers")
local settings = require("settings")
local usage = require("usage")

local M = {}

-- Headers that the vendor's Connection names are of one hop (RFC 9110 section 7.6.1); what Envoy has
-- set by now in the place of the vendor's own is not.
function M.remove_hop_headers(headers)
  local named = headers:get("connection")
  if not named or named == "keep-alive" or named == "close" then
    return
  end
  for name in named:gmatch("[^, \t]+") do
    name = name:lower()
    if not settings.set_by_envoy.answer[name] then
      headers:remove(name)
    end
    if name == "vary" then
      cors.vary(headers)
    end
  end
end

-- An interim status that Envoy takes for the final one: a protocol nobody asked for (101).
function M.refuse_interim(handle, headers)
  local row = refusal.of("vendor_unreachable")
  facts.of_answer(handle, log_line.answer({ error_code = row.code }))
  for name, value in pairs(row.headers) do
    headers:replace(name, value)
  end
  handle:body(true):setBytes(row.body)
end

local function request_id(headers)
  for _, name in ipairs(settings.vendor_request_id_headers) do
    local value = headers:get(name)
    if value then
      return value
    end
  end
  return nil
end

-- `api`: the request's; `wanted`: which of its usages to read, or nil. `meter`: what limits count, or
-- nothing.
function M.read(handle, headers, api, wanted, meter)
  local sent = headers:get("content-type")
  local kind = sent and media_type(sent)
  local found = { vendor_request_id = request_id(headers), stream = kind and kind.stream }
  found.error_code = api.validate == "warn" and facts.warned(handle) or nil
  local reported = wanted and api.operations.usages[wanted][found.stream and "stream" or "answer"]
  if reported and reported.headers then
    reported_headers(headers, reported.headers, found)
  end
  facts.of_answer(handle, log_line.answer(found))
  for _, name in ipairs(api.removed) do
    headers:remove(name)
  end
  if reported and (headers:get("content-encoding") or "identity") == "identity" then
    usage.read(handle, reported, kind, found, meter)
  end
  if meter then
    meter:finish(found)
  end
end

return M
