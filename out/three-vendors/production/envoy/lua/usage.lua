-- What an answer says was used, read as it passes: no chunk is held back and no answer is kept.

local counts = require("counts")
local events = require("events")
local facts = require("facts")
local json_reader = require("json_reader")
local log_line = require("log_line")

local M = {}

-- Takes over what was found at the pointers: the model, and the sums of the counts.
local function tell(found, places, values)
  if places.model then
    found.model = values[places.model[1]]
  end
  if places.input then
    found.input = counts.sum(values, places.input)
  end
  if places.output then
    found.output = counts.sum(values, places.output)
  end
  if places.total then
    found.total = counts.sum(values, places.total)
  end
end

-- Looks for what is `reported` (operation sets) in an answer, or in the events of a stream. Not in a
-- text, which may be the client's own: what was said in a recording, say.
-- `kind`: the answer's media type, or nil. `found`: what the log line says of the answer so far.
-- `meter`: what limits count, or nothing.
function M.read(handle, reported, kind, found, meter)
  if not kind or not kind.stream and not kind.json then
    return
  end
  local places, values, changed = reported.places, {}, false
  local model = places.model and places.model[1]
  local function record(place, value)
    if values[place] == value then
      return
    end
    local good = place ~= model and counts.good(value)
    if good or place == model and type(value) == "string" and value ~= "" then
      values[place], changed = value, true
    end
  end
  local reader = json_reader.of(reported.pointers, record)
  if kind.stream then
    reader = events.reader(kind.name, meter and meter:reader(reader) or reader)
  end
  if not reader then
    return
  end
  for chunk in handle:bodyChunks() do
    local size = chunk:length()
    if size > 0 then
      reader:feed(chunk:getBytes(0, size))
    end
    -- At once: a stream that is cut has told what it told. A stream repeats its model in every
    -- event, and most chunks change nothing.
    if changed then
      tell(found, places, values)
      facts.of_answer(handle, log_line.answer(found))
      changed = false
    end
    if meter then
      meter:passing(found)
    end
  end
end

return M
