-- The steps of a JSON reader inside a string or a number; see json_structure.lua for what a step is.

local json_text = require("json_text")
local string_end = require("json_string_end")

local STEP = {}

-- Letters, digits, and what else a number or a word of JSON is made of.
local function scalar_end(bytes, at)
  for place = at, #bytes do
    local byte = bytes:byte(place)
    local letter = byte >= 0x61 and byte <= 0x7A or byte >= 0x41 and byte <= 0x5A
    local digit = byte >= 0x30 and byte <= 0x39
    if not letter and not digit and byte ~= 0x2B and byte ~= 0x2D and byte ~= 0x2E then
      return place
    end
  end
  return nil
end

function STEP.scalar(self, bytes, at)
  local stop = scalar_end(bytes, at)
  self:collect(bytes, at, (stop or #bytes + 1) - 1)
  if stop == at and self.text == "" then
    self.mode = "done"
  elseif stop then
    self:found(json_text.number(self.text))
  end
  return stop
end

-- The text of a string that `at` is inside of, once its end has come, and the place behind it.
local function text_of(self, bytes, at)
  local stop
  stop, self.escaped = string_end(bytes, at, self.escaped)
  self:collect(bytes, at, (stop or #bytes + 1) - 1)
  return stop and json_text.string(self.text), stop and stop + 1
end

function STEP.string(self, bytes, at)
  local text, behind = text_of(self, bytes, at)
  if text then
    self:found(text)
  end
  return behind
end

function STEP.name(self, bytes, at)
  local text, behind = text_of(self, bytes, at)
  if text then
    -- No pointer has a name as long as one that was cut.
    self.mode, self.text = "colon", self.long and "" or text
  end
  return behind
end

-- A string of a value that is passed over.
function STEP.inside(self, bytes, at)
  local stop
  stop, self.escaped = string_end(bytes, at, self.escaped)
  if not stop then
    return nil
  end
  self.mode = "pass"
  return stop + 1
end

return STEP
