-- What happens to an answer on its way back: CORS, the vendor's facts for the log, usage.

local api_data = require("api_data")
local cors = require("cors")
local facts = require("facts")
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

-- Headers that the vendor's Connection names are of one hop (RFC 9110 section 7.6.1).
local function remove_hop_headers(headers)
  for name in (headers:get("connection") or ""):gmatch("[^, \t]+") do
    headers:remove(name:lower())
  end
end

function M.finish(handle)
  local headers, known = handle:headers(), facts.all(handle)
  cors.mark(headers, known.origin, headers:get(":status") == "204" and not known.operation)
  -- Routes put Envoy's own word on how an answer came about into this header; no client sees it.
  if headers:get(settings.details_header) ~= settings.from_vendor then
    return
  end
  facts.set(handle, "vendor_request_id", vendor_request_id(headers))
  local kind = media_type(headers)
  local stream = settings.stream_types[kind] == true
  if kind ~= "" then
    facts.set(handle, "stream", stream)
  end
  remove_hop_headers(headers)
  local api = api_data.of(handle)
  for _, name in ipairs(api.removed) do
    headers:remove(name)
  end
  if known.usage and not headers:get("content-encoding") then
    usage.read(handle, api.operations.usages[known.usage], stream and kind)
  end
end

return M
