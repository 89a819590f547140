-- What Envoy calls at the port of the metrics: asks Envoy itself for its counters, and makes its answer
-- the one of the contract.

local counters = require("metric_counters")
local settings = require("metric_settings")
local text = require("metric_text")

-- Whatever the client's query was.
function envoy_on_request(handle)
  handle:headers():replace(":path", settings.source)
end

local function told(body)
  return text(counters(body:getBytes(0, body:length())))
end

-- Envoy's own words are for nobody.
function envoy_on_response(handle)
  local body = handle:body(true)
  local headers = handle:headers()
  local ran, made = pcall(told, body)
  if ran and headers:get(":status") == "200" then
    headers:replace("content-type", settings.type)
    body:setBytes(made)
    -- What took the memory of many lines is of no use until the next time.
    made = nil
    collectgarbage()
  else
    headers:replace(":status", "503")
    body:setBytes("not available\n")
  end
end
