-- What happens to an answer on its way back: CORS, the vendor's facts for the log, usage.

local added = require("added")
local api_data = require("api_data")
local cors = require("cors")
local facts = require("facts")
local refusal = require("refusal")
local settings = require("settings")
local usage = require("usage")

local M = {}

local function media_type(headers)
  return ((headers:get("content-type") or ""):match("^[^; \t]*")):lower()
end

local function vendor_request_id(headers)
  for _, name in ipairs(settings.vendor_request_id_headers) do
    local value = headers:get(name)
    if value then
      return value
    end
  end
  return nil
end

-- Headers that the vendor's Connection names are of one hop (RFC 9110 section 7.6.1); what Envoy has
-- set by now in the place of the vendor's own is not.
local function remove_hop_headers(headers)
  for name in (headers:get("connection") or ""):gmatch("[^, \t]+") do
    name = name:lower()
    if not settings.set_by_envoy[name] then
      headers:remove(name)
    end
  end
end

-- An interim status that Envoy takes for the final one: a protocol nobody asked for (101).
local function refuse_interim(handle, headers)
  local row = refusal.of("vendor_unreachable")
  facts.set(handle, "error_code", row.code)
  for name, value in pairs(row.headers) do
    headers:replace(name, value)
  end
  headers:remove("upgrade")
  handle:body(true):setBytes(row.body)
end

function M.finish(handle)
  local headers, known = handle:headers(), facts.all(handle)
  -- Routes put Envoy's own word on how an answer came about into this header; no client sees it.
  local from_vendor = headers:get(settings.details_header) == settings.from_vendor
  if from_vendor then
    remove_hop_headers(headers)
  end
  cors.mark(headers, known.origin, headers:get(":status") == "204" and not known.operation)
  added.mark(handle, headers, known.added)
  if not from_vendor then
    return
  end
  if headers:get(":status"):sub(1, 1) == "1" then
    refuse_interim(handle, headers)
    return
  end
  facts.set(handle, "vendor_request_id", vendor_request_id(headers))
  local kind = media_type(headers)
  local stream = settings.stream_types[kind] == true
  if kind ~= "" then
    facts.set(handle, "stream", stream)
  end
  local api = api_data.of(handle)
  for _, name in ipairs(api.removed) do
    headers:remove(name)
  end
  if known.usage and not headers:get("content-encoding") then
    usage.read(handle, api.operations.usages[known.usage], stream and kind)
  end
end

return M
