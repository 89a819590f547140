-- Counts as text that Prometheus reads.

local settings = require("metric_settings")

-- A text that sorts as the list of the labels' values does.
local function place_of(labels)
  return (labels:gsub('"?,?[%a_]+="', "\0"))
end

local function sorted(counts)
  local sets = {}
  for labels, count in pairs(counts) do
    sets[#sets + 1] = { labels = labels, count = count, place = place_of(labels) }
  end
  table.sort(sets, function(one, other)
    return one.place < other.place
  end)
  return sets
end

local function histogram(lines, name, set, buckets)
  local total, labels = 0, set.labels
  for at = 1, #settings.buckets + 1 do
    local le = settings.buckets[at] and settings.buckets[at][2] or "+Inf"
    total = total + (buckets[at] or 0)
    lines[#lines + 1] = ('%s_bucket{%s,le="%s"} %.0f'):format(name, labels, le, total)
  end
  lines[#lines + 1] = ("%s_sum{%s} %.3f"):format(name, labels, set.count / 1000)
  lines[#lines + 1] = ("%s_count{%s} %.0f"):format(name, labels, total)
end

-- `found`: of metric_counters.lua.
return function(found)
  local lines = {}
  local families = { found.requests, found.tokens, found.durations }
  for at, family in ipairs(settings.families) do
    lines[#lines + 1] = ("# HELP %s %s"):format(family.name, family.help)
    lines[#lines + 1] = ("# TYPE %s %s"):format(family.name, family.type)
    for _, set in ipairs(sorted(families[at])) do
      if family.type == "histogram" then
        histogram(lines, family.name, set, found.buckets[set.labels] or {})
      else
        lines[#lines + 1] = ("%s{%s} %.0f"):format(family.name, set.labels, set.count)
      end
    end
  end
  lines[#lines + 1] = ""
  return table.concat(lines, "\n")
end
