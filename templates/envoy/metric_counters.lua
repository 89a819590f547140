-- Envoy's counters, as it tells them to Prometheus, by what they count.
--
-- Each is a line `NAME{labels="LABELS",…} COUNT`. LABELS are the ones of metric_labels.lua: text inside
-- of text, so that what was escaped is escaped once more.

local settings = require("metric_settings")

-- Of a request that no Lua code has seen.
local NONE = 'api="",api_version="",consumer=""'

local LINE = "^" .. settings.prefix .. '(%a+){labels="(.*)} (%d+)$'

local UNESCAPED = { ["\\\\"] = "\\", ['\\"'] = '"', ["\\n"] = "\n" }

local function unescaped(text)
  return (text:gsub('\\[\\"n]', UNESCAPED))
end

-- A value that ends at a quote which is not escaped, and what is behind it.
local function value_of(text)
  local at = 1
  while text:byte(at) ~= 0x22 do
    at = at + (text:byte(at) == 0x5C and 2 or 1)
  end
  return unescaped(text:sub(1, at - 1)), text:sub(at + 1)
end

-- What the log line has for no code is no text.
local function code_of(text)
  return unescaped(text):match('^"(.*)"$') or ""
end

local function add(counts, key, count)
  counts[key] = (counts[key] or 0) + count
end

-- By the name of a counter.
local read = {}

function read.requests(found, labels, rest, count)
  local status, code = rest:match('^,status="(%d*)",code="(.*)"$')
  local all = ('%s,status="%s",error_code="%s"'):format(labels, status, code_of(code))
  add(found.requests, all, count)
end

function read.bucket(found, labels, rest, count)
  local buckets = found.buckets[labels] or {}
  add(buckets, rest:match('^,at="(%d+)"$') + 1, count)
  found.buckets[labels] = buckets
end

function read.sum(found, labels, _, count)
  add(found.durations, labels, count)
end

function read.input(found, labels, _, count)
  add(found.tokens, labels .. ',kind="input"', count)
end

function read.output(found, labels, _, count)
  add(found.tokens, labels .. ',kind="output"', count)
end

-- Counts by labels, of each family. durations: in milliseconds. buckets: how many requests are in each.
return function(text)
  local found = { requests = {}, tokens = {}, durations = {}, buckets = {} }
  for line in text:gmatch("[^\n]+") do
    local name, inside, count = line:match(LINE)
    if read[name] then
      local labels, rest = value_of(inside)
      read[name](found, labels == "" and NONE or labels, rest, tonumber(count))
    end
  end
  return found
end
