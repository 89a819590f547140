-- What an answer says was used, read as it passes: no chunk is held back and no answer is kept.

local events = require("events")
local facts = require("facts")
local json_reader = require("json_reader")

local M = {}

-- Facts by what the vendor's description calls the value.
local FACTS = { input = "input_tokens", output = "output_tokens", model = "response_model" }

-- Keeps each good value when it differs from the last one: a stream repeats its model in every
-- event, and a stream that is cut has told what it told.
local function recorder(handle)
  local last = {}
  return function(name, value)
    local whole = type(value) == "number" and value % 1 == 0 and value >= 0
    local good = name == "model" and type(value) == "string" or name ~= "model" and whole
    if good and last[name] ~= value then
      last[name] = value
      facts.set(handle, FACTS[name], value)
    end
  end
end

-- Looks for `pointers` (by name, lists of reference tokens) in the answer or in a stream's events.
-- `stream`: the media type of a stream, or false.
function M.read(handle, pointers, stream)
  local record = recorder(handle)
  local reader
  if stream then
    reader = events.reader(stream, json_reader.of(pointers.stream, record))
  else
    reader = json_reader.of(pointers.answer, record)
  end
  if not reader then
    return
  end
  for chunk in handle:bodyChunks() do
    local size = chunk:length()
    if size > 0 then
      reader:feed(chunk:getBytes(0, size))
    end
  end
end

return M
