-- The labels of a request as Prometheus has them, but for those that are known at its end. What clients
-- choose is in none of them.

local settings = require("metric_settings")

-- Of one caller of an API: requests, durations, and both kinds of tokens.
local SERIES_EACH = 4

-- Each worker tells so many callers apart, of all APIs together; to whoever comes later it gives one name.
local MOST = settings.max_series / SERIES_EACH

local known, count = {}, 0

local ESCAPED = { ["\\"] = "\\\\", ['"'] = '\\"', ["\n"] = "\\n" }

local function escaped(text)
  return (text:gsub('[\\"\n]', ESCAPED))
end

local function text_of(api, consumer)
  return ('api="%s",api_version="%s",consumer="%s"'):format(
    api and escaped(api.name) or "",
    api and escaped(api.version) or "",
    escaped(consumer)
  )
end

-- `found`: what is known of the request.
return function(found)
  local api = found.path and found.api
  local id, consumer = api and api.id or "", found.caller and found.caller.name or ""
  local of_api = known[id] or {}
  local labels = of_api[consumer]
  if labels then
    return labels
  end
  if count >= MOST then
    return text_of(api, settings.more)
  end
  labels = text_of(api, consumer)
  of_api[consumer], known[id], count = labels, of_api, count + 1
  return labels
end
