-- The steps of a JSON reader inside a string, a number or a value that is skipped; see
-- json_structure.lua for what a step is.

local json_text = require("json_text")

local STEP = {}

function STEP.scalar(self, bytes, at)
  local stop = bytes:find("[^%w.+-]", at)
  self:collect(bytes:sub(at, (stop or 0) - 1))
  if stop == at and self.text == "" then
    self.mode = "done"
  elseif stop then
    self:found(json_text.number(self.text))
  end
  return stop
end

local function finish_string(self)
  if self.role == "skip" then
    self.mode = "skip"
  elseif self.role == "key" then
    local top = self.stack[#self.stack]
    self.node = not self.long and self.child(top.node, json_text.string(self.text)) or nil
    self.mode = "colon"
  else
    self:found(json_text.string(self.text))
  end
end

function STEP.string(self, bytes, at)
  if self.escaped then
    self.escaped = false
    self:collect(bytes:sub(at, at))
    return at + 1
  end
  local stop = bytes:find('["\\]', at)
  if self.role == "key" or self.role == "value" and self.node then
    self:collect(bytes:sub(at, (stop or 0) - 1))
  end
  if stop and bytes:sub(stop, stop) == '"' then
    finish_string(self)
  elseif stop then
    self.escaped = true
    self:collect("\\")
  end
  return stop and stop + 1
end

function STEP.skip(self, bytes, at)
  local stop = bytes:find('["{}%[%]]', at)
  local char = stop and bytes:sub(stop, stop)
  if char == '"' then
    self:start("string", "skip")
  elseif char == "{" or char == "[" then
    self.depth = self.depth + 1
  elseif char then
    self.depth = self.depth - 1
    if self.depth == 0 then
      self.mode = #self.stack > 0 and "next" or "done"
    end
  end
  return stop and stop + 1
end

return STEP
