-- What an answer says was used, read as it passes: no chunk is held back and no answer is kept.

local events = require("events")
local facts = require("facts")
local json_reader = require("json_reader")
local log_line = require("log_line")

local M = {}

local function good(name, value)
  if name == "model" then
    return type(value) == "string"
  end
  return type(value) == "number" and value % 1 == 0 and value >= 0
end

-- Looks for `pointers` (by name, lists of reference tokens) in the answer or in a stream's events.
-- `kind`: the answer's media type, or nil. `found`: what the log line says of the answer so far.
function M.read(handle, pointers, kind, found)
  local changed = false
  local function record(name, value)
    if good(name, value) and found[name] ~= value then
      found[name], changed = value, true
    end
  end
  local reader
  if kind and kind.stream then
    reader = events.reader(kind.name, json_reader.of(pointers.stream, record))
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
    -- At once: a stream that is cut has told what it told. A stream repeats its model in every
    -- event, and most chunks change nothing.
    if changed then
      facts.of_answer(handle, log_line.answer(found))
      changed = false
    end
  end
end

return M
