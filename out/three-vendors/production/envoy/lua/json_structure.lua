-- The steps of a JSON reader between values: each takes the reader, the bytes and a place, changes
-- the reader, and gives the next place; nil when the bytes are used up.

local scan = require("json_scan")
local significant = require("json_text").significant

local STEP = {}

local QUOTE, COMMA, COLON = 0x22, 0x2C, 0x3A
local OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE = 0x5B, 0x5D, 0x7B, 0x7D

-- A value that a pointer leads to, or into.
function STEP.value(self, bytes, at)
  local byte, place = significant(bytes, at)
  local open = byte == OPEN_BRACE or byte == OPEN_BRACKET
  if not byte then
    return nil
  elseif byte == CLOSE_BRACKET and #self.stack > 0 then
    self:close()
  elseif open and self.node.inside then
    self:open(byte == OPEN_BRACKET)
  elseif open or not self.node.place then
    self:pass(0)
    return place
  elseif byte == QUOTE then
    self:start("string")
  else
    self:start("scalar")
    return place
  end
  return place + 1
end

-- Members of an object or values of an array, on to the first that is wanted or needs another step.
function STEP.pass(self, bytes, at)
  local top, child = self.stack[#self.stack], nil
  if not top then
    self.mode = "done"
    return nil
  end
  local children = not top.array and top.node.children or nil
  at, self.depth, self.naming, child = scan(bytes, at, self.depth, self.naming, children)
  local byte = bytes:byte(at)
  if child then
    self.node, self.mode = child, "value"
    return at
  elseif byte == QUOTE then
    self:start(self.naming == 1 and self.depth == 0 and "name" or "inside")
  elseif byte == COMMA then
    top.index = top.index + 1
    self:expect(tostring(top.index))
  elseif byte then
    self:close()
  end
  return at + 1
end

function STEP.colon(self, bytes, at)
  local byte, place = significant(bytes, at)
  if byte == COLON then
    self:expect(self.text)
  elseif byte then
    self.mode = "done"
  end
  return place and place + 1
end

-- Behind a value that was read: the next one, or the end of what holds them.
function STEP.next(self, bytes, at)
  local byte, place = significant(bytes, at)
  if byte and byte ~= COMMA and byte ~= CLOSE_BRACE and byte ~= CLOSE_BRACKET then
    self.mode = "done"
  elseif byte then
    self:pass(0)
  end
  return place
end

return STEP
