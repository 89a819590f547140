-- What the headers of a vendor's answer say was used.

local counts = require("counts")
local trim = require("trim")

-- The most that is logged of a model's name, in bytes.
local LONGEST = 256

-- The first of several lines: a model is one name.
local function model(headers, name)
  local line = headers:getAtIndex(name, 0)
  local text = line and trim(line) or ""
  return text ~= "" and #text <= LONGEST and text or nil
end

local function count(headers, name)
  local text = name and headers:get(name)
  return text and counts.written(text)
end

-- `names`: of the headers that tell the input, the output, the total and the model. `found`: filled.
return function(headers, names, found)
  found.input, found.output = count(headers, names.input), count(headers, names.output)
  found.total = count(headers, names.total)
  found.model = names.model and model(headers, names.model)
end
