-- What happens to an answer on its way back, whoever made it.

local added = require("added")
local api_data = require("api_data")
local cors = require("cors")
local facts = require("facts")
local forgetting = require("forgetting")
local hidden = require("hidden")
local settings = require("settings")
local vendor_answer = require("vendor_answer")
local way = require("way")
local websocket = require("websocket")

local limit_meter = settings.limits and require("limit_meter")

local M = {}

-- What the request left. The routes of the APIs put it into a header, which no client sees; where
-- none of them was chosen, it is in the metadata alone, and the routes have said nothing of Origin.
local function left_behind(handle, headers)
  local told = headers:get(settings.answer_header)
  if told then
    return way.read(told)
  end
  cors.vary(headers)
  return way.read(way.without_route(facts.outcome(handle)))
end

function M.finish(handle)
  local headers = handle:headers()
  local left = left_behind(handle, headers)
  if not left then
    return
  end
  if left.from_vendor then
    vendor_answer.remove_hop_headers(headers)
  end
  if left.interim or left.unagreed then
    forgetting.forget(headers)
  end
  local api = left.route and api_data.of(handle, left.route)
  if left.from_vendor and api then
    hidden.remove(headers, api.key)
  end
  cors.mark(headers, left.origin, left.preflight)
  added.mark(headers, api)
  local meter = limit_meter and left.metered and limit_meter.begin(handle, headers, left.served)
  if left.upgraded then
    websocket.agree(headers)
  end
  if left.interim then
    vendor_answer.refuse_interim(handle, headers)
  elseif left.from_vendor then
    vendor_answer.read(handle, headers, api, left.usage, meter)
  end
end

return M
