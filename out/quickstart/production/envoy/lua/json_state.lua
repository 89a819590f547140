-- Where a JSON reader is: the way to the current value, and what is kept of it.

-- The most that is kept of a name or a wanted value, in bytes.
local LONGEST = 1024

local Reader = {}
Reader.__index = Reader

function Reader.new(root, record)
  local self = { root = root, node = root, record = record, stack = {}, mode = "value" }
  self.text, self.long, self.escaped, self.depth, self.naming = "", false, false, 0, 0
  return setmetatable(self, Reader)
end

-- Another document begins.
function Reader:restart()
  self.stack, self.node, self.mode = {}, self.root, "value"
end

-- Enters an object or an array that pointers lead into.
function Reader:open(array)
  self.stack[#self.stack + 1] = { array = array, node = self.node, index = 0 }
  if array then
    self:expect("0")
  else
    self:pass(1)
  end
end

function Reader:close()
  self.stack[#self.stack] = nil
  self.mode = #self.stack > 0 and "next" or "done"
end

-- The value of this name or index is next.
function Reader:expect(token)
  self.node = self.stack[#self.stack].node.children[token]
  if self.node then
    self.mode = "value"
  else
    self:pass(0)
  end
end

-- Passes over what is not wanted. `naming`: 1 where a name is next.
function Reader:pass(naming)
  self.mode, self.depth, self.naming = "pass", 0, naming
end

-- Begins a name or a wanted value.
function Reader:start(mode)
  self.mode, self.text, self.long, self.escaped = mode, "", false, false
end

-- Keeps the bytes from `first` to `last` of what was begun.
function Reader:collect(bytes, first, last)
  if #self.text + last - first + 1 > LONGEST then
    self.long = true
  elseif last >= first then
    self.text = self.text .. bytes:sub(first, last)
  end
end

function Reader:found(value)
  if value ~= nil and not self.long then
    self.record(self.node.place, value)
  end
  self.mode = #self.stack > 0 and "next" or "done"
end

return Reader
