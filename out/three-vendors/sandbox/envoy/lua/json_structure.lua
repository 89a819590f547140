-- The steps of a JSON reader between values: each takes the reader, the bytes and a place, changes
-- the reader, and gives the next place; nil when the bytes are used up.

local significant = require("json_text").significant

local STEP = {}

local function open(self, array)
  if not self.node or not next(self.node.children) then
    self.depth, self.mode = 1, "skip"
    return
  end
  self.stack[#self.stack + 1] = { array = array, node = self.node, index = 0 }
  if array then
    self.node, self.mode = self.child(self.node, "0"), "value"
  else
    self.mode = "key"
  end
end

function STEP.value(self, bytes, at)
  local char, place = significant(bytes, at)
  if char == "{" or char == "[" then
    open(self, char == "[")
  elseif char == '"' then
    self:start("string", "value")
  elseif char == "]" and #self.stack > 0 then
    self:close()
  elseif char then
    self:start("scalar", "value")
    return place
  end
  return place and place + 1
end

function STEP.key(self, bytes, at)
  local char, place = significant(bytes, at)
  if char == '"' then
    self:start("string", "key")
  elseif char == "}" then
    self:close()
  elseif char then
    self.mode = "done"
  end
  return place and place + 1
end

function STEP.colon(self, bytes, at)
  local char, place = significant(bytes, at)
  if char then
    self.mode = char == ":" and "value" or "done"
  end
  return place and place + 1
end

function STEP.next(self, bytes, at)
  local char, place = significant(bytes, at)
  local top = self.stack[#self.stack]
  if not char then
    return nil
  elseif not top or char ~= "," then
    local ends = top and (char == "}" or char == "]")
    self.mode = "done"
    if ends then
      self:close()
    end
  elseif top.array then
    top.index = top.index + 1
    self.node, self.mode = self.child(top.node, tostring(top.index)), "value"
  else
    self.mode = "key"
  end
  return place + 1
end

return STEP
